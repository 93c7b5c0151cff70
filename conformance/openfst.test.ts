/** OpenFst tells apart what we tell apart, by words as short: generated systems, and locking schemes. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTraces, type LinkedSystem, link } from '../explorer/index.ts';
import { shownGraph } from '../explorer/refinement/testing/naive.ts';
import { pairs } from '../explorer/refinement/testing/pairs.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { openFst, type Pair, shortestDifferences } from './other-checkers/openfst.ts';
import { isInstalled } from './other-checkers/run.ts';

const missing = openFst.filter((program) => !isInstalled(program));
const why = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', no ')})`;

async function ask(asked: readonly Pair[]): Promise<readonly (number | null)[]> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-openfst-'));
  try {
    return await shortestDifferences(asked, folder, new AbortController().signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many events the shortest trace has that tells one system from another, either way round. */
async function ours(a: LinkedSystem, b: LinkedSystem): Promise<readonly (number | null)[]> {
  const { a: onlyA, b: onlyB, complete } = await compareTraces(a, b);
  expect(complete).toBe(true);
  return [onlyA, onlyB].map(({ onlyHere }) =>
    onlyHere.length === 0 ? null : Math.min(...onlyHere.map(({ trace }) => trace.length + 1)),
  );
}

/** Both ways round; null where a graph is too large. */
function bothWays(a: LinkedSystem, b: LinkedSystem, statesMax: number): readonly Pair[] | null {
  const [one, other] = [shownGraph(a, statesMax), shownGraph(b, statesMax)];
  if (one === null || other === null) return null;
  return [
    { one, other },
    { one: other, other: one },
  ];
}

const schemes = [
  ['S0', 'S1'],
  ['S1', 'S4'],
  ['S3v8', 'S3v9'],
  ['S3v9', 'S4'],
  ['S4', 'S5'],
] as const;

describe.skipIf(missing.length > 0)(`OpenFst agrees with us about what is seen${why}`, () => {
  test('of generated systems', async () => {
    const chosen = fc.sample(pairs, { seed: 20260805, numRuns: 16 }).flatMap(([a, b]) => {
      const asked = bothWays(a, b, 60);
      return asked === null ? [] : [{ a, b, asked }];
    });
    const told = await ask(chosen.flatMap(({ asked }) => asked));
    const expected = (await Promise.all(chosen.map(({ a, b }) => ours(a, b)))).flat();
    expect(told).toEqual(expected);
    const same = told.filter((length) => length === null).length;
    expect(Math.min(same, told.length - same)).toBeGreaterThan(5);
  });

  test.each(schemes)(
    'of %s and %s, with a vCPU and a device that is removed',
    async (one, other) => {
      const small = { vcpus: 1, paths: ['RD', 'MSIX', 'REM'] } as const;
      const [a, b] = [one, other].map((scheme) => link(vpciLocking.with({ ...small, scheme })));
      if (a === undefined || b === undefined) throw new Error('there are two');
      const asked = bothWays(a, b, 20_000);
      if (asked === null) throw new Error('a graph is too large to be looked at state by state');
      expect(await ask(asked)).toEqual(await ours(a, b));
    },
  );
});
