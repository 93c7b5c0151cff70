/**
 * Faults planted in the explicit engine, one at a time: each must make the tests named with it fail.
 * A text to replace must occur exactly once in its file.
 */

export interface Mutant {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files that must notice it. */
  readonly tests: readonly string[];
}

const search = 'explorer/search/breadth-first.laws.test.ts';
const made = 'explorer/search/generate.laws.test.ts';
const visited = 'explorer/store/visited.laws.test.ts';
const recent = 'explorer/store/recent.laws.test.ts';
const compact = 'explorer/store/compact-table.laws.test.ts';
const tree = 'explorer/store/tree.laws.test.ts';
const stubborn = 'explorer/reduce/stubborn.test.ts';
const snapshot = 'explorer/search/snapshot.laws.test.ts';

const symmetry = 'explorer/reduce/symmetry-search.laws.test.ts';
const orbits = 'explorer/reduce/symmetry.laws.test.ts';

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: the texts are those of source files. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a state is lost',
    file: 'explorer/store/visited.kernel.ts',
    find: 'if (this.#table[place] !== 0) continue;',
    replace: 'if (this.#table[place] !== 0 || (h & 31) === 5) continue;',
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
    file: 'explorer/search/layout.kernel.ts',
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
    name: 'a property is not asked about the last slot of its support',
    file: 'explorer/search/watch.ts',
    find: 'writes[k] === true && support.includes(slot)',
    replace: 'writes[k] === true && support.slice(0, -1).includes(slot)',
    tests: [search],
  },
  {
    name: 'made code looks for violations where there are none',
    file: 'explorer/search/judge-code.kernel.ts',
    find: 'violated: `!(${say(property.holds)})`',
    replace: 'violated: `(${say(property.holds)})`',
    tests: [made],
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
  },
  {
    name: 'states still to be expanded are forgotten when a search goes on',
    file: 'explorer/search/snapshot.ts',
    find: 'open: cut(next, begin(depths)),',
    replace: 'open: [],',
    tests: [snapshot],
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
    name: 'the first bits of a wide root are left out of its key',
    file: 'explorer/store/tree-keys.kernel.ts',
    find: 'rests[i] = rest;',
    replace: 'rests[i] = 0;',
    tests: [tree],
  },
  {
    name: 'roots that are too wide for the table are not remembered',
    file: 'explorer/store/tree.kernel.ts',
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
  {
    name: 'columns are exchanged that a property tells apart',
    file: 'explorer/reduce/symmetry-properties.kernel.ts',
    find: 'if (images.some((form, i) => form !== own[i])) return true;',
    replace: 'if (images.some((form, i) => form !== own[i])) return false;',
    tests: [orbits],
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
  },
  {
    name: 'ties that matter are left as they are',
    file: 'explorer/reduce/symmetry-orbits.kernel.ts',
    find: 'return ways === sizes.get(root);',
    replace: 'return true;',
    tests: [orbits],
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
    file: 'explorer/search/watch.ts',
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
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above. */
