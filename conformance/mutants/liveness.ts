/** Faults in judging runs. */

import type { Mutant } from './mutant.ts';

const components = 'explorer/liveness/fair-components.kernel.ts';
const known = 'explorer/liveness/known.test.ts';

export const liveness: readonly Mutant[] = [
  {
    name: 'a loop in which somebody waits who always could act is fair to him',
    file: components,
    find: 'const isHopeless = !isMet || (weak & path.at(frame + ALWAYS) & ~served) !== 0;',
    replace: 'const isHopeless = !isMet;',
    tests: [known],
  },
  {
    name: 'a component that is not strongly fair as a whole is not looked at again',
    file: components,
    find: 'if (!isHopeless && unfair !== 0) this.#lookAgain(start, unfair, enabled);',
    replace: '',
    tests: [known],
  },
  {
    name: 'a run ends where nothing is possible',
    file: 'explorer/liveness/product.kernel.ts',
    find: 'const end = Math.max(1, this.#transitions)',
    replace: 'const end = this.#transitions',
    tests: [known],
  },
  {
    name: 'what is put off for ever counts as met',
    file: 'explorer/liveness/automaton.ts',
    find: 'owed: owed | (1 << numberOf(formula)) };',
    replace: 'owed: owed | (0 * numberOf(formula)) };',
    tests: [known],
  },
  {
    name: 'a loop is shown that does not meet everything',
    file: 'explorer/liveness/met.kernel.ts',
    find: 'return isFair && this.#untils[met] === this.#all;',
    replace: 'return isFair;',
    tests: [known],
  },
  {
    name: 'an interruption is not noticed while runs are judged',
    file: 'explorer/liveness/pace.ts',
    find: "if (signal?.aborted === true) throw new Stopped({ kind: 'interrupted', value: 0 });",
    replace: '',
    tests: ['explorer/liveness/limits.test.ts'],
    by: 'an interruption is noticed in the phase',
  },
];
