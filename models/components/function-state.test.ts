import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type FunctionStateEvent, functionState } from './function-state.machine.ts';

const having = (...types: readonly FunctionStateEvent['type'][]) =>
  drive(functionState, ...types.map((type) => ({ type })));

describe('a function', () => {
  test('comes back from a reset, and cannot be reset twice at a time', () => {
    expect(having('RESET').value).toBe('resetting');
    expect(having('RESET').can({ type: 'RESET' })).toBe(false);
    expect(having('RESET', 'REVIVE').value).toBe('ready');
    expect(having().can({ type: 'REVIVE' })).toBe(false);
  });

  test('that is gone stays gone, whatever its driver goes on doing', () => {
    expect(having('REMOVE', 'RESET', 'REVIVE').value).toBe('gone');
    expect(having('RESET', 'REMOVE').value).toBe('gone');
    expect(having('REMOVE').can({ type: 'REMOVE' })).toBe(false);
  });
});
