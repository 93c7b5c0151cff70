import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type MsixEntryEvent,
  msixControl,
  msixEntry,
  showMsixControl,
  showMsixEntry,
} from './vpci-msix.machine.ts';

const having = (...events: readonly MsixEntryEvent[]) => drive(msixEntry, ...events);
const store: MsixEntryEvent = { type: 'STORE' };

describe('an MSI-X entry', () => {
  test('remembers that what was written has not been applied', () => {
    expect(having(store).context.updated).toBe(true);
    expect(having(store, { type: 'APPLIED' }).context.updated).toBe(false);
  });

  test('is unmasked by whoever knows whether there is something to apply', () => {
    expect(having().can({ type: 'UNMASK', updated: true })).toBe(false);
    expect(having(store).can({ type: 'UNMASK', updated: true })).toBe(true);
    const unmasked = having({ type: 'UNMASK', updated: false });
    expect(unmasked.context.masked).toBe(false);
    expect(unmasked.can({ type: 'UNMASK', updated: false })).toBe(false);
  });

  test('has to be applied again once its pirq was given up', () => {
    const again = having(
      store,
      { type: 'PIRQ', mapped: true },
      { type: 'APPLIED' },
      { type: 'DISABLED' },
    );
    expect(again.context).toMatchObject({ mapped: false, updated: true });
  });

  test('and the control register are shown in words', () => {
    expect([
      showMsixEntry(having()),
      showMsixEntry(
        having(store, { type: 'PIRQ', mapped: true }, { type: 'UNMASK', updated: true }),
      ),
      showMsixControl(drive(msixControl)),
      showMsixControl(drive(msixControl, { type: 'CONTROL', enabled: true, masked: true })),
    ]).toEqual(['masked, no pirq', 'unmasked, updated, pirq', 'off', 'on, all masked']);
  });
});
