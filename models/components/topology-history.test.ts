import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { ownerOf, showHistory, topologyHistory } from './topology-history.machine.ts';

describe('the owner of an address', () => {
  const fn = { target: 'fn', at: 1, bus: 0 } as const;
  const pt = { target: 'pt', at: 1, bus: 1 } as const;

  test('is there only where the window is, save for CF8/CFC', () => {
    expect(ownerOf({ window: 1, bus: 0 }, fn)).toBe('fn');
    expect(ownerOf({ window: 2, bus: 0 }, fn)).toBe(null);
    expect(ownerOf({ window: null, bus: 0 }, fn)).toBe(null);
    expect(ownerOf({ window: null, bus: 0 }, { target: 'host', at: null, bus: 0 })).toBe('host');
  });

  test('is there behind the root port only on the bus that it has', () => {
    expect(ownerOf({ window: 1, bus: 0 }, pt)).toBe(null);
    expect(ownerOf({ window: 1, bus: 1 }, pt)).toBe('pt');
    expect(ownerOf({ window: 1, bus: 2 }, pt)).toBe(null);
  });
});

test('changes of a topology come one after the other', () => {
  const begun = drive(topologyHistory, { type: 'BEGIN', to: 1 });
  expect(showHistory(begun)).toBe('topology 0 or 1');
  expect(begun.can({ type: 'BEGIN', to: 2 })).toBe(false);
  expect(drive(topologyHistory).can({ type: 'BEGIN', to: 2 })).toBe(false);
  expect(showHistory(drive(topologyHistory, { type: 'BEGIN', to: 1 }, { type: 'END' }))).toBe(
    'topology 1',
  );
});
