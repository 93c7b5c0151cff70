import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type IommuContextEvent,
  iommuContext,
  showIommuContext,
  translationUsed,
} from './iommu-context.machine.ts';

const of = (tables: string, id: number) => ({ tables, id });
const having = (...events: readonly IommuContextEvent[]) =>
  drive(iommuContext(of('dom0', 0)), ...events);
const fetched = { type: 'FETCH', tables: 'dom0', id: 0 } as const;
const written = { type: 'WRITE', was: 'dom0', tables: 'dom1', id: 1 } as const;

describe('the context of a RID', () => {
  test('is what it says as long as nobody has looked', () => {
    expect(translationUsed(having(written))).toEqual(of('dom1', 1));
    expect(translationUsed(having({ type: 'CLEAR', was: 'dom0' }))).toBeNull();
  });

  test('stays what it was for those who have, until it is invalidated', () => {
    const stale = having(fetched, written);
    expect(translationUsed(stale)).toEqual(of('dom0', 0));
    expect(stale.can(fetched)).toBe(true);
    expect(stale.can({ type: 'FETCH', tables: 'dom1', id: 1 })).toBe(false);
    expect(showIommuContext(stale)).toBe('dom1#1 (cached dom0#0)');
    expect(translationUsed(having(fetched, written, { type: 'INVALIDATE' }))).toEqual(
      of('dom1', 1),
    );
  });

  test('can be fetched as both halves of two entries while it is rewritten in two', () => {
    const torn = having({ type: 'WRITE_TABLES', was: 'dom0', tables: 'dom1' });
    expect(translationUsed(torn)).toEqual(of('dom1', 0));
    const both = having(
      { type: 'WRITE_TABLES', was: 'dom0', tables: 'dom1' },
      { type: 'WRITE_ID', id: 1 },
    );
    expect(translationUsed(both)).toEqual(of('dom1', 1));
  });

  test('is rewritten only as what it is, and has no id to rewrite when it is blocked', () => {
    expect(having(written).can(written)).toBe(false);
    expect(having({ type: 'CLEAR', was: 'dom0' }).can({ type: 'WRITE_ID', id: 1 })).toBe(false);
    expect(showIommuContext(having({ type: 'CLEAR', was: 'dom0' }))).toBe('blocked');
  });
});
