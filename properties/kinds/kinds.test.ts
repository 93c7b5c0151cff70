import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { always, Component, never } from '../../models/compose/index.ts';
import {
  companion,
  deadlockFree,
  invariant,
  reachable,
  stepInvariant,
  waitCycleFree,
  waiter,
} from './index.ts';

const common = { name: 'P', statement: 'it is so', source: 'a mail', stake: 'a page' };
const goal = companion('anything', always);

describe('constructors of properties', () => {
  test('fill in what is left out', () => {
    expect(deadlockFree({ ...common, companion: goal }).rest).toEqual(never);
    const stepwise = stepInvariant({ ...common, steps: () => true });
    expect([stepwise.before, stepwise.after]).toEqual([always, always]);
    expect(waitCycleFree({ ...common, waiters: [], resources: [] }).cycles).toBe('any');
  });

  test('keep what is given', () => {
    expect(invariant({ ...common, holds: never, companion: goal })).toEqual({
      kind: 'invariant',
      ...common,
      holds: never,
      companion: { label: 'anything', goal: always },
    });
    expect(deadlockFree({ ...common, rest: always, companion: goal }).rest).toBe(always);
    expect(reachable({ ...common, goal: never }).goal).toBe(never);
    const cycles = waitCycleFree({ ...common, waiters: [], resources: [], cycles: 'self' });
    expect(cycles.cycles).toBe('self');
    const wants = new Component('c', createMachine({})).view('wants', () => null);
    expect(waiter('c', wants)).toEqual({ actor: 'c', wants });
  });
});
