/** Faults in judging runs. */

import type { Mutant } from './mutant.ts';

const components = 'explorer/liveness/fair-components.kernel.ts';
const known = 'explorer/liveness/known.test.ts';

const remedies = 'explorer/liveness/remedy.laws.test.ts';
const livelock = 'explorer/liveness/livelock.kernel.ts';
const livelocks = 'explorer/liveness/livelock.test.ts';

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
    name: 'an assumption is said to help that does not',
    file: 'explorer/liveness/remedy.ts',
    find: 'if (!(await isEnough(strong))) return [];',
    replace: '',
    tests: [remedies],
    by: 'assumptions that are said',
  },
  {
    name: 'more is assumed than would be enough',
    file: 'explorer/liveness/remedy.ts',
    find: 'if (await isEnough(rest)) chosen = rest;',
    replace: '',
    tests: [remedies],
    by: 'assumptions that are said',
  },
  {
    name: 'what a property assumes is forgotten where more is asked for',
    file: 'explorer/liveness/remedy.ts',
    find: 'weak: (all.weak & mine) | ',
    replace: 'weak: ',
    tests: [remedies],
    by: 'assumptions that are said',
  },
  {
    name: 'a loop that was put together is said to be shortest',
    file: 'explorer/liveness/lasso.kernel.ts',
    find: 'isShortest = false;',
    replace: '',
    tests: [remedies],
    by: 'a loop that is put together',
  },
  {
    name: 'that something is so until a step is taken is said not to count steps',
    file: 'explorer/liveness/stuttering.ts',
    find: "(right === 'no' && left === 'yes')",
    replace: "(right === 'no' && left !== 'unknown')",
    tests: ['explorer/liveness/stuttering.laws.test.ts'],
  },
  {
    name: 'what can be left is a livelock',
    file: livelock,
    find: 'const isLeft = kind === PROGRESS || of[to] !== of[n];',
    replace: 'const isLeft = kind === PROGRESS;',
    tests: [livelocks],
  },
  {
    name: 'going on for ever is a livelock although it is progress',
    file: livelock,
    find: 'const isLeft = kind === PROGRESS || of[to] !== of[n];',
    replace: 'const isLeft = of[to] !== of[n];',
    tests: [livelocks],
  },
  {
    name: 'a fault leads out of a livelock',
    file: livelock,
    find: 'if ((kind & FAULT) === 0 && isLeft) isTrap',
    replace: 'if (isLeft) isTrap',
    tests: [livelocks],
  },
  {
    name: 'the loop of a livelock has a fault in it',
    file: livelock,
    find: 'nothing, traps, pace, calm);',
    replace: 'nothing, traps, pace);',
    tests: [livelocks],
  },
  {
    name: 'where nothing is possible is a livelock',
    file: livelock,
    find: 'answers[s] === PROGRESS || first === end',
    replace: 'answers[s] === PROGRESS',
    tests: [livelocks],
  },
  {
    name: 'a livelock may have states that are content',
    file: livelock,
    find: 'answers[s] === PROGRESS || first === end',
    replace: 'first === end',
    tests: [livelocks],
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
