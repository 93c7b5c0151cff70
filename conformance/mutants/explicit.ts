/** Faults in the explicit engine and its stores. */

import type { Mutant } from './mutant.ts';

const predecessors = 'explorer/search/predecessors.laws.test.ts';
const search = 'explorer/search/breadth-first.laws.test.ts';
const made = 'explorer/search/generate.laws.test.ts';
const snapshot = 'explorer/search/snapshot.laws.test.ts';
const visited = 'explorer/store/visited.laws.test.ts';
const recent = 'explorer/store/recent.laws.test.ts';
const compact = 'explorer/store/compact-table.laws.test.ts';
const lines = 'explorer/store/line-table.laws.test.ts';
const tree = 'explorer/store/tree.laws.test.ts';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: the texts are those of source files. */
export const explicit: readonly Mutant[] = [
  {
    name: 'a state before is made from the one made last',
    file: 'explorer/search/predecessors.kernel.ts',
    find: 'this.#put(slot, local);',
    replace: '',
    tests: [predecessors],
  },
  {
    name: 'steps are only taken back into the first local state they lead to',
    file: 'explorer/search/predecessors.kernel.ts',
    find: 'byLocal[offset + to]!.push(back);',
    replace: '{ byLocal[offset + to]!.push(back); break; }',
    tests: [predecessors],
  },
  {
    name: 'some states on a way back are passed by',
    file: 'explorer/store/packed-states.kernel.ts',
    find: '(filter[bit >>> 5]! & (1 << (bit & 31))) === 0',
    replace: '(filter[bit >>> 5]! & (1 << (bit & 15))) === 0',
    tests: [search],
  },
  {
    name: 'a state is lost',
    file: 'explorer/store/visited.kernel.ts',
    find: 'if (!this.#enter(packed, i * wordCount, h)) continue;',
    replace: 'if ((h & 31) === 5 || !this.#enter(packed, i * wordCount, h)) continue;',
    tests: [search, visited],
  },
  {
    name: 'states with equal tags are taken for equal',
    file: 'explorer/store/visited.kernel.ts',
    find: 'if (w === wordCount) return place;',
    replace: 'return place;',
    tests: [visited],
  },
  {
    name: 'states with equal tags are taken for equal by made code',
    file: 'explorer/store/lookup-code.kernel.ts',
    find: 'if ((${difference}) === 0) break;',
    replace: 'break;',
    tests: [visited],
  },
  {
    name: 'displaced states are lost when the table grows',
    file: 'explorer/store/table.kernel.ts',
    find: 'displaced.push((entry & indexMask) - 1);',
    replace: '',
    tests: [visited],
  },
  {
    name: 'the last word is left out of a comparison',
    file: 'explorer/store/recent.kernel.ts',
    find: 'difference |= seen[at + w]! ^ word;',
    replace: 'if (w === 0) difference |= seen[at + w]! ^ word;',
    tests: [recent],
  },
  {
    name: 'the steps of the last pivot are skipped',
    file: 'explorer/search/successors.kernel.ts',
    find: 'const { state, step: steps, from, words: out, count: first } = batch;\n  unpack(layout, words, at, state);\n  let count = first;\n  for (let i = 0; i < pivots.length; i++) {',
    replace:
      'const { state, step: steps, from, words: out, count: first } = batch;\n  unpack(layout, words, at, state);\n  let count = first;\n  for (let i = 0; i < pivots.length - 1; i++) {',
    tests: [search],
  },
  {
    name: 'a slot is packed into a bit too few',
    file: 'explorer/search/packing.kernel.ts',
    find: '32 - Math.clz32(slot.size - 1)',
    replace: '32 - Math.clz32(slot.size - 2)',
    tests: [search],
  },
  {
    name: 'made code does not ask a guard',
    file: 'explorer/search/generate.kernel.ts',
    find: 'return conditions.length === 0 ?',
    replace: 'return conditions.length < 2 ?',
    tests: [made],
  },
  {
    name: 'a property is not asked where the last slot of a step has changed',
    file: 'explorer/search/concerns.kernel.ts',
    find: 'writes[k] === true && this',
    replace: 'writes[k] === true && k + 1 < slots.length && this',
    tests: [search, 'explorer/search/concerns.laws.test.ts'],
  },
  {
    name: 'a property is not asked where what it denies begins to hold',
    file: 'explorer/search/concerns.kernel.ts',
    find: 'this.addValue(expression.of, !value)',
    replace: 'this.addValue(expression.of, value)',
    tests: [search, 'explorer/search/concerns.laws.test.ts'],
  },
  {
    name: 'companions are not asked after',
    file: 'explorer/search/questions.kernel.ts',
    find: "if (!known[p]!.isMet) ask(questions, 'unmet', bit, met);",
    replace: "if (known[p]!.isMet) ask(questions, 'unmet', bit, met);",
    tests: [search],
  },
  {
    name: 'local states of a slot are not looked out for once one was seen',
    file: 'explorer/search/sightings.kernel.ts',
    find: '.includes(0),',
    replace: '.every((seen) => seen === 0),',
    tests: ['explorer/symbolic/symbolic.laws.test.ts'],
  },
  {
    name: 'of what a step leads to only the first local state is looked out for',
    file: 'explorer/search/sightings.kernel.ts',
    find: 'm < moves.length; m += 2',
    replace: 'm < Math.min(2, moves.length); m += 2',
    tests: [search, 'explorer/symbolic/symbolic.laws.test.ts'],
  },
  {
    name: 'a step that leads to no new state counts as not taken',
    file: 'explorer/search/sightings.kernel.ts',
    find: 'taken[step[i]!] = 1;',
    replace: 'taken[step[i]!] = i & 1;',
    tests: [search],
  },
  {
    name: 'made code looks for violations where there are none',
    file: 'explorer/search/judge-code.kernel.ts',
    find: 'violated: say(violated)',
    replace: 'violated: `!(${say(violated)})`',
    tests: [made],
    by: 'changes nothing in the result',
  },
  {
    name: 'a pass does not ask for its companion',
    file: 'explorer/search/judges.ts',
    find: "return met ? 'holds' : 'vacuous';",
    replace: "return 'holds';",
    tests: [search],
  },
  {
    name: 'the search ends before the level does',
    file: 'explorer/search/breadth-first.ts',
    find: 'if (shard.remaining === 0) {',
    replace:
      'if (Watch.isSettled(shard.watch.standings)) return null;\n    if (shard.remaining === 0) {',
    tests: ['explorer/search/breadth-first.test.ts'],
    by: 'prefers fewer',
  },
  {
    name: 'states still to be expanded are forgotten when a search goes on',
    file: 'explorer/search/snapshot.ts',
    find: 'open: cut(({ open }) => open),',
    replace: 'open: [],',
    tests: [snapshot],
  },
  {
    name: 'keyed entries away from home are taken for others when the table grows',
    file: 'explorer/store/keyed-table.kernel.ts',
    find: '(((line - away) & lineMask) << low)',
    replace: '((line & lineMask) << low)',
    tests: [visited],
  },
  {
    name: 'slots of packed states overlap',
    file: 'explorer/search/packing.kernel.ts',
    find: 'used[word] = used[word]! + width;',
    replace: 'used[word] = used[word]! + Math.min(width, 2);',
    tests: ['explorer/search/packing.test.ts'],
  },
  {
    name: 'entries are keyed in a table that is too small for them',
    file: 'explorer/store/keyed-table.kernel.ts',
    find: 'return AWAY_BITS + bits + LINE_BITS;',
    replace: 'return AWAY_BITS + bits + LINE_BITS - 1;',
    tests: ['explorer/store/keyed-table.laws.test.ts'],
  },
  {
    name: 'made code does not say how far from home a keyed entry is',
    file: 'explorer/store/keyed-lookup-code.kernel.ts',
    find: 'x = x + ${AWAY_ONE} | 0;',
    replace: '',
    tests: [visited],
  },
  {
    name: 'made code leaves the rest of a state out of its key',
    file: 'explorer/store/keyed-table.kernel.ts',
    find: "const rest = restWord === null ? '' : `${restWord} << ${low} | `;",
    replace: "const rest = '';",
    tests: [visited],
  },
  {
    name: 'keys that differ in their last bits are taken for equal',
    file: 'explorer/store/compact-table.kernel.ts',
    find: '(!isWide || this.#highAgrees(home + distance - 1, rests[i]!))',
    replace: 'true',
    tests: [compact],
  },
  {
    name: 'keys far from home are not moved when a table grows',
    file: 'explorer/store/compact-table.kernel.ts',
    find: '    this.#recallStrays();\n',
    replace: '',
    tests: [compact],
  },
  {
    name: 'keys with equal tags are taken for equal',
    file: 'explorer/store/line-table.kernel.ts',
    find: ' && extrasAgree(g, this.#words, line, place, entry)',
    replace: '',
    tests: [lines],
  },
  {
    name: 'keys too far from home are not entered when a table of lines has grown',
    file: 'explorer/store/line-table.kernel.ts',
    find: 'for (const [top, rest] of this.#strays.takeAll()) this.#enterAnew(top, rest);',
    replace: '',
    tests: [lines],
  },
  {
    name: 'lines are moved without those their keys have overflowed from',
    file: 'explorer/store/line-table.kernel.ts',
    find: 'while (start > 0 && tagAt(this.#words, start - 1, was.places - 1) !== 0) start--;',
    replace: '',
    tests: [lines],
  },
  {
    name: 'the first bits of a wide root are left out of its key',
    file: 'explorer/store/tree-keys.kernel.ts',
    find: 'rests[i] = rest;',
    replace: 'rests[i] = 0;',
    tests: [tree],
    by: 'are told apart by their rest',
  },
  {
    name: 'roots that are too wide for the table are not remembered',
    file: 'explorer/store/tree-set.kernel.ts',
    find: 'else this.#wide.add(text);',
    replace: '',
    tests: [tree],
  },
  {
    name: 'the chance of a missed state is half of what it is',
    file: 'explorer/store/compaction.kernel.ts',
    find: '2 ** (top + rest + 1)',
    replace: '2 ** (top + rest + 2)',
    tests: ['explorer/store/compaction.laws.test.ts'],
  },
];
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above. */
