/** Faults in symmetry and partial order reduction. */

import type { Mutant } from './mutant.ts';

const symmetry = 'explorer/reduce/symmetry-search.laws.test.ts';
const orbits = 'explorer/reduce/symmetry.laws.test.ts';
const stubborn = 'explorer/reduce/stubborn.test.ts';

export const reductions: readonly Mutant[] = [
  {
    name: 'states before a representative are not made representatives',
    file: 'explorer/search/widening.ts',
    find: 'before.add(this.#images?.of(words, 1) ?? words, 0);',
    replace: 'before.add(words, 0);',
    tests: ['explorer/reduce/symmetry-search.laws.test.ts'],
  },
  {
    name: 'columns are exchanged that a property tells apart',
    file: 'explorer/reduce/symmetry-properties.kernel.ts',
    find: 'if (images.some((form, i) => form !== own[i])) return true;',
    replace: 'if (images.some((form, i) => form !== own[i])) return false;',
    tests: [orbits],
    by: 'changes nothing in what',
  },
  {
    name: 'columns are exchanged that a step tells apart',
    file: 'explorer/reduce/symmetry-verify.kernel.ts',
    find: 'if (to < 0 ? imageTo >= 0 : imageTo !== local[to]!) return false;',
    replace: 'if (to < 0 && imageTo >= 0) return false;',
    tests: ['explorer/reduce/symmetry.test.ts'],
  },
  {
    name: 'a shared component goes on naming the columns as they were',
    file: 'explorer/reduce/symmetry-generate.kernel.ts',
    find: 'const at = from.indexOf(slot);',
    replace: 'const at = -1;',
    tests: [orbits],
    by: 'is the same by generated code',
  },
  {
    name: 'ties that matter are left as they are',
    file: 'explorer/reduce/symmetry-orbits.kernel.ts',
    find: 'return ways === sizes.get(root);',
    replace: 'return true;',
    tests: [orbits],
    by: 'is a member of the orbit',
  },
  {
    name: 'the actor of a trace is not renamed',
    file: 'explorer/reduce/symmetry-images.ts',
    find: 'return applied.reduce((of, i) => this.#exchanges[i]?.actors[of] ?? of, actor);',
    replace: 'return actor + 0 * applied.length;',
    tests: [symmetry],
  },
  {
    name: 'local states of other members of an orbit count as never visited',
    file: 'explorer/search/sightings.kernel.ts',
    find: 'if (this.#symmetry === null) return;',
    replace: 'if (this.#symmetry !== null) return;',
    tests: [symmetry],
  },
  {
    name: 'a step is put off for ever',
    file: 'explorer/reduce/stubborn-sticky.ts',
    find: 'if (graph.areCovered(sticky)) return;',
    replace: 'if (some.length > 0) return;',
    tests: [stubborn],
  },
  {
    name: 'what another process may do later is not asked',
    file: 'explorer/reduce/stubborn-rows.ts',
    find: 'if (may === 1) row',
    replace: 'if (may === 1 && accepting[local] === 1) row',
    tests: [stubborn],
  },
  {
    name: 'who may make a step possible is not asked',
    file: 'explorer/reduce/stubborn.kernel.ts',
    find: '} else needs |= this.#helpers(words, at, entry, needs);',
    replace: '} else needs |= 0;',
    tests: [stubborn],
  },
  {
    name: 'steps that commute jump over a local state',
    file: 'explorer/reduce/stubborn-dependence.ts',
    find: "if (byA !== x && byB !== x) return 'conflict';",
    replace: '',
    tests: [stubborn],
  },
  {
    name: 'it is not seen that a step makes a formula false',
    file: 'explorer/reduce/stubborn-losses.ts',
    find: 'if (set.includes(1)) losers.push',
    replace: 'if (!set.includes(1)) losers.push',
    tests: [stubborn],
  },
  {
    name: 'nobody waits for himself',
    file: 'explorer/reduce/stubborn-waiting.ts',
    find: 'return mayWait ? set | (1 << v) : set;',
    replace: 'return mayWait && v !== w ? set | (1 << v) : set;',
    tests: [stubborn],
  },
  {
    name: 'a step that is watched may be taken at any time',
    file: 'explorer/reduce/stubborn-visible.ts',
    find: 'return timeMatters(system, property, actors, number) ? [new Map()] : [];',
    replace: 'return timeMatters(system, property, actors, number) ? [] : [];',
    tests: [stubborn],
  },
];
