import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { domainLife } from './domain-life.machine.ts';

const having = (...types: readonly ('CRASH' | 'KILL' | 'ABANDON' | 'BURY')[]) =>
  drive(domainLife, ...types.map((type) => ({ type })));

describe('the life of a domain', () => {
  test('ends, by way of a crash or without', () => {
    expect(having('KILL', 'BURY').value).toBe('destroyed');
    expect(having('CRASH', 'CRASH', 'KILL', 'BURY').value).toBe('destroyed');
  });

  test('or does not end, when it cannot be taken apart', () => {
    expect(having('KILL', 'CRASH', 'ABANDON').value).toBe('zombie');
    expect(having('KILL', 'ABANDON').can({ type: 'BURY' })).toBe(false);
    expect(having().can({ type: 'BURY' })).toBe(false);
  });
});
