import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type BridgeEvent, pciBridge, showBridge } from './pci-bridge.machine.ts';

const written = (...events: readonly BridgeEvent[]): string =>
  showBridge(drive(pciBridge({}), ...events));

describe('a bridge', () => {
  test('forwards nothing until it is programmed', () => expect(written()).toBe('closed'));

  test('has base and limit, and both numbers, written at once', () => {
    const window: BridgeEvent = { type: 'WINDOW', base: 1, limit: 2 };
    const buses: BridgeEvent = { type: 'BUSES', secondary: 1, subordinate: 1 };
    expect(written(window, buses)).toBe('window 1-2, buses 1-1');
    expect(written(buses, { type: 'SUBORDINATE', subordinate: 3 })).toBe('buses 1-3');
  });

  test('is closed with its base above its limit', () => {
    expect(
      written({ type: 'WINDOW', base: 1, limit: 2 }, { type: 'WINDOW', base: 3, limit: 2 }),
    ).toBe('closed');
  });
});
