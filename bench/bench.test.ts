import { describe, expect, test } from 'vitest';
import { runBaseline } from './baseline.ts';
import { BASELINE, measure, type Row } from './measure.ts';
import { tinyWorkloads } from './workloads.ts';

async function rows(): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (const workload of tinyWorkloads()) for await (const row of measure(workload)) all.push(row);
  return all;
}

describe('bench', () => {
  test('all engines count the same, and the hash of what was computed does not change', async () => {
    const found = await rows();
    expect(
      found
        .filter(({ engine }) => engine !== BASELINE)
        .map(({ engine, states, transitions, hash }) => [engine, states, transitions, hash]),
    ).toMatchInlineSnapshot(`
      [
        [
          "interlock",
          264,
          612,
          "ce34a2063500",
        ],
        [
          "getAdjacencyMap, plain",
          264,
          612,
          "167d63085429",
        ],
        [
          "getAdjacencyMap, tuned",
          264,
          612,
          "167d63085429",
        ],
      ]
    `);
  });

  const baseline = runBaseline({ vcpus: 3, pages: 2 }, 3384, 1);

  test.skipIf(baseline === null)('the C baseline counts the same', () => {
    expect(baseline?.map(({ states, transitions }) => [states, transitions])).toEqual([
      [3384, 10_800],
    ]);
  });
});
