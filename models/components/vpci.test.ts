import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { aliveGeneration, pointsTo, showVpci, type VpciEvent, vpciOf } from './vpci.machine.ts';

const event = (type: VpciEvent['type']): VpciEvent => ({ type });
const having = (starts: 'published' | 'absent', ...types: readonly VpciEvent['type'][]) =>
  drive(vpciOf(2, starts), ...types.map(event));

describe('vPCI state', () => {
  test('exists before the pointer leads to it', () => {
    const made = having('absent', 'ALLOCATE');
    expect([pointsTo(made), aliveGeneration(made)]).toEqual([null, 0]);
    const published = having('absent', 'ALLOCATE', 'PUBLISH');
    expect([pointsTo(published), aliveGeneration(published)]).toEqual([0, 0]);
  });

  test('leaves a dangling pointer when it is freed first', () => {
    const freed = having('published', 'FREE');
    expect([pointsTo(freed), aliveGeneration(freed)]).toEqual([0, null]);
    expect(having('published', 'FREE', 'CLEAR').value).toBe('absent');
  });

  test('outlives the pointer when that is cleared first', () => {
    const detached = having('published', 'CLEAR');
    expect([pointsTo(detached), aliveGeneration(detached)]).toEqual([null, 0]);
    expect(having('published', 'CLEAR', 'FREE_COPY').value).toBe('absent');
  });

  test('is freed through the pointer only while the pointer leads to it', () => {
    expect(having('published', 'CLEAR').can(event('FREE'))).toBe(false);
    expect(having('published', 'FREE').can(event('FREE'))).toBe(false);
    expect(having('absent', 'ALLOCATE').can(event('FREE'))).toBe(false);
    expect(having('published').can(event('FREE_COPY'))).toBe(false);
  });

  test('has a generation of its own each time, up to its bound', () => {
    const reborn = having('published', 'FREE', 'CLEAR', 'ALLOCATE', 'PUBLISH');
    expect([pointsTo(reborn), aliveGeneration(reborn)]).toEqual([1, 1]);
    const spent = having('published', 'FREE', 'CLEAR', 'ALLOCATE', 'PUBLISH', 'FREE', 'CLEAR');
    expect(spent.can(event('ALLOCATE'))).toBe(false);
  });

  test('is shown by its generation and by what has become of it', () => {
    expect([
      showVpci(having('absent')),
      showVpci(having('published')),
      showVpci(having('published', 'FREE')),
    ]).toEqual(['NULL', '#0 published', '#0 dangling']);
  });
});
