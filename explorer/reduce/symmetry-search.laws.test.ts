import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { once, type Snapshot } from '../search/snapshot.ts';
import type { LinkedSystem } from '../system.ts';
import { unhurried } from '../testing/laws.ts';
import { symmetricPlan } from '../testing/symmetric-plan.ts';
import { symmetricSystemFrom } from '../testing/symmetric-system.ts';
import type { SearchOptions, SearchResult } from '../verdict.ts';

const STATES_MAX = 4_000;

/** Generated systems, symmetric or nearly so, that are small enough. */
async function law(
  runs: number,
  seed: number,
  check: (system: SystemDefinition, linked: LinkedSystem) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(symmetricPlan, fc.boolean(), async (plan, isHurried) => {
      const system = symmetricSystemFrom(plan);
      const whole = isHurried ? system : unhurried(system);
      await check(whole, link(whole));
    }),
    { seed, numRuns: runs },
  );
}

/** With symmetry; only what is on a way back into a level is expanded again for a trace. */
const reduced = (system: LinkedSystem, options: SearchOptions = {}): Promise<SearchResult> =>
  breadthFirst(
    system,
    { ...options, reductions: ['symmetry'] },
    { waysBack: Number.POSITIVE_INFINITY },
  );

/** What does not depend on how many states were visited. */
const saidBy = ({ complete, depth, properties, coverage }: SearchResult) => ({
  complete,
  depth,
  properties,
  coverage,
});

describe('a search of one state for each orbit', () => {
  test('says what a search of all states says, and shows the same traces', async () => {
    let smaller = 0;
    let shown = 0;
    let refused = 0;
    await law(1500, 20261122, async (_, linked) => {
      const all = await breadthFirst(linked, { limits: { statesMax: STATES_MAX } });
      if (all.limit !== null) return;
      const some = await reduced(linked);
      expect(saidBy(some)).toEqual(saidBy(all));
      expect(some.symmetry?.represented).toBe(all.states);
      if (some.states < all.states) smaller++;
      if ((some.symmetry?.refused.length ?? 0) > 0) refused++;
      shown += some.properties.filter(({ path }) => (path?.length ?? 0) > 1).length;
    });
    expect(smaller).toBeGreaterThan(300);
    expect(shown).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  test('agrees with the reference checker on verdicts, companions, lengths and depth', async () => {
    let smaller = 0;
    await law(150, 20261123, async (system, linked) => {
      const expected = referenceCheck(system, { statesMax: 300 });
      if (!expected.complete) return;
      const found = await reduced(linked);
      if (found.complete) {
        expect(found.depth).toBe(expected.depth);
        expect(Number(found.symmetry?.represented)).toBe(expected.states);
      }
      if (Number(found.states) < expected.states) smaller++;
      expect(found.properties.map((p) => [p.verdict, p.path?.length ?? null])).toEqual(
        expected.properties.map((p) => [p.verdict, p.length]),
      );
    });
    expect(smaller).toBeGreaterThan(20);
  });

  test('says the same from every kind of store, and by generated code', async () => {
    await law(200, 20261125, async (_, linked) => {
      const plain = await reduced(linked, { limits: { statesMax: STATES_MAX } });
      if (plain.limit !== null) return;
      const made = await breadthFirst(linked, { reductions: ['symmetry'] }, { generateAfter: 0 });
      const tree = await reduced(linked, { store: 'tree' });
      const compact = await reduced(linked, { store: 'compact' });
      for (const other of [made, tree, compact]) {
        expect(other.symmetry).toEqual(plain.symmetry);
        expect([other.states, other.transitions]).toEqual([plain.states, plain.transitions]);
        expect(other.coverage).toEqual(plain.coverage);
        expect(other.properties.map(({ path }) => path)).toEqual(
          plain.properties.map(({ path }) => path),
        );
      }
    });
  });

  test('goes on from where it was interrupted, reduced as it began', async () => {
    let interrupted = 0;
    await law(200, 20261124, async (_, linked) => {
      const whole = await reduced(linked, { limits: { statesMax: STATES_MAX } });
      if (whole.limit !== null || whole.states < 4n) return;
      let kept: Snapshot | null = null;
      const save = async (snapshot: Snapshot): Promise<void> => {
        kept = snapshot;
      };
      const statesMax = Number(whole.states) >> 1;
      await reduced(linked, { limits: { statesMax }, checkpoint: { everyMs: 1e9, save } });
      if (kept === null) return;
      interrupted++;
      const resumed = await breadthFirst(linked, { resume: once(kept) });
      expect({ ...resumed, memoryBytesMax: 0 }).toEqual({ ...whole, memoryBytesMax: 0 });
    });
    expect(interrupted).toBeGreaterThan(50);
  });
});
