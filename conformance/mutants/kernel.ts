/** Faults in the WebAssembly of the explicit engine. */

import type { Mutant } from './mutant.ts';

const kernel = 'explorer/wasm/kernel.laws.test.ts';
const growth = 'explorer/wasm/growth.laws.test.ts';
const again = 'explorer/search/memory-again.test.ts';
const recent = 'explorer/store/recent.laws.test.ts';
const shared = 'explorer/store/shared-set.laws.test.ts';
const tree = 'explorer/store/tree.laws.test.ts';
const keys = 'explorer/store/compact-table.laws.test.ts';
const weak = 'TreeStore does so when its hash functions';
const wide = 'TreeStore keeps every state of 3 words';
const grows = 'a shared set keeps every state';

export const kernelMutants: readonly Mutant[] = [
  {
    name: 'a kernel does not ask a guard',
    file: 'explorer/wasm/successors.kernel.ts',
    find: 'conditions.length === 0 ?',
    replace: 'conditions.length < 2 ?',
    tests: [kernel],
  },
  {
    name: 'a kernel forgets that a slot was changed before another one of the same word',
    file: 'explorer/wasm/successors.kernel.ts',
    find: 'this.#change(parts[word >> 1]!, changed',
    replace: 'this.#change(this.#parts[word >> 1]!, changed',
    tests: [kernel],
  },
  {
    name: 'a kernel overlooks a state without successors',
    file: 'explorer/wasm/successors.kernel.ts',
    find: 'leaveIf(1, i32.eq(n.get, before.get)),',
    replace: '',
    tests: [kernel],
  },
  {
    name: 'a search by a kernel forgets states without successors',
    file: 'explorer/search/collector.kernel.ts',
    find: 'if (kernel.isStuck) {',
    replace: 'if (kernel.expanded < 0) {',
    tests: ['explorer/search/generate.laws.test.ts'],
    by: 'generated code changes nothing',
  },
  {
    name: 'a kernel compares only the first words of states',
    file: 'explorer/wasm/state-code.ts',
    find: '      .reduce((all, part) => i32.or(all, part));',
    replace: '      .reduce((all) => all);',
    tests: [recent],
  },
  {
    name: 'a kernel loses the last state of a batch',
    file: 'explorer/wasm/lookup.ts',
    find: 'i32.lt(j.get, pending.get),',
    replace: 'i32.lt(i32.add(j.get, i32.const(1)), pending.get),',
    tests: [shared],
    by: grows,
  },
  {
    name: 'a kernel does not ask whether another thread was faster',
    file: 'explorer/wasm/lookup.ts',
    find: 'when(i32.isZero(probe.e.get), [isNew, leave(depth + 1)])]',
    replace: 'isNew, leave(depth)]',
    tests: [shared],
    by: 'a shared set leaves states to a thread faster',
  },
  {
    name: 'a kernel reads a line again to find a free place in it',
    file: 'explorer/wasm/probe.ts',
    find: '    return [\n      this.e.set(all),',
    replace: '    return [\n      this.readLine,\n      this.e.set(all),',
    tests: [shared],
    by: 'a shared set leaves states to a thread faster',
  },
  {
    name: 'a kernel takes states with equal tags for equal',
    file: 'explorer/wasm/probe.ts',
    find: '[set, i32.isZero(differs)],',
    replace: '[set, i32.const(1)],',
    tests: [shared],
    by: grows,
  },
  {
    name: 'a kernel does not say that a state is in the line after its own',
    file: 'explorer/wasm/probe.ts',
    find: 'this.#x.add(AWAY_ONE),\n      this.#line.set(',
    replace: 'this.#line.set(',
    tests: [shared],
    by: grows,
  },
  {
    name: 'a kernel takes keyed entries away from home for others when the table grows',
    file: 'explorer/wasm/growth.ts',
    find: 'i32.sub(line, away)',
    replace: 'line',
    tests: [shared],
    by: grows,
  },
  {
    name: 'a kernel does not say how far from home a displaced state is entered',
    file: 'explorer/wasm/probe.ts',
    find: '[when(isTooFar, trap), this.#x.add(AWAY_ONE)]',
    replace: '[]',
    tests: [growth],
  },
  {
    name: 'a kernel enters a displaced state where another one is',
    file: 'explorer/wasm/probe.ts',
    find: 'when(i32.isZero(this.e.get), this.enterAtomically),\n        leaveIf',
    replace: 'this.enter,\n        this.e.set(i32.const(0)),\n        leaveIf',
    tests: [growth],
  },
  {
    name: 'a kernel loses displaced states when the table grows',
    file: 'explorer/wasm/kernel.kernel.ts',
    find: 'displaced.push(this.#displaced.subarray(0, listed));',
    replace: '',
    tests: [shared],
    by: grows,
  },
  {
    name: 'a search begins with the table of another one',
    file: 'explorer/store/shared-memory.kernel.ts',
    find: '2 ** TABLE_BITS_MIN).fill(0);',
    replace: '2 ** TABLE_BITS_MIN);',
    tests: [again],
  },
  {
    name: 'a search begins with the recent states of another one',
    file: 'explorer/store/recent.kernel.ts',
    find: 'recent.fill(0);',
    replace: '',
    tests: [again],
  },
  {
    name: 'a search by several leaves its memory to others though there are snapshots of it',
    file: 'explorer/search/crew.ts',
    find: 'const isKept = this.#options.checkpoint === undefined',
    replace: 'const isKept = true',
    tests: ['explorer/search/snapshot.laws.test.ts'],
  },
  {
    name: 'a kernel goes on with states that it cannot reach',
    file: 'explorer/store/shared-states.kernel.ts',
    find: 'counters[STATE_CHUNKS]! <= wasm.chunksMax',
    replace: 'counters[STATE_CHUNKS]! >= 0',
    tests: [shared],
    by: 'a shared set goes on where',
  },
  {
    name: 'a tree by a kernel takes pairs with equal left parts for equal',
    file: 'explorer/wasm/tree-code.ts',
    find: 'i32.eq(i32.load(pair.get, 4), y.get)',
    replace: 'i32.const(1)',
    tests: [tree],
    by: weak,
  },
  {
    name: 'a tree by a kernel forgets the upper bits of roots',
    file: 'explorer/wasm/tree-code.ts',
    find: 'rest.set(i32.and(shifted, hasRest.get))',
    replace: 'rest.set(i32.const(0))',
    tests: [tree],
    by: 'TreeStore scrambles roots',
  },
  {
    name: 'a tree by a kernel writes roots from the beginning of a word',
    file: 'explorer/wasm/tree-code.ts',
    find: 'held.set(i32.and(bit.get, i32.const(31)))',
    replace: 'held.set(i32.const(0))',
    tests: [tree],
    by: wide,
  },
  {
    name: 'a tree by a kernel reads on after the end of a chunk',
    file: 'explorer/store/tree-reader.kernel.ts',
    find: 'Math.min(n, place.room)',
    replace: 'n',
    tests: [tree],
    by: wide,
  },
  {
    name: 'a tree grows over what another search has left in its memory',
    file: 'explorer/store/growable.ts',
    find: '.fill(0, known)',
    replace: '',
    tests: [keys],
    by: 'CompactTable keeps every key',
  },
  {
    name: 'a kernel puts keys back in any order',
    file: 'explorer/wasm/compact-keys.ts',
    find: 'i32.ge(home, homeBefore.get)',
    replace: 'i32.const(1)',
    tests: [keys],
    by: 'CompactTable',
  },
  {
    name: 'a kernel loses an entry that can move no further',
    file: 'explorer/store/compact-table.kernel.ts',
    find: 'if (said.what === STRANDED) this.#keepStray(said.slot, said.entry, 0);',
    replace: '',
    tests: [keys],
    by: 'CompactTable keeps keys that lose',
  },
  {
    name: 'a kernel forgets a key too far from its home',
    file: 'explorer/store/compact-table.kernel.ts',
    find: 'if (fate === ADDED) kernel.fresh[found++] = i;',
    replace: '',
    tests: [tree],
    by: weak,
  },
  {
    name: 'a kernel loses a key too far from its home when the table grows',
    file: 'explorer/store/compact-table.kernel.ts',
    find: 'this.#strays.add(keyText(kernel.movedTops[i]!, kernel.movedRests[i]!));',
    replace: '',
    tests: [keys],
    by: 'CompactTable keeps keys that lose',
  },
];
