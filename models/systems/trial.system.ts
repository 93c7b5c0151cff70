/**
 * The trial system: a reader-writer lock, N vCPUs, a remover, a device and M page entries.
 *
 * It stands for no code in particular. It is small, asynchronous and strongly coupled through the
 * lock, has known counts, and is easy to write in any checker, so it is what we measure on.
 */

import { assign, setup } from 'xstate';
import { companion, deadlockFree, invariant } from '../../properties/kinds/index.ts';
import {
  allOf,
  anyOf,
  defineFamily,
  defineSystem,
  flag,
  integer,
  not,
  type Participation,
  repeat,
} from '../compose/index.ts';

const cpu = setup({
  types: {
    events: {} as {
      type:
        | 'LOCKED_FOR_READING'
        | 'SAW_PRESENT'
        | 'SAW_ABSENT'
        | 'USE'
        | 'FINISH'
        | 'READ_UNLOCKED'
        | 'WRITE_UNLOCKED'
        | 'WANT'
        | 'LOCKED_FOR_WRITING'
        | 'MAPPED'
        | 'AGAIN';
    },
  },
}).createMachine({
  id: 'cpu',
  initial: 'idle',
  states: {
    idle: { on: { LOCKED_FOR_READING: 'haveRead', WANT: 'wantWrite' } },
    haveRead: { on: { SAW_PRESENT: 'sawPresent', SAW_ABSENT: 'done' } },
    sawPresent: { on: { USE: 'using' } },
    using: { on: { FINISH: 'done' } },
    done: { on: { READ_UNLOCKED: 'idle' } },
    wantWrite: { on: { LOCKED_FOR_WRITING: 'haveWrite' } },
    haveWrite: { on: { MAPPED: 'mapped' } },
    mapped: { on: { AGAIN: 'leaving' } },
    leaving: { on: { WRITE_UNLOCKED: 'idle' } },
  },
});

type LockEvent =
  | { type: 'READ'; by: number }
  | { type: 'READ_DONE'; by: number }
  | { type: 'WRITE'; by: number }
  | { type: 'WRITE_DONE'; by: number };

/** Readers as a set of bits, the writer as a number; -1 is the remover, null nobody. */
const lock = setup({
  types: {
    context: {} as { readonly readers: number; readonly writer: number | null },
    events: {} as LockEvent,
  },
}).createMachine({
  id: 'lock',
  context: { readers: 0, writer: null },
  on: {
    READ: {
      guard: ({ context, event }) =>
        context.writer === null && (context.readers & (1 << event.by)) === 0,
      actions: assign({ readers: ({ context, event }) => context.readers | (1 << event.by) }),
    },
    READ_DONE: {
      guard: ({ context, event }) => (context.readers & (1 << event.by)) !== 0,
      actions: assign({ readers: ({ context, event }) => context.readers & ~(1 << event.by) }),
    },
    WRITE: {
      guard: ({ context }) => context.writer === null && context.readers === 0,
      actions: assign({ writer: ({ event }) => event.by }),
    },
    WRITE_DONE: {
      guard: ({ context, event }) => context.writer === event.by,
      actions: assign({ writer: null }),
    },
  },
});

const remover = setup({
  types: { events: {} as { type: 'LOCKED' | 'MARKED' | 'FREED' | 'UNLOCKED' | 'PLUGGED' } },
}).createMachine({
  id: 'remover',
  initial: 'idle',
  states: {
    idle: { on: { LOCKED: 'haveWrite' } },
    haveWrite: { on: { MARKED: 'marked' } },
    marked: { on: { FREED: 'freed' } },
    freed: { on: { UNLOCKED: 'away' } },
    away: { on: { PLUGGED: 'idle' } },
  },
});

const device = setup({
  types: { events: {} as { type: 'MARK' | 'FREE' | 'PLUG' } },
}).createMachine({
  id: 'device',
  initial: 'present',
  states: {
    present: { on: { MARK: 'removed' } },
    removed: { on: { FREE: 'freed' } },
    freed: { on: { PLUG: 'present' } },
  },
});

const page = setup({ types: { events: {} as { type: 'TURN' } } }).createMachine({
  id: 'page',
  initial: 'a',
  states: { a: { on: { TURN: 'b' } }, b: { on: { TURN: 'c' } }, c: { on: { TURN: 'a' } } },
});

const REMOVER = -1;

export const trial = defineFamily({
  name: 'trial',
  title:
    'A lock, some vCPUs, a remover, a device and page entries: the benchmark with known counts',
  parameters: {
    vcpus: integer({ min: 1, max: 16, default: 3, help: 'vCPUs' }),
    pages: integer({ min: 1, max: 64, default: 3, help: 'page entries' }),
    fault: flag({ default: false, help: 'vCPUs look at the device without the lock' }),
  },
  build: ({ vcpus, pages, fault }) =>
    defineSystem({ name: 'trial' }, (system) => {
      const cpus = repeat(vcpus, (i) => system.component(`cpu${i}`, cpu));
      const l = system.component('lock', lock);
      const rem = system.component('rem', remover);
      const dev = system.component('dev', device);
      const p2m = repeat(pages, (j) => system.component(`p2m${j}`, page));

      cpus.forEach((c, i) => {
        const by = { by: i };
        const step = (name: string, ...parts: readonly Participation[]): void =>
          system.step({ name: `cpu${i}: ${name}`, actor: c.name }, ...parts);
        const unlessFaulty = (part: Participation): readonly Participation[] =>
          fault ? [] : [part];
        step('acquireRead', c.on('LOCKED_FOR_READING'), ...unlessFaulty(l.on('READ', by)));
        step(
          'seePresent',
          c.on('SAW_PRESENT'),
          dev.when('is present', (d) => d.matches('present')),
        );
        step(
          'seeAbsent',
          c.on('SAW_ABSENT'),
          dev.when('is gone', (d) => !d.matches('present')),
        );
        step('use', c.on('USE'));
        step('finish', c.on('FINISH'));
        step('releaseRead', c.on('READ_UNLOCKED'), ...unlessFaulty(l.on('READ_DONE', by)));
        step('want', c.on('WANT'));
        step('acquireWrite', c.on('LOCKED_FOR_WRITING'), l.on('WRITE', by));
        p2m.forEach((entry, j) => {
          step(`map p2m${j}`, c.on('MAPPED'), entry.on('TURN'));
        });
        step('again', c.on('AGAIN'));
        step('releaseWrite', c.on('WRITE_UNLOCKED'), l.on('WRITE_DONE', by));
      });
      const remove = (name: string, ...parts: readonly Participation[]): void =>
        system.step({ name: `rem: ${name}`, actor: 'rem' }, ...parts);
      remove('lock', rem.on('LOCKED'), l.on('WRITE', { by: REMOVER }));
      remove('mark', rem.on('MARKED'), dev.on('MARK'));
      remove('free', rem.on('FREED'), dev.on('FREE'));
      remove('unlock', rem.on('UNLOCKED'), l.on('WRITE_DONE', { by: REMOVER }));
      remove('plug', rem.on('PLUGGED'), dev.on('PLUG'));

      system.interchangeable(...cpus.map((c) => [c]));
      system.interchangeable(...p2m.map((entry) => [entry]));

      const working = anyOf(
        ...cpus.map((c) =>
          c.is('is at work', (s) => s.matches('sawPresent') || s.matches('using')),
        ),
      );
      const freed = dev.is('is freed', (s) => s.matches('freed'));
      const waiting = anyOf(...cpus.map((c) => c.is('has the lock', (s) => s.matches('haveRead'))));
      system.property(
        invariant({
          name: 'NO-USE-AFTER-FREE',
          statement: 'no vCPU is at work on a device that is freed',
          holds: not(allOf(working, freed)),
          companion: companion(
            'a vCPU looks for the device while it is freed',
            allOf(waiting, freed),
          ),
        }),
      );
      system.property(
        deadlockFree({
          name: 'NO-DEADLOCK',
          statement: 'somebody can always go on',
          companion: companion('the device is freed', freed),
        }),
      );
    }),
});
