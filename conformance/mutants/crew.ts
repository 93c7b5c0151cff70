/** Faults of a search by several threads. */

import type { Mutant } from './mutant.ts';

const shared = 'explorer/store/shared-set.laws.test.ts';
const crew = 'explorer/search/crew.test.ts';

export const crewMutants: readonly Mutant[] = [
  {
    name: 'a thread does not ask whether another was faster',
    file: 'explorer/store/shared-set.kernel.ts',
    find: 'if (entry === 0) return true;',
    replace: 'return true;',
    tests: [shared],
  },
  {
    name: 'made code does not ask whether another thread was faster',
    file: 'explorer/store/lookup-code.kernel.ts',
    find: 'if (e === 0) { F[count++ - known] = i; break; }`',
    replace: 'F[count++ - known] = i; break;`',
    tests: [shared],
  },
  {
    name: 'made code does not ask whether another thread was faster to enter a key',
    file: 'explorer/store/keyed-lookup-code.kernel.ts',
    find: 'if (e === 0) e = Atomics.compareExchange(T, p, 0, x);',
    replace: 'if (e === 0) Atomics.compareExchange(T, p, 0, x);',
    tests: [shared],
  },
  {
    name: 'threads that double a table begin with the lower half',
    file: 'explorer/store/shared-states.kernel.ts',
    find: 'half + Math.floor((half * of) / parts)',
    replace: 'Math.floor((half * of) / parts)',
    tests: [crew],
  },
  {
    name: 'a thread overlooks what others have found',
    file: 'explorer/search/crew-control.kernel.ts',
    find: 'if (next < limit) return { thread',
    replace: 'if (next < limit && thread === this.me) return { thread',
    tests: [crew],
  },
  {
    name: 'the last piece of a level is not expanded',
    file: 'explorer/search/crew-control.kernel.ts',
    find: 'end: Math.min(next + piece, limit)',
    replace: 'end: Math.min(next + piece, limit - 1)',
    tests: [crew],
  },
  {
    name: 'the leader waits for a thread that has ended',
    file: 'explorer/search/crew.ts',
    find: '      this.#threads.check();\n',
    replace: '',
    tests: ['explorer/search/dying-worker.test.ts'],
  },
  {
    name: 'a thread looks at what is shared after its search has ended',
    file: 'explorer/search/crew-control.kernel.ts',
    find: 'return Atomics.compareExchange(this.words, at, 0, PREPARING) === 0;',
    replace: 'return Atomics.compareExchange(this.words, at, 0, PREPARING) !== PREPARING;',
    tests: ['explorer/search/crew-control.test.ts'],
  },
  {
    name: 'a thread that still makes ready when its search ends counts as done',
    file: 'explorer/search/leader-control.kernel.ts',
    find: 'if (!this.#isSo(at, (joined) => joined !== PREPARING, ms)) return false;',
    replace: 'this.#isSo(at, (joined) => joined !== PREPARING, ms);',
    tests: ['explorer/search/crew-control.test.ts'],
  },
  {
    name: 'a thread may sleep and is not woken',
    file: 'explorer/search/crew-control.kernel.ts',
    find: 'Atomics.add(this.words, SLEEPING, 1);',
    replace: '',
    tests: ['explorer/search/crew-control.test.ts'],
  },
];
