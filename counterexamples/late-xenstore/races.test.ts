/** What the races come to, against what the survey says of generations. */

import { expect, test } from 'vitest';
import { generations, raceRows } from './races.ts';

/** Generations in which the survey (section A.8) has each race, as far as it says so. */
const survey: Readonly<Record<string, readonly string[]>> = {
  L1: ['G1', 'G2'],
  L2: ['G0'],
  L4: ['G2'],
  L5: ['G2'],
  L6: ['G2'],
};

test('are where the survey has them, and gone where they are repaired', async () => {
  const rows = await raceRows();
  for (const { id, outcomes } of rows) {
    for (const { steps, repaired } of outcomes) {
      expect(repaired, id).toBe(steps === null ? null : true);
    }
  }
  const found = Object.fromEntries(
    rows.map(({ id, outcomes }) => [
      id,
      generations.filter((_, i) => typeof outcomes[i]?.steps === 'number'),
    ]),
  );
  for (const [id, where] of Object.entries(survey)) {
    expect(found[id], id).toEqual(expect.arrayContaining([...where]));
  }
  expect(found).toMatchInlineSnapshot(`
    {
      "L1": [
        "G0",
        "G1",
        "G2",
      ],
      "L1-TWICE": [
        "G0",
        "G1",
        "G2",
      ],
      "L2": [
        "G0",
        "G1",
        "G2",
      ],
      "L3": [
        "G0",
        "G1",
        "G2",
      ],
      "L3b": [
        "G0",
        "G1",
        "G2",
      ],
      "L4": [
        "G2",
      ],
      "L5": [
        "G2",
      ],
      "L6": [
        "G2",
      ],
      "L7": [
        "G0",
        "G1",
        "G2",
      ],
      "L8": [
        "G0",
        "G1",
        "G2",
      ],
    }
  `);
});
