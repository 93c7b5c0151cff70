import { describe, expect, test } from 'vitest';
import { count, grouped, nearest, suggestion } from './words.ts';

describe('nearest', () => {
  test('finds the name that was meant, whatever its case', () => {
    expect(nearest('ACQIRE', ['RELEASE', 'ACQUIRE'])).toBe('ACQUIRE');
    expect(nearest('acquire', ['RELEASE', 'ACQUIRE'])).toBe('ACQUIRE');
  });

  test('finds none when nothing is near', () => {
    expect(nearest('lock', ['philosophers', 'trial'])).toBeUndefined();
    expect(nearest('lock', [])).toBeUndefined();
  });

  test('takes the first of equally near names', () => {
    expect(nearest('p1', ['p0', 'p2'])).toBe('p0');
  });
});

describe('suggestion', () => {
  test('lists what is known, with the nearest in front', () => {
    expect(suggestion('trail', ['trial', 'clock'])).toBe(
      'Did you mean trial? known: trial, clock.',
    );
    expect(suggestion('x1234', ['trial'])).toBe('known: trial.');
    expect(suggestion('x', [])).toBe('there are none.');
  });
});

describe('count and grouped', () => {
  test('agree in number and group digits by three', () => {
    expect([0, 1, 2].map((n) => count(n, 'state'))).toEqual(['0 states', '1 state', '2 states']);
    expect(count(1n, 'entry', 'entries')).toBe('1 entry');
    expect(count(3_919_104, 'entry', 'entries')).toBe('3 919 104 entries');
    expect(grouped('12672299402937316141056')).toBe('12 672 299 402 937 316 141 056');
    expect(grouped(-1234)).toBe('-1 234');
    expect(grouped(123)).toBe('123');
  });
});
