/** Whole texts of one tiny system in every language. */

import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  type Component,
  defineSystem,
  not,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import {
  companion,
  deadlockFree,
  invariant,
  reachable,
  stepInvariant,
  waitCycleFree,
  waiter,
} from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { aut } from './aut.ts';
import { murphi } from './murphi.ts';
import { promela } from './promela.ts';
import { tla } from './tla.ts';

const door = setup({
  types: { events: {} as { type: 'OPEN' | 'CLOSE' | 'TURN' | 'PASS' } },
}).createMachine({
  id: 'door',
  initial: 'closed',
  states: {
    closed: { on: { OPEN: 'open', TURN: 'locked' } },
    open: { on: { CLOSE: 'closed', PASS: 'open' } },
    locked: { on: { TURN: 'closed' } },
  },
});

const guest = setup({
  types: { events: {} as { type: 'PASS' } },
}).createMachine({
  id: 'guest',
  initial: 'outside',
  states: { outside: { on: { PASS: 'inside' } }, inside: { on: { PASS: 'gone' } }, gone: {} },
});

/** A door that is not easy to name, and a guest who goes through it twice. */
function house(): SystemDefinition {
  return defineSystem({ name: 'house' }, (system) => {
    const front = system.component('front.door', door);
    const person = system.component('if', guest);
    system.step({ name: 'open */ it', actor: 'if' }, front.on('OPEN'));
    system.step({ name: 'close it 100%', actor: 'if' }, front.on('CLOSE'));
    system.step({ name: 'turn "the key"', actor: 'if' }, front.on('TURN'));
    system.step({ name: 'pass\\through', actor: 'if' }, person.on('PASS'), front.on('PASS'));
    const gone = person.is('is gone', (s) => s.matches('gone'));
    const met = companion('the guest is gone', gone);
    for (const property of propertiesOf(front, gone, met)) system.property(property);
  });
}

function propertiesOf(
  front: Component<typeof door>,
  gone: ReturnType<Component['is']>,
  met: ReturnType<typeof companion>,
) {
  const locked = front.is('is locked', (s) => s.matches('locked'));
  const open = front.is('is open', (s) => s.matches('open'));
  return [
    invariant({ name: 'NEVER-LOCKED', statement: '', holds: not(locked), companion: met }),
    reachable({ name: 'GOES', statement: '', goal: gone }),
    deadlockFree({ name: 'GOES-ON', statement: '', stake: '', rest: gone, companion: met }),
    stepInvariant({
      name: 'STAYS-OPEN',
      statement: '',
      steps: ({ name }) => name.startsWith('pass'),
      before: open,
      after: open,
    }),
    waitCycleFree({
      name: 'WAITS',
      statement: '',
      waiters: [
        waiter(
          'if',
          front.view('wants', (s) => (s.matches('locked') ? 'front.door' : null)),
        ),
      ],
      cycles: 'any',
      resources: [{ name: 'front.door', component: 'front.door', blockedBy: () => ['if'] }],
    }),
  ];
}

describe('a tiny system', () => {
  const linked = link(house());
  const properties = linked.properties.map(({ name }) => name);
  const whole: Readonly<Record<string, Iterable<string>>> = {
    'house.pml': promela(linked),
    'house-properties.pml': promela(linked, { properties }),
    'house.m': murphi(linked),
    'house-properties.m': murphi(linked, { properties }),
    'house-counting.m': murphi(linked, { properties, counting: true }),
    'house.tla': tla(linked),
    'house-properties.tla': tla(linked, { properties }),
    'house.aut': aut(linked),
  };

  test.each(Object.entries(whole))('reads well as %s', async (name, chunks) => {
    await expect([...chunks].join('')).toMatchFileSnapshot(`testdata/${name}`);
  });

  test('is refused as a graph when it is too large', () => {
    expect(() => [...aut(linked, { statesMax: 3 })]).toThrow(
      'option --to aut: house has more than 3 states',
    );
  });
});
