import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { showVpciMsi, type VpciMsiEvent, vpciMsi } from './vpci-msi.machine.ts';

const having = (...events: readonly VpciMsiEvent[]) => drive(vpciMsi('off'), ...events);
const on = (vectors: number): VpciMsiEvent => ({ type: 'CONTROL', enabled: true, vectors });

describe('struct vpci_msi', () => {
  test('forgets everything when it is freed, and is made anew with MSI off', () => {
    const again = having(on(2), { type: 'PIRQ', mapped: true }, { type: 'FREE' });
    expect(again.matches('absent')).toBe(true);
    expect(drive(vpciMsi({ enabled: 2 }), { type: 'FREE' }, { type: 'ALLOCATE' }).context).toEqual({
      enabled: false,
      vectors: 1,
      mapped: false,
      bound: false,
    });
  });

  test('keeps the number of vectors when MSI is given up', () => {
    expect(having(on(2), { type: 'OFF' }).context).toMatchObject({ enabled: false, vectors: 2 });
  });

  test('takes nothing while it is not there', () => {
    expect(drive(vpciMsi('absent')).can(on(1))).toBe(false);
  });

  test('is shown by its register and by what stands behind it', () => {
    expect([
      showVpciMsi(drive(vpciMsi('absent'))),
      showVpciMsi(having(on(1), { type: 'PIRQ', mapped: true })),
      showVpciMsi(drive(vpciMsi({ enabled: 1 }))),
    ]).toEqual(['NULL', 'on 1, mapped', 'on 1, bound']);
  });
});
