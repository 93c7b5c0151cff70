import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { pcibackMsi } from './pciback-msi.machine.ts';

describe('MSI in the kernel of dom0', () => {
  test('is enabled while neither MSI nor MSI-X is, and disabled while it is', () => {
    const on = drive(pcibackMsi, { type: 'ENABLE_MSI' });
    expect(on.can({ type: 'ENABLE_MSI' })).toBe(false);
    expect(on.can({ type: 'ENABLE_MSIX' })).toBe(false);
    expect(on.can({ type: 'DISABLE_MSIX' })).toBe(false);
    expect(drive(pcibackMsi).can({ type: 'DISABLE_MSI' })).toBe(false);
    expect(drive(pcibackMsi, { type: 'ENABLE_MSIX' }, { type: 'DISABLE_MSIX' }).value).toBe('none');
  });
});
