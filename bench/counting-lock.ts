/**
 * A reader-writer lock that counts its readers, any number of vCPUs, and a remover.
 *
 * Readers look whether the device is there, and use it if so; the remover takes the lock for writing,
 * marks the device removed and frees it. The counter makes each vCPU depend on all others, which is
 * what symbolic search finds hard.
 */

import { assign, setup } from 'xstate';
import {
  allOf,
  anyOf,
  defineSystem,
  not,
  type Participation,
  repeat,
  type SystemDefinition,
} from '../models/compose/index.ts';
import { companion, deadlockFree, invariant } from '../properties/kinds/index.ts';

const lock = setup({
  types: {
    context: {} as { readonly readers: number; readonly written: boolean },
    events: {} as { type: 'READ' | 'READ_DONE' | 'WRITE' | 'WRITE_DONE' },
  },
}).createMachine({
  id: 'lock',
  context: { readers: 0, written: false },
  on: {
    READ: {
      guard: ({ context }) => !context.written && context.readers < 64,
      actions: assign({ readers: ({ context }) => context.readers + 1 }),
    },
    READ_DONE: {
      guard: ({ context }) => context.readers > 0,
      actions: assign({ readers: ({ context }) => context.readers - 1 }),
    },
    WRITE: {
      guard: ({ context }) => !context.written && context.readers === 0,
      actions: assign({ written: true }),
    },
    WRITE_DONE: {
      guard: ({ context }) => context.written,
      actions: assign({ written: false }),
    },
  },
});

const cpu = setup({
  types: {
    events: {} as {
      type: 'READS' | 'FINDS' | 'MISSES' | 'USED' | 'LEAVES' | 'WANTS' | 'WRITES' | 'WRITTEN';
    },
  },
}).createMachine({
  id: 'cpu',
  initial: 'idle',
  states: {
    idle: { on: { READS: 'reading', WANTS: 'wanting' } },
    reading: { on: { FINDS: 'using', MISSES: 'done' } },
    using: { on: { USED: 'done' } },
    done: { on: { LEAVES: 'idle' } },
    wanting: { on: { WRITES: 'writing' } },
    writing: { on: { WRITTEN: 'idle' } },
  },
});

const remover = setup({
  types: { events: {} as { type: 'LOCKED' | 'MARKED' | 'FREED' | 'UNLOCKED' | 'PLUGGED' } },
}).createMachine({
  id: 'remover',
  initial: 'idle',
  states: {
    idle: { on: { LOCKED: 'locked' } },
    locked: { on: { MARKED: 'marked' } },
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

/** The system with so many vCPUs, 64 at most. */
export function countingLock(vcpus: number): SystemDefinition {
  return defineSystem({ name: `counting lock ${vcpus}` }, (system) => {
    const l = system.component('lock', lock);
    const dev = system.component('dev', device);
    const rem = system.component('rem', remover);
    const cpus = repeat(vcpus, (i) => system.component(`cpu${i}`, cpu));
    for (const one of cpus) {
      const step = (name: string, ...parts: readonly Participation[]): void =>
        system.step({ name: `${one.name} ${name}`, actor: one.name }, ...parts);
      const isThere = dev.when('is present', (d) => d.matches('present'));
      const isGone = dev.when('is gone', (d) => !d.matches('present'));
      step('reads', one.on('READS'), l.on('READ'));
      step('finds the device', one.on('FINDS'), isThere);
      step('misses the device', one.on('MISSES'), isGone);
      step('has used it', one.on('USED'));
      step('leaves', one.on('LEAVES'), l.on('READ_DONE'));
      step('wants to write', one.on('WANTS'));
      step('writes', one.on('WRITES'), l.on('WRITE'));
      step('has written', one.on('WRITTEN'), l.on('WRITE_DONE'));
    }
    const remove = (name: string, ...parts: readonly Participation[]): void =>
      system.step({ name: `rem ${name}`, actor: 'rem' }, ...parts);
    remove('locks', rem.on('LOCKED'), l.on('WRITE'));
    remove('marks', rem.on('MARKED'), dev.on('MARK'));
    remove('frees', rem.on('FREED'), dev.on('FREE'));
    remove('unlocks', rem.on('UNLOCKED'), l.on('WRITE_DONE'));
    remove('plugs', rem.on('PLUGGED'), dev.on('PLUG'));

    const freed = dev.is('is freed', (d) => d.matches('freed'));
    const using = anyOf(...cpus.map((one) => one.is('uses it', (s) => s.matches('using'))));
    const reading = anyOf(...cpus.map((one) => one.is('reads', (s) => s.matches('reading'))));
    system.property(
      invariant({
        name: 'NO-USE-AFTER-FREE',
        statement: 'no vCPU uses a device that is freed',
        holds: not(allOf(using, freed)),
        companion: companion('somebody looks for it while it is freed', allOf(reading, freed)),
      }),
    );
    system.property(
      deadlockFree({
        name: 'NO-DEADLOCK',
        statement: 'somebody can always go on',
        companion: companion('the device is freed', freed),
      }),
    );
  });
}

/**
 * How many states it reaches: 5^n + 4^n + (n + 3) 2^n. While the device is there and nobody writes,
 * each vCPU is in one of 5 places; while it is away, in one of 4; while somebody writes, all others
 * are idle or wanting: with one of n vCPUs writing, there or away, and with the remover in three places.
 */
export function countingLockStates(vcpus: number): bigint {
  const n = BigInt(vcpus);
  return 5n ** n + 4n ** n + (n + 3n) * 2n ** n;
}
