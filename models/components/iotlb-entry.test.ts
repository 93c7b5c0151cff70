import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type IotlbEntryEvent, iotlbEntry, showIotlbEntry } from './iotlb-entry.machine.ts';

const having = (...events: readonly IotlbEntryEvent[]) => drive(iotlbEntry, ...events);
const filled = { type: 'FILL', page: 'page', id: 1 } as const;
const hit = { type: 'HIT', page: 'page', id: 1 } as const;

describe('an IOTLB entry', () => {
  test('serves what it holds, and nothing else', () => {
    expect(having().can(hit)).toBe(false);
    expect(having(filled).can(hit)).toBe(true);
    expect(having(filled).can({ ...hit, page: 'other' })).toBe(false);
    expect(having(filled).can({ ...hit, id: 2 })).toBe(false);
    expect(having(filled).can(filled)).toBe(false);
  });

  test('is dropped by its tag', () => {
    expect(showIotlbEntry(having(filled, { type: 'INVALIDATE', id: 2 }))).toBe('page (id 1)');
    expect(showIotlbEntry(having(filled, { type: 'INVALIDATE', id: 1 }))).toBe('empty');
  });

  test('is dropped whatever its tag', () => {
    expect(showIotlbEntry(having(filled, { type: 'EMPTY' }))).toBe('empty');
  });
});
