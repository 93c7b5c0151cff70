/** Random walks on systems with defects whose shortest traces are known. */

import { describe, expect, test } from 'vitest';
import { breadthFirst, link, randomWalks } from '../explorer/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';

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

describe('random walks on the whole of a scheme', () => {
  const whole = [
    { id: 'V-06', property: 'L-NODEADLOCK-VCPUS', of: { scheme: 'S1', vcpus: 2, devices: 2 } },
    { id: 'V-09', property: 'OWNER-CFG', of: { scheme: 'S1', profile: 'domU' } },
    { id: 'V-16', property: 'NO-UAF', of: { scheme: 'S4', profile: 'domU' } },
  ];

  test.each(whole)('find $id within a thousand walks', async ({ property, of }) => {
    const system = vpciLocking.instantiate(of);
    const asked = system.properties.filter(({ name }) => name === property);
    const linked = link({ ...system, properties: asked });
    const { found, properties } = await randomWalks(linked, { seed: 1, walks: 1_000 });
    expect(properties.map(({ verdict }) => verdict)).toEqual(['violated']);
    expect(found[0]?.lengths.shown).toBeLessThanOrEqual(found[0]?.lengths.found ?? 0);
  });
});
