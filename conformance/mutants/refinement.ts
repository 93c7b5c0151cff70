/** Faults in comparing what systems show: most would have one refine another that it does not. */

import type { Mutant } from './mutant.ts';

const tests = ['explorer/refinement/refinement.laws.test.ts'];
const folder = 'explorer/refinement';

export const refinement: readonly Mutant[] = [
  {
    name: 'a set of states is not closed under hidden steps',
    file: `${folder}/subsets.kernel.ts`,
    find: 'if (graph.event.at(t) === HIDDEN) enter(graph.to.at(t));',
    replace: 'if (graph.event.at(t) === HIDDEN && found.length > 2) enter(graph.to.at(t));',
    tests,
  },
  {
    name: 'a pair is left out for a larger set instead of a smaller one',
    file: `${folder}/inclusion.kernel.ts`,
    find: 'this.#specification.includes(set, known)',
    replace: 'this.#specification.includes(known, set)',
    tests,
  },
  {
    name: 'a set includes another one of which it has a member',
    file: `${folder}/subsets.kernel.ts`,
    find: 'const all = b.every((state) => {',
    replace: 'const all = b.some((state) => {',
    tests,
  },
  {
    name: 'an answer is told and kept',
    file: `${folder}/observed.ts`,
    find: 'const kept = answer === null ? 0 :',
    replace: 'if (answer === null) continue;\n    const kept =',
    tests,
  },
  {
    name: 'a cycle of hidden steps is one only if it begins in the set',
    file: `${folder}/subsets.kernel.ts`,
    find: 'return left > 0;',
    replace: 'return left === members.length;',
    tests,
  },
];
