import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type FunctionHolderEvent,
  functionHolder,
  holderOf,
  showFunctionHolder,
} from './function-holder.machine.ts';

const give: FunctionHolderEvent = { type: 'GIVE', to: 'A' };
const take: FunctionHolderEvent = { type: 'TAKE', from: 'A' };
const having = (...events: readonly FunctionHolderEvent[]) =>
  drive(functionHolder('nobody'), ...events);

describe('who has a function', () => {
  test('is one guest at a time, who gets it from nobody', () => {
    expect(holderOf(having(give))).toBe('A');
    expect(having(give).can({ type: 'GIVE', to: 'B' })).toBe(false);
    expect(holderOf(having(give, take, { type: 'GIVE', to: 'B' }))).toBe('B');
  });

  test('is taken from the guest who has it only', () => {
    expect(having(give).can({ type: 'TAKE', from: 'B' })).toBe(false);
    expect(holderOf(having(give, take))).toBe(null);
  });

  test('is dom0 for good where a driver of dom0 uses it', () => {
    const used = drive(functionHolder('dom0'));
    expect(holderOf(used)).toBe('dom0');
    expect(used.can(give)).toBe(false);
  });

  test('does not say what it was told: that stays until it is reset', () => {
    expect(having(give).context.told).toBe(false);
    expect(having(give, { type: 'REACH' }, take).context.told).toBe(true);
    expect(having(give, { type: 'REACH' }, { type: 'RESET' }, take).context.told).toBe(false);
  });

  test('is shown, with what is left of the last guest', () => {
    const reach: FunctionHolderEvent = { type: 'REACH' };
    expect(
      [having(), having(give, reach), having(give, reach, take)].map(showFunctionHolder),
    ).toEqual(['nobody', 'A', 'nobody, told']);
  });
});
