import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Property, SystemDefinition } from '../../models/compose/index.ts';
import { link } from '../compile/link.ts';
import { referenceJudge } from '../reference/judge.ts';
import { initialWorld, isEnabled, referenceCheck, take } from '../reference/reference.ts';
import type { LinkedSystem } from '../system.ts';
import { agreesWithReference, forSystems, runs } from '../testing/laws.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { bestPath } from '../testing/paths.ts';
import { counter, philosophers } from '../testing/systems.ts';
import type { SearchResult } from '../verdict.ts';
import { breadthFirst } from './breadth-first.ts';

const STATES_MAX = 400;
/** A state at a time. */
const SMALLEST = { batch: 1, block: 1 };
/** Only what is on a way back into a level is expanded again for a trace, however many these are. */
const BACKWARDS = { waysBack: Number.POSITIVE_INFINITY };

const law = (cases: number, check: (system: SystemDefinition) => Promise<void>): Promise<void> =>
  forSystems(20260801, cases, check);

describe('breadth-first search agrees with the reference checker', () => {
  test('on counts, verdicts, companions and lengths', async () => {
    await agreesWithReference(20260801, 400, (system) => breadthFirst(system));
  });

  test('on verdicts and lengths when it stops as soon as everything is decided', async () => {
    await law(150, async (system) => {
      const expected = referenceCheck(system, { statesMax: STATES_MAX });
      if (!expected.complete) return;
      const found = await breadthFirst(link(system));
      expect(found.properties.map((p) => [p.verdict, p.path?.length ?? null])).toEqual(
        expected.properties.map((p) => [p.verdict, p.length]),
      );
    });
  });

  test('and on everything, however the work is divided', async () => {
    await law(150, async (system) => {
      const linked = link(system);
      const limits = { statesMax: 4 * STATES_MAX };
      const { memoryBytesMax: _, ...whole } = await breadthFirst(linked, { limits });
      if (whole.limit !== null) return;
      const { memoryBytesMax: __, ...divided } = await breadthFirst(linked, { limits }, SMALLEST);
      expect(divided).toEqual(whole);
    });
  });
});

describe('a path that is shown', () => {
  test('is a path of the real machines and ends in what it is to show', async () => {
    await law(150, async (system) => {
      const found = await breadthFirst(link(system), { limits: { statesMax: STATES_MAX } });
      for (const [p, { path }] of found.properties.entries()) {
        const property = system.properties[p];
        if (path === null || property === undefined) continue;
        expect(endOf(system, property, path)).toBe(true);
      }
    });
  });

  test('has the fewest context switches of the shortest ones, and comes first among these', async () => {
    let compared = 0;
    await law(500, async (system) => {
      const linked = link(system);
      const options = { limits: { statesMax: STATES_MAX } };
      const found = await breadthFirst(linked, options, BACKWARDS);
      for (const [p, { path }] of found.properties.entries()) {
        const property = linked.properties[p];
        if (path === null || property === undefined || property.kind === 'waitCycleFree') continue;
        if (path.length === 0 || path.length > 6) continue;
        compared++;
        expect(path).toEqual(bestPath(linked, property, path.length));
      }
    });
    expect(compared).toBeGreaterThan(100);
  });
});

describe('a path is the same whether or not all states of a level are expanded for it', () => {
  const limits = { statesMax: 4 * STATES_MAX };
  const pathsOf = ({ properties }: SearchResult) => properties.map(({ path }) => path);

  /** Of all kinds of store; returns the paths. */
  async function agree(system: LinkedSystem): Promise<ReturnType<typeof pathsOf>> {
    const all = pathsOf(await breadthFirst(system, { limits }, { waysBack: 0 }));
    for (const store of ['plain', 'tree', 'compact'] as const) {
      expect(pathsOf(await breadthFirst(system, { limits, store }, BACKWARDS))).toEqual(all);
    }
    return all;
  }

  test('on generated systems', async () => {
    let shown = 0;
    const same = fc.asyncProperty(linkedSystem, async (system) => {
      shown += (await agree(system)).filter((path) => (path?.length ?? 0) > 1).length;
    });
    await fc.assert(same, { seed: 20261122, numRuns: runs(600) });
    expect(shown).toBeGreaterThan(80);
  });

  test.each([counter(60), philosophers(7)])('on $name', async (system) => {
    const paths = await agree(link(system));
    expect(Math.max(...paths.map((path) => path?.length ?? 0))).toBeGreaterThan(5);
  });
});

/** Walks the real machines along a path; true when the oracle finds the evidence on its last step. */
function endOf(system: SystemDefinition, property: Property, path: readonly number[]): boolean {
  const judge = referenceJudge(property);
  let world = initialWorld(system);
  judge.state(world, 0);
  path.forEach((number, i) => {
    const step = system.steps[number];
    if (step === undefined || !isEnabled(step, world)) throw new Error(`step ${i} is not enabled`);
    const next = take(step, world);
    judge.step(step, world, next, i + 1);
    judge.state(next, i + 1);
    world = next;
  });
  if (system.steps.every((step) => !isEnabled(step, world))) judge.stuck(world, path.length);
  return judge.result(true).length === path.length;
}
