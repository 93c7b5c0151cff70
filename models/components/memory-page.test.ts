import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type MemoryPageEvent, memoryPage, showMemoryPage } from './memory-page.machine.ts';

const having = (...events: readonly MemoryPageEvent[]) => drive(memoryPage('dom1'), ...events);

describe('a page of memory', () => {
  test('is given back by its owner only, and then to be had', () => {
    expect(having().can({ type: 'FREE', by: 'dom0' })).toBe(false);
    expect(having().can({ type: 'ALLOCATE', by: 'dom0' })).toBe(false);
    const reused = having({ type: 'FREE', by: 'dom1' }, { type: 'ALLOCATE', by: 'dom0' });
    expect(showMemoryPage(reused)).toBe('dom0');
    expect(reused.can({ type: 'FREE', by: 'dom1' })).toBe(false);
  });

  test('is not written to once it is sealed, and is again when it is another’s', () => {
    expect(showMemoryPage(having({ type: 'SEAL' }))).toBe('dom1, read-only');
    expect(showMemoryPage(having({ type: 'SEAL' }, { type: 'FREE', by: 'dom1' }))).toBe('free');
  });

  test('is its owner’s as long as somebody holds it', () => {
    const hold = { type: 'HOLD', of: 'dom1' } as const;
    const given = having(hold, hold, { type: 'FREE', by: 'dom1' });
    expect(showMemoryPage(given)).toBe('dom1, given back, held 2×');
    expect(given.can({ type: 'ALLOCATE', by: 'dom0' })).toBe(false);
    const once = [hold, { type: 'FREE', by: 'dom1' }] as const;
    expect(showMemoryPage(having(...once, { type: 'DROP' }))).toBe('free');
    expect(having(...once).can(hold)).toBe(true);
    expect(having(...once, { type: 'DROP' }).can(hold)).toBe(false);
    expect(having().can({ type: 'HOLD', of: 'dom0' })).toBe(false);
    expect(having().can({ type: 'DROP' })).toBe(false);
    expect(showMemoryPage(having(hold, { type: 'DROP' }))).toBe('dom1');
  });
});
