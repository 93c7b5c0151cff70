import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { KnownTables } from './known-tables.ts';
import { tabulate } from './tabulate.ts';

const counter = (): AnyStateMachine =>
  setup({
    types: {
      context: {} as { n: number },
      input: {} as { to: number },
      events: {} as { type: 'UP' },
    },
  }).createMachine({
    context: ({ input }) => ({ n: input.to }),
    on: { UP: { guard: ({ context }) => context.n > 0, actions: assign({ n: 0 }) } },
  });

const collector = setup({
  types: { context: {} as { seen: Set<string> }, events: {} as { type: 'UP' } },
}).createMachine({
  context: () => ({ seen: new Set() }),
  on: { UP: { actions: assign({ seen: new Set(['up']) }) } },
});

/** How many tables two systems make: for each, its machine, input, events and bound. */
function made(
  ...systems: readonly [AnyStateMachine, unknown, readonly string[], number][]
): number {
  let count = 0;
  for (const [machine, input, events, localStatesMax] of systems) {
    const known = new KnownTables(localStatesMax);
    for (let times = 0; times < 2; times++) {
      known.table({ machine, input }, events, () => {
        count++;
        const alphabet = events.map(() => ({ type: 'UP' }));
        return tabulate('c', machine, input, alphabet, localStatesMax);
      });
    }
  }
  return count;
}

describe('a table is used again', () => {
  test('in the next system, for the same machine with equal input, events and bound', () => {
    const machine = counter();
    expect(made([machine, { to: 2 }, ['UP'], 9], [machine, { to: 2 }, ['UP'], 9])).toBe(1);
  });

  test.each<[string, (machine: AnyStateMachine) => [AnyStateMachine, unknown, string[], number]]>([
    ['machine', () => [counter(), { to: 2 }, ['UP'], 9]],
    ['input', (machine) => [machine, { to: 3 }, ['UP'], 9]],
    ['alphabet', (machine) => [machine, { to: 2 }, [], 9]],
    ['bound', (machine) => [machine, { to: 2 }, ['UP'], 8]],
  ])('for no other %s', (_, other) => {
    const machine = counter();
    expect(made([machine, { to: 2 }, ['UP'], 9], other(machine))).toBe(2);
  });

  test('within a system only, where a context may still be changed', () => {
    expect(made([collector, undefined, ['UP'], 9], [collector, undefined, ['UP'], 9])).toBe(2);
  });

  test('within a system only, where inputs cannot be compared', () => {
    const machine = counter();
    const input = { to: 2, say: () => 'two' };
    expect(made([machine, input, ['UP'], 9], [machine, input, ['UP'], 9])).toBe(2);
  });
});
