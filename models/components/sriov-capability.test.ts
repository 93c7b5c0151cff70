import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type SriovCapabilityEvent, sriovCapability } from './sriov-capability.machine.ts';

const having = (...types: readonly SriovCapabilityEvent['type'][]) =>
  drive(sriovCapability, ...types.map((type) => ({ type }))).value;

describe('the SR-IOV capability', () => {
  test('loses its VFs by a reset, and has them back when it is restored', () => {
    expect(having('ENABLE', 'RESET')).toBe('lost');
    expect(having('ENABLE', 'RESET', 'RESTORE')).toBe('on');
    expect(having('ENABLE', 'RESET', 'DISABLE')).toBe('off');
  });

  test('has none to lose while they are disabled', () => {
    expect(having('RESET', 'RESTORE')).toBe('off');
  });
});
