import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type IoPageTableEntryEvent,
  ioPageTableEntry,
  showIoPageTableEntry,
} from './io-page-table-entry.machine.ts';

const mapped = { page: 'page', writable: true };
const having = (coherent: boolean, ...events: readonly IoPageTableEntryEvent[]) =>
  drive(ioPageTableEntry(mapped, coherent), ...events);
const walk = { type: 'WALK', page: 'page' } as const;

describe('an entry of I/O page tables', () => {
  test('is found by a walk for a write while it is there and writable', () => {
    expect(having(true).can(walk)).toBe(true);
    expect(having(true, { type: 'UNMAP' }).can(walk)).toBe(false);
    const readOnly = having(true, { type: 'MAP', page: 'page', writable: false });
    expect(readOnly.can(walk)).toBe(false);
    expect(showIoPageTableEntry(readOnly)).toBe('page read-only');
  });

  test('is seen as it was by an IOMMU that does not snoop, until it is written back', () => {
    const hidden = having(false, { type: 'UNMAP' });
    expect(hidden.can(walk)).toBe(true);
    expect(showIoPageTableEntry(hidden)).toBe('none (in memory page)');
    expect(having(false, { type: 'UNMAP' }, { type: 'WRITE_BACK' }).can(walk)).toBe(false);
    const back = having(false, { type: 'UNMAP' }, { type: 'MAP', ...mapped });
    expect(showIoPageTableEntry(back)).toBe('page');
  });

  test('is replaced by who knows what was there', () => {
    const other = { type: 'REPLACE', was: 'page', by: 'other' } as const;
    expect(having(true).can(other)).toBe(true);
    expect(having(true, { type: 'UNMAP' }).can(other)).toBe(false);
    expect(showIoPageTableEntry(having(true, other))).toBe('other');
    const gone = having(false, { type: 'REPLACE', was: 'page', by: null });
    expect(showIoPageTableEntry(gone)).toBe('none (in memory page)');
    expect(gone.can({ type: 'REPLACE', was: null, by: 'page' })).toBe(true);
  });

  test('is filled only where there is none, and removed only where there is one', () => {
    const fill = { type: 'FILL', page: 'other', writable: true } as const;
    expect(having(true).can(fill)).toBe(false);
    expect(having(true).can({ type: 'REMOVE' })).toBe(true);
    const empty = having(true, { type: 'REMOVE' });
    expect(empty.can({ type: 'REMOVE' })).toBe(false);
    expect(showIoPageTableEntry(having(true, { type: 'REMOVE' }, fill))).toBe('other');
  });
});
