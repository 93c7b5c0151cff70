/** Random walks on the trial system, whose planted fault has a known shortest trace. */

import { describe, expect, test } from 'vitest';
import { breadthFirst, link, randomWalks } from '../explorer/index.ts';
import { trial } from '../models/systems/trial.system.ts';

describe('random walks on the trial system', () => {
  test('find the planted fault within a few hundred walks and shrink it to the optimum', async () => {
    const faulty = link(trial.with({ fault: true }));
    const [optimum] = (await breadthFirst(faulty)).properties;
    expect(optimum?.path).toHaveLength(5);
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { found, properties } = await randomWalks(faulty, { seed, walks: 300 });
      expect(properties[0]?.verdict).toBe('violated');
      expect(found[0]?.lengths.shown).toBe(5);
    }
  });

  test('claim nothing when they find nothing', async () => {
    const result = await randomWalks(link(trial.with()), { seed: 1, walks: 200 });
    expect(result.complete).toBe(false);
    expect(result.properties.map((p) => p.verdict)).toEqual(['inconclusive', 'inconclusive']);
    expect(result.properties.map((p) => p.companion)).toEqual(['met', 'met']);
  });
});
