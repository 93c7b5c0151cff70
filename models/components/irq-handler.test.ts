import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { irqHandler, showHandler } from './irq-handler.machine.ts';

const install = { type: 'INSTALL', handler: 'late_init' } as const;
const enter = { type: 'ENTER', handler: 'late_init' } as const;

describe('an interrupt handler', () => {
  test('runs once it is installed, and nobody else does for it', () => {
    const installed = drive(irqHandler, install);
    expect(installed.can({ type: 'ENTER', handler: 'other' })).toBe(false);
    expect(showHandler(installed)).toBe('late_init');
    expect(showHandler(drive(irqHandler, install, enter))).toBe('late_init runs');
  });

  test('is freed only when it has returned', () => {
    expect(drive(irqHandler, install, enter).can({ type: 'FREE' })).toBe(false);
    const freed = drive(irqHandler, install, enter, { type: 'LEAVE' }, { type: 'FREE' });
    expect(showHandler(freed)).toBe('none');
    expect(freed.can(install)).toBe(true);
  });
});
