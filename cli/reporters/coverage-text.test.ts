import { describe, expect, test } from 'vitest';
import { byTurns } from './coverage-text.ts';

describe('byTurns', () => {
  test('names every component before it names one again', () => {
    const names = ['a: 1', 'a: 2', 'a: 3', 'b.lock: 1', 'c: x: 1', 'b.lock: 2'];
    expect(byTurns(names)).toEqual(['a: 1', 'b.lock: 1', 'c: x: 1', 'a: 2', 'b.lock: 2', 'a: 3']);
  });
});
