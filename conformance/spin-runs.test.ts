/** SPIN judges runs as we do: on systems that were thought through by hand, and on generated ones. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRuns, type LinkedSystem } from '../explorer/index.ts';
import { asked, knownSystems } from '../explorer/liveness/testing/known.ts';
import {
  fairnessOf,
  fairnessPlans,
  formulaOf,
  plansOf,
} from '../explorer/liveness/testing/plans.ts';
import { graphOf } from '../explorer/testing/facts.ts';
import { linkedSystem } from '../explorer/testing/linked-systems.ts';
import { isInstalled } from './other-checkers/run.ts';
import { type SpinOnRuns, spinOnRuns } from './other-checkers/spin-runs.ts';

const missing = ['spin', 'cc'].filter((program) => !isInstalled(program));
const why = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', no ')})`;

/** They have the operator X, or more than one strong assumption. */
const unasked = new Set(['next comes the second', 'and not the first', 'strongly neither']);

async function spin(system: LinkedSystem): Promise<readonly SpinOnRuns[]> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-runs-'));
  try {
    return await spinOnRuns(system, folder, new AbortController().signal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(missing.length > 0)(`SPIN agrees with us about runs${why}`, () => {
  test.each(knownSystems)('of $title', async (known) => {
    const told = await spin(asked(known));
    for (const [i, { says, answer }] of known.known.entries()) {
      const { holds, holdsFairly } = told[i] ?? {};
      if (holds !== null) expect([says, holds]).toEqual([says, answer === null]);
      if (holdsFairly !== null) expect([says, holdsFairly]).toEqual([says, answer === null]);
    }
    const left = known.known.filter((_, i) => told[i]?.holds === null).map(({ says }) => says);
    expect(left).toEqual(known.known.map(({ says }) => says).filter((says) => unasked.has(says)));
  });

  test('of generated systems, with each fairness that it can be asked about', async () => {
    const tally = { holds: 0, violated: 0, fairly: 0, fairlyOnly: 0 };
    for (const { system, verdicts, unfair } of await generated(8)) {
      const told = await spin(system);
      for (const [i, verdict] of verdicts.entries()) {
        const { holds, holdsFairly } = told[i] ?? {};
        const text = `property ${i} of ${JSON.stringify(system.slots.map(({ size }) => size))}`;
        if (holds === null) continue;
        expect([text, holds]).toEqual([text, verdict === 'holds']);
        tally[verdict === 'holds' ? 'holds' : 'violated']++;
        if (holdsFairly === null) continue;
        expect([text, holdsFairly]).toEqual([text, verdict === 'holds']);
        tally.fairly++;
        if (verdict !== unfair[i]) tally.fairlyOnly++;
      }
    }
    expect(Math.min(tally.holds, tally.violated)).toBeGreaterThan(10);
    expect(tally.fairly).toBeGreaterThan(10);
    expect(tally.fairlyOnly).toBeGreaterThan(0);
  });
});

/** Systems with formulas and assumptions at random, what we say, and what we say without assumptions. */
async function generated(count: number) {
  const formulas = fc.array(fc.tuple(plansOf(1), fairnessPlans), { minLength: 6, maxLength: 6 });
  const samples = fc.sample(fc.tuple(linkedSystem, formulas), { numRuns: 10 * count, seed: 12 });
  const small = samples
    .filter(([system]) => (graphOf(system, 150)?.length ?? 0) > 3)
    .slice(0, count);
  return Promise.all(
    small.map(async ([plain, plans]) => {
      const companion = { label: 'anything', goal: { kind: 'constant', value: true } } as const;
      const temporal = plans.flatMap(([plan, fair], i) => {
        const formula = formulaOf(plain, plan);
        const own = { name: `OWN${i}`, formula, fairness: fairnessOf(plain, fair), companion };
        return [own, { name: `ALL${i}`, formula, fairness: everybody(plain), companion }];
      });
      const fairness = everybody(plain);
      const acts = fairness.map(({ label, steps }) => {
        const taken = { kind: 'taken', label, steps } as const;
        return { name: `ACTS ${label}`, formula: { kind: 'finally', of: taken } as const };
      });
      const all = [...temporal, ...acts.map((one) => ({ ...one, fairness, companion }))];
      const system = { ...plain, temporal: all };
      const bare = { ...plain, temporal: all.map((one) => ({ ...one, fairness: [] })) };
      const verdictsOf = async (of: LinkedSystem) =>
        (await judgeRuns(of)).properties.map(({ verdict }) => verdict);
      return { system, verdicts: await verdictsOf(system), unfair: await verdictsOf(bare) };
    }),
  );
}

/** Weak fairness to each actor that has steps. */
function everybody({ actors, steps }: LinkedSystem) {
  return actors.flatMap((label, a) => {
    const own = Uint8Array.from(steps, ({ actor }) => (actor === a ? 1 : 0));
    return own.includes(1) ? [{ kind: 'weak' as const, label, steps: own }] : [];
  });
}
