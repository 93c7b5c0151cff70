import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type PhysicalFunctionEvent,
  physicalFunction,
  showPhysicalFunction,
} from './physical-function.machine.ts';

const inUserSpace = (...events: readonly PhysicalFunctionEvent[]) =>
  drive(physicalFunction('vfio'), ...events);
const claim = { type: 'CLAIM', by: 'P' } as const;
const open = { type: 'OPEN', by: 'P' } as const;
const close = { type: 'CLOSE', by: 'P' } as const;

describe('a physical function', () => {
  test('is open to one user at a time', () => {
    expect(showPhysicalFunction(inUserSpace(claim))).toBe('vfio, P, not open yet');
    expect(inUserSpace(claim).can({ ...claim, by: 'R' })).toBe(false);
    expect(inUserSpace(claim).can({ ...open, by: 'R' })).toBe(false);
    expect(showPhysicalFunction(inUserSpace(claim, open))).toBe('vfio, P');
    expect(showPhysicalFunction(inUserSpace(claim, open, close))).toBe('vfio');
  });

  test('changes its driver only while nobody has it open', () => {
    const unbind = { type: 'UNBIND', from: 'vfio' } as const;
    expect(inUserSpace(claim, open).can(unbind)).toBe(false);
    expect(inUserSpace().can({ ...unbind, from: 'kernel' })).toBe(false);
    expect(showPhysicalFunction(inUserSpace(unbind))).toBe('no driver');
    const managed = inUserSpace(unbind, { type: 'BIND', driver: 'kernel' });
    expect(showPhysicalFunction(managed)).toBe('kernel');
    expect(managed.can(claim)).toBe(false);
  });
});
