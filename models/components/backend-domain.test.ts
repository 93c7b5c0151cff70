import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { backendDomain, showBackendDomain } from './backend-domain.machine.ts';

describe('a backend domain', () => {
  const machine = backendDomain([1, 3]);

  test('keeps id and incarnation until it is built anew', () => {
    const dead = drive(machine, { type: 'BOOT' }, { type: 'DIE' });
    expect(dead.context).toEqual({ domid: 1, incarnation: 0 });
    expect(showBackendDomain(dead)).toBe('dom1 dead');
    const reborn = drive(machine, { type: 'BOOT' }, { type: 'DIE' }, { type: 'REBOOT' });
    expect(reborn.context).toEqual({ domid: 3, incarnation: 1 });
    expect(showBackendDomain(reborn)).toBe('dom3 #1 running');
  });

  test('has as many lives as it has ids', () => {
    const once = backendDomain([1]);
    expect(drive(once, { type: 'BOOT' }, { type: 'DIE' }).can({ type: 'REBOOT' })).toBe(false);
    const twice = drive(
      machine,
      { type: 'BOOT' },
      { type: 'DIE' },
      { type: 'REBOOT' },
      { type: 'DIE' },
    );
    expect(twice.can({ type: 'REBOOT' })).toBe(false);
  });
});
