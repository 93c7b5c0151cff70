/** The matrix of variants and hazards: as its runs find it now, and against the survey's. */

import { describe, expect, test } from 'vitest';
import { foundCells } from './found.ts';
import { hazards, hazardsOf, judged } from './hazards.ts';
import { differences, differing, surveyed } from './survey.ts';

describe('the hazard matrix of backend-ready', () => {
  test.each(judged)('is what the runs of %s find', async (variant) => {
    const found = await hazardsOf(variant);
    const pinned = hazards.map(({ id }) => [
      id,
      foundCells[id][variant as keyof (typeof foundCells)['R1']],
    ]);
    expect(found).toEqual(Object.fromEntries(pinned));
  });

  test('differs from that of the survey where it is said to, with a reason, and nowhere else', () => {
    const said = differences.flatMap(({ hazard, variants }) =>
      variants.map((variant) => `${hazard} ${variant}`),
    );
    expect(said.sort()).toEqual(
      differing()
        .map(({ hazard, variant }) => `${hazard} ${variant}`)
        .sort(),
    );
    for (const { why } of differences) expect(why).toMatch(/^[A-Z`].{40,}\.$/s);
  });

  test('has a cell of the survey beside each of its own', () => {
    const cells = hazards.flatMap(({ id }) => judged.map((variant) => surveyed(id, variant)));
    expect(cells.filter((cell) => !['✓', '✗', 'c', '–'].includes(cell))).toEqual([]);
    expect(cells).toHaveLength(hazards.length * 12);
  });
});
