import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type InterruptMaskEvent,
  interruptMask,
  showInterruptMask,
} from './interrupt-mask.machine.ts';

const having = (...events: readonly InterruptMaskEvent[]) => drive(interruptMask(false), ...events);
const host = (on: boolean): InterruptMaskEvent => ({ type: 'HOST', on });
const guest = (on: boolean): InterruptMaskEvent => ({ type: 'GUEST', on });

describe('the mask of an interrupt', () => {
  test('is set in hardware while Xen or the guest wants it', () => {
    expect(having(host(true)).context.hardware).toBe(true);
    expect(having(host(true), guest(true), host(false)).context.hardware).toBe(true);
    expect(having(host(true), guest(true), guest(false)).context.hardware).toBe(true);
    expect(having(host(true), host(false)).context.hardware).toBe(false);
  });

  test('is what a write makes of it that asks nobody', () => {
    expect(having(host(true), { type: 'WRITE', on: false }).context).toEqual({
      host: true,
      guest: false,
      hardware: false,
    });
  });

  test('is shown by who wants it, and by the bit where that does not follow', () => {
    expect([
      showInterruptMask(drive(interruptMask(true))),
      showInterruptMask(having()),
      showInterruptMask(having(host(true), { type: 'WRITE', on: false })),
    ]).toEqual(['masked by host+guest', 'unmasked', 'masked by host, bit clear']);
  });
});
