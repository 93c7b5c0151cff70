import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { grantOps, showGrantOps } from './grant-ops.machine.ts';

describe('the DMA operations of a device', () => {
  test('grant to one backend, or use guest-physical addresses', () => {
    const granted = drive(grantOps, { type: 'INSTALL', domid: 2, incarnation: 1 });
    expect(showGrantOps(granted)).toBe('grants to dom2 #1');
    expect(granted.context.backend).toEqual({ domid: 2, incarnation: 1 });
    expect(showGrantOps(drive(grantOps, { type: 'BYPASS' }))).toBe('guest-physical');
  });

  test('forget their backend when they are removed', () => {
    const removed = drive(
      grantOps,
      { type: 'INSTALL', domid: 2, incarnation: 0 },
      { type: 'REMOVE' },
    );
    expect(showGrantOps(removed)).toBe('none');
    expect(removed.context.backend).toBe(null);
  });
});
