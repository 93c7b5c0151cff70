/** The tables of reserved regions: as their runs find them now, and against that of the seed. */

import { describe, expect, test } from 'vitest';
import { seedCell, told } from '../../models/systems/reserved-regions/regions.ts';
import { foundOutcomes, foundTypes } from './found.ts';
import { conditions, justified, layers, outcomeOf, pairs } from './runs.ts';
import { differences, differing } from './tables.ts';

describe('the merge table', () => {
  test.each(pairs.map((pair) => ({ pair, name: pair.join('') })))(
    'has in cell $name what the runs justify',
    async ({ pair, name }) => {
      for (const condition of conditions) {
        expect(await justified(pair, condition), condition).toEqual(foundTypes[name]?.[condition]);
      }
    },
  );

  test('has the ten cells of the mail beside it, one of them open', () => {
    const rows = told.map((a) => told.map((b) => seedCell(a, b)).join(' '));
    expect(rows).toEqual(['N R M ?', 'R R R I', 'M R M I', '? I I I']);
    expect(Object.keys(foundTypes)).toEqual(pairs.map((pair) => pair.join('')));
  });

  test('differs from that of the mail where it is said to, with a reason, and nowhere else', () => {
    const said = differences.flatMap(({ pair, conditions: some }) =>
      some.map((condition) => `${pair} ${condition}`),
    );
    expect([...said].sort()).toEqual([...differing()].sort());
    for (const { why } of differences) expect(why).toMatch(/^[A-Z].{40,}\.$/s);
  });

  test('has one answer for N, R and M beside I: with a hostile endpoint all three are refused', () => {
    const cells = ['NI', 'RI', 'MI'].map((name) => foundTypes[name]?.hostile);
    expect(cells).toEqual([[], [], []]);
  });
});

describe('a MAP over a region', () => {
  test.each(layers.map(([layer, given]) => ({ layer, given })))(
    '$layer',
    async ({ layer, given }) => {
      const outcomes = { R: await outcomeOf(given, 'R'), M: await outcomeOf(given, 'M') };
      expect(outcomes).toEqual(foundOutcomes[layer]);
    },
  );
});
