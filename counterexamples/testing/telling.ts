/** A reader and a remover that tell their steps, and what they race for; for tests only. */

import { setup } from 'xstate';
import { defineSystem, not, type SystemDefinition } from '../../models/compose/index.ts';
import { companion, invariant } from '../../properties/kinds/index.ts';

const reader = setup({
  types: { events: {} as { type: 'START' | 'FIND' | 'USE' | 'USE_FREED' } },
}).createMachine({
  id: 'reader',
  initial: 'guest',
  states: {
    guest: { on: { START: 'read:find' } },
    'read:find': { on: { FIND: 'read:use' } },
    'read:use': { on: { USE: 'guest', USE_FREED: 'use-after-free' } },
    'use-after-free': {},
  },
});

const remover = setup({
  types: { events: {} as { type: 'LOCK' | 'FREE' | 'UNLOCK' } },
}).createMachine({
  id: 'remover',
  initial: 'outside',
  states: {
    outside: { on: { LOCK: 'remove:free' } },
    'remove:free': { on: { FREE: 'remove:unlock' } },
    'remove:unlock': { on: { UNLOCK: 'done' } },
    done: {},
  },
});

const lock = setup({ types: { events: {} as { type: 'TAKE' | 'DROP' } } }).createMachine({
  id: 'lock',
  initial: 'free',
  states: { free: { on: { TAKE: 'taken' } }, taken: { on: { DROP: 'free' } } },
});

const object = setup({ types: { events: {} as { type: 'FREE' } } }).createMachine({
  id: 'object',
  initial: 'live',
  states: { live: { on: { FREE: 'freed' } }, freed: {} },
});

const show = (snapshot: { readonly value: unknown }): string => String(snapshot.value);

/** The reader takes no lock, so the remover frees what it has found. */
export function tellingSystem(): SystemDefinition {
  return defineSystem({ name: 'telling' }, (system) => {
    const cpu = system.component('cpu', reader, { show, tellsSteps: true });
    const tool = system.component('tool', remover, { show, tellsSteps: true });
    const mutex = system.component('mutex', lock);
    const thing = system.component('thing', object);
    const isLive = thing.when('is live', (s) => s.matches('live'));
    const isFreed = thing.when('is freed', (s) => s.matches('freed'));
    const cpuDoes = (does: string) => ({ name: `cpu: ${does}`, actor: 'cpu' });
    const toolDoes = (does: string) => ({ name: `tool: ${does}`, actor: 'tool' });
    system.step(cpuDoes('starts to read'), cpu.on('START'));
    system.step(cpuDoes('looks for the thing, without a lock'), cpu.on('FIND'), isLive);
    system.step(cpuDoes('uses the thing'), cpu.on('USE'), isLive);
    system.step(
      { ...cpuDoes('uses the thing [freed]'), fault: true },
      cpu.on('USE_FREED'),
      isFreed,
    );
    system.step(toolDoes('takes the lock'), tool.on('LOCK'), mutex.on('TAKE'));
    system.step(toolDoes('frees the thing'), tool.on('FREE'), thing.on('FREE'));
    system.step(toolDoes('drops the lock'), tool.on('UNLOCK'), mutex.on('DROP'));
    const isLost = cpu.is('is at use-after-free', (s) => s.matches('use-after-free'));
    const isUsing = cpu.is('has found the thing', (s) => s.matches('read:use'));
    system.property(
      invariant({
        name: 'NO-UAF',
        statement: 'the reader uses nothing that is freed',
        holds: not(isLost),
        companion: companion('the reader has found the thing', isUsing),
      }),
    );
  });
}
