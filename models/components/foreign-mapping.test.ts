import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type ForeignMappingEvent,
  foreignMapping,
  reaches,
  showForeignMapping,
} from './foreign-mapping.machine.ts';

const having = (...events: readonly ForeignMappingEvent[]) => drive(foreignMapping, ...events);
const map = (write: boolean) => ({ type: 'MAP', write }) as const;
const unmap = (write: boolean) => ({ type: 'UNMAP', write }) as const;

describe('a mapping of a foreign page', () => {
  test('reaches the page until the TLB is flushed', () => {
    expect(reaches(having())).toBe('none');
    expect(reaches(having(map(false), map(true), unmap(false)))).toBe('write');
    expect(reaches(having(map(true), unmap(true)))).toBe('write');
    expect(showForeignMapping(having(map(true), unmap(true)))).toBe('none, TLB write');
    expect(reaches(having(map(true), unmap(true), { type: 'FLUSH' }))).toBe('none');
  });

  test('is flushed down to what the entries allow', () => {
    const two = [map(true), map(false), unmap(true)] as const;
    expect(reaches(having(...two))).toBe('write');
    expect(reaches(having(...two, { type: 'FLUSH' }))).toBe('read');
    expect(having(...two).can(unmap(true))).toBe(false);
    expect(reaches(having(...two, { type: 'END' }))).toBe('none');
  });

  test('of an IOMMU is flushed with the entry', () => {
    expect(reaches(having(map(true), { ...unmap(true), flush: true }))).toBe('none');
  });
});
