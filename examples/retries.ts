/**
 * Two workers that need two locks each, never wait for one and give back what they have where the other
 * lock is taken: no deadlock, but is any work done?
 *
 * With `order=crossed` both may take their first lock, give it back and begin again for ever. It takes an
 * unlucky scheduler, and work can be done whenever it is less unlucky: runs without progress, and no
 * livelock. With `dies=true` a worker may die with a lock in its hands. Then the other one tries again
 * for ever, and no scheduler helps it: a livelock.
 */

import {
  choice,
  companion,
  defineFamily,
  defineSystem,
  fairActors,
  flag,
  keepsGoing,
  noLivelock,
  type Step,
  temporal,
} from 'interlock';
import { assign, setup } from 'xstate';

const lock = setup({
  types: {
    context: {} as { readonly holder: string | null },
    events: {} as { type: 'TAKE'; by: string } | { type: 'RELEASE' },
  },
}).createMachine({
  id: 'lock',
  context: { holder: null },
  on: {
    TAKE: {
      guard: ({ context }) => context.holder === null,
      actions: assign({ holder: ({ event }) => event.by }),
    },
    RELEASE: { actions: assign({ holder: null }) },
  },
});

const worker = setup({
  types: {
    events: {} as { type: 'FIRST' | 'SECOND' | 'NEITHER' | 'NOT_BOTH' | 'DONE' | 'DIES' },
  },
}).createMachine({
  id: 'worker',
  initial: 'idle',
  states: {
    idle: { on: { FIRST: 'half', NEITHER: 'idle' } },
    half: { on: { SECOND: 'ready', NOT_BOTH: 'idle', DIES: 'dead' } },
    ready: { on: { DONE: 'idle' } },
    dead: {},
  },
});

const isWork = (step: Step): boolean => step.tags.includes('work');

export default defineFamily({
  name: 'retries',
  title: 'two workers that give back what they have and try again',
  parameters: {
    order: choice({
      values: ['crossed', 'same'],
      default: 'crossed',
      help: 'the order in which the second worker takes the locks, beside the first one',
    }),
    dies: flag({ default: false, help: 'a worker may die with a lock in its hands' }),
  },
  build: ({ order, dies }) =>
    defineSystem({ name: 'retries' }, (system) => {
      const show = ({ context }: { context: { holder: string | null } }): string =>
        context.holder ?? 'free';
      const a = system.component('a', lock, { show });
      const b = system.component('b', lock, { show });
      const names = ['w0', 'w1'];
      const workers = names.map((name) => system.component(name, worker));
      for (const own of workers) {
        const { name } = own;
        const by = { by: name };
        const [first, second] = name === 'w1' && order === 'crossed' ? [b, a] : [a, b];
        const isTaken = (one: typeof a) =>
          one.when('is taken', ({ context }) => context.holder !== null);
        const step = (does: string, tags: readonly string[] = []) => {
          return { name: `${name}: ${does}`, actor: name, tags };
        };
        system.step(step('takes one lock'), own.on('FIRST'), first.on('TAKE', by));
        system.step(step('finds it taken'), own.on('NEITHER'), isTaken(first));
        system.step(step('takes the other one'), own.on('SECOND'), second.on('TAKE', by));
        system.step(
          step('finds that taken and gives back what it has'),
          own.on('NOT_BOTH'),
          first.on('RELEASE'),
          isTaken(second),
        );
        system.step(
          step('does its work', ['work']),
          own.on('DONE'),
          first.on('RELEASE'),
          second.on('RELEASE'),
        );
        if (dies) system.step({ ...step('dies'), fault: true }, own.on('DIES'));
      }
      const [hasBoth] = workers.map((one) => one.is('has both locks', (s) => s.matches('ready')));
      if (hasBoth === undefined) return;
      system.property(
        noLivelock({
          name: 'NO-LIVELOCK',
          statement: 'work can still be done, wherever the workers are',
          stake: 'both are busy for ever and nothing is done',
          progress: isWork,
        }),
      );
      system.property(
        temporal({
          name: 'WORK-GOES-ON',
          statement: 'work is done again and again',
          stake: 'two workers that are scheduled in step get nothing done',
          formula: keepsGoing('work is done', isWork),
          fairness: fairActors(...names),
          companion: companion('w0 has both locks', hasBoth),
        }),
      );
    }),
});
