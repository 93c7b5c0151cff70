/** What the runs say of each bit, against what the survey says of it. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { withFound } from '../../catalogue-tables.ts';
import { bitTable } from './bit-table.ts';
import { atAssignment, fateOf } from './bits.ts';

/** The table of 3.1: what a guest reads and writes, and what assignment does. */
const survey = {
  IO: ['0', 'from the copy', 'cleared'],
  MEMORY: ['the copy', 'as written, deferred', 'cleared'],
  MASTER: ['the copy', 'as written', 'cleared'],
  SPECIAL: ['the copy', 'as written', 'cleared'],
  INVALIDATE: ['the copy', 'as written', 'cleared'],
  VGA: ['the copy', 'as written', 'cleared'],
  PARITY: ['0', 'from the copy', 'kept'],
  WAIT: ['0', 'from the copy', 'kept'],
  SERR: ['0', 'from the copy', 'kept'],
  FAST_BACK: ['0', 'from the copy', 'kept'],
  INTX_DISABLE: ['the copy', 'as written, on while MSI is', 'kept'],
  RESERVED: ['0', 'from the copy', 'kept'],
} as const;

describe.each(Object.entries(survey))('command %s', (name, [reads, writes, assigned]) => {
  const bit = { register: 'command', name: name as keyof typeof survey } as const;

  test('is for a guest what the survey says', async () => {
    expect(await fateOf(bit, { scheme: 'S4', profile: 'domU' })).toEqual({
      read: reads,
      write: writes,
    });
    expect(await atAssignment(bit)).toBe(assigned);
  });

  test('is direct for the hardware domain, but for MEMORY, which is deferred', async () => {
    const write = name === 'MEMORY' ? 'as written, deferred' : 'as written';
    for (const scheme of ['S1', 'S4'] as const) {
      expect(await fateOf(bit, { scheme, profile: 'hwdom' })).toEqual({ read: 'hardware', write });
    }
  });
});

test.each([
  ['INTERRUPT', 'hardware', 'unchanged'],
  ['UDF', '0', 'zero'],
  ['MASTER_PARITY', 'hardware', 'cleared by a one'],
] as const)('status %s has the mask that 3.2 names', async (name, read, write) => {
  const bit = { register: 'status', name } as const;
  expect(await fateOf(bit, { scheme: 'S4', profile: 'domU' })).toEqual({ read, write });
});

test('the table on the page is what the runs say (npm run docs makes it)', async () => {
  const page = readFileSync('docs/models/vpci-registers.md', 'utf8');
  expect(page).toContain('<!-- found: bits -->');
  expect(page).toBe(withFound(page, { bits: await bitTable() }));
});
