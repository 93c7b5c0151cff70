/**
 * CPUs that share a lock: does everybody get it who wants it?
 *
 * With `lock=test-and-set` whoever looks at the right moment takes it, so one CPU can be passed over
 * for ever although it never stops trying. With `lock=ticket` the lock is handed on in the order in
 * which the CPUs asked for it.
 */

import {
  choice,
  companion,
  defineFamily,
  defineSystem,
  fairActors,
  integer,
  invariant,
  leadsTo,
  not,
  repeat,
  stronglyFair,
} from 'interlock';
import { assign, setup } from 'xstate';

const cpu = setup({ types: { events: {} as { type: 'ASKED' | 'GOT' | 'DONE' } } }).createMachine({
  id: 'cpu',
  initial: 'elsewhere',
  states: {
    elsewhere: { on: { ASKED: 'waiting' } },
    waiting: { on: { GOT: 'inside' } },
    inside: { on: { DONE: 'elsewhere' } },
  },
});

/** Who holds the lock is first in the queue. */
const lock = setup({
  types: {
    context: {} as { readonly queue: readonly string[] },
    events: {} as { type: 'ASK' | 'GRAB' | 'RELEASE'; by: string },
  },
}).createMachine({
  id: 'lock',
  context: { queue: [] },
  on: {
    ASK: {
      guard: ({ context, event }) => !context.queue.includes(event.by),
      actions: assign({ queue: ({ context, event }) => [...context.queue, event.by] }),
    },
    GRAB: {
      guard: ({ context }) => context.queue.length === 0,
      actions: assign({ queue: ({ event }) => [event.by] }),
    },
    RELEASE: { actions: assign({ queue: ({ context }) => context.queue.slice(1) }) },
  },
});

export default defineFamily({
  name: 'locks',
  title: 'CPUs that share a lock',
  parameters: {
    cpus: integer({ min: 2, max: 4, default: 2, help: 'CPUs that want the lock again and again' }),
    lock: choice({
      values: ['ticket', 'test-and-set'],
      default: 'ticket',
      help: 'first come, first served; or whoever finds it free',
    }),
    fairness: choice({
      values: ['weak', 'strong'],
      default: 'weak',
      help: 'a CPU takes a step if it always can; or if it can again and again',
    }),
  },
  build: ({ cpus, lock: kind, fairness }) =>
    defineSystem({ name: 'locks' }, (system) => {
      const shared = system.component('lock', lock, {
        show: ({ context }) => (context.queue.length === 0 ? 'free' : context.queue.join(', ')),
      });
      const all = repeat(cpus, (i) => system.component(`cpu${i}`, cpu));
      for (const one of all) {
        const by = { by: one.name };
        const turn = shared.when(`serves ${one.name}`, (s) => s.context.queue[0] === one.name);
        const step = (does: string) => ({ name: `${one.name}: ${does}`, actor: one.name });
        if (kind === 'ticket') {
          system.step(step('draws a ticket'), one.on('ASKED'), shared.on('ASK', by));
          system.step(step('sees its number'), one.on('GOT'), turn);
        } else {
          system.step(step('begins to try'), one.on('ASKED'));
          system.step(step('finds it free'), one.on('GOT'), shared.on('GRAB', by));
        }
        system.step(step('releases it'), one.on('DONE'), shared.on('RELEASE', by));
      }
      const names = all.map(({ name }) => name);
      const scheduler =
        fairness === 'weak'
          ? fairActors(...names)
          : names.map((name) => stronglyFair(name, ({ actor }) => actor === name));
      const [first, second] = all.map((one) => one.is('has it', (s) => s.matches('inside')));
      const waits = all[0]?.is('waits', (s) => s.matches('waiting'));
      if (first === undefined || second === undefined || waits === undefined) return;
      system.property(
        invariant({
          name: 'EXCLUSION',
          statement: 'cpu0 and cpu1 never have the lock at the same time',
          holds: not({ kind: 'and', of: [first, second] }),
          companion: companion('cpu0 has it', first),
        }),
      );
      system.property(
        leadsTo({
          name: 'NO-STARVATION',
          statement: 'whenever cpu0 waits for the lock it gets it',
          stake: 'a CPU spins for ever',
          from: waits,
          to: first,
          fairness: scheduler,
        }),
      );
    }),
});
