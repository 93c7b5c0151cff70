/** Livelocks of generated systems, beside the definition asked state by state. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluator } from '../search/evaluate.ts';
import type { LinkedExpression, LinkedSystem } from '../system.ts';
import { graphOf } from '../testing/facts.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { judgeRuns } from './judge.ts';
import { positionsOf, statesOf } from './testing/naive.ts';
import { lostIn } from './testing/naive-livelock.ts';
import { stateAtom, stepSet } from './testing/plans.ts';

const STATES_MAX = 150;
const nowhere: LinkedExpression = { kind: 'constant', value: false };

/** The states that a stem comes by. */
function along(graph: NonNullable<ReturnType<typeof graphOf>>, stem: readonly number[]) {
  const states = [0];
  for (const step of stem) {
    const edge = graph[states.at(-1) ?? 0]?.find((one) => one.step === step);
    states.push(edge?.to ?? -1);
  }
  return states;
}

/** A system some of whose steps are faults. */
const faulty = fc.tuple(linkedSystem, fc.nat(7)).map(
  ([plain, pick]): LinkedSystem => ({
    ...plain,
    steps: plain.steps.map((step, s) => ({ ...step, fault: s % 8 === pick })),
  }),
);

test('a livelock is where all ways lead back, none ends, none is progress; the nearest is shown', async () => {
  const told = { violated: 0, holds: 0, left: 0, lost: 0 };
  await fc.assert(
    fc.asyncProperty(faulty, fc.nat(3), fc.nat(63), async (system, progressPick, pick) => {
      const graph = graphOf(system, STATES_MAX);
      if (graph === null) return;
      const progress = stepSet(system, progressPick);
      const content = pick < 32 ? stateAtom(system, pick) : nowhere;
      const [result] = (
        await judgeRuns({ ...system, livelocks: [{ name: 'L', progress, content }] })
      ).properties;
      const lost = lostIn(system, graph, progress, statesOf(system, graph).map(evaluator(content)));
      const trapped = [...graph.keys()].filter((s) => lost.isTrapped[s]);
      expect(result?.companion).toBe(lost.isMade ? 'met' : 'unmet');
      told[trapped.length === 0 ? 'holds' : 'violated']++;
      if (trapped.length === 0) {
        expect(result).toMatchObject({ verdict: lost.isMade ? 'holds' : 'vacuous', path: null });
        return;
      }
      const { path, loopFrom, livelock } = result ?? {};
      const [stem, loop] = [path?.slice(0, loopFrom) ?? [], path?.slice(loopFrom) ?? []];
      const nearest = Math.min(...trapped.map((s) => lost.depth[s] ?? 0));
      const near = trapped.filter((s) => lost.depth[s] === nearest);
      expect([stem.length, loop.length]).toEqual([
        nearest,
        Math.min(...near.map((s) => lost.roundTrip[s] ?? 0)),
      ]);
      expect(positionsOf(system, { stem, loop })).not.toBeNull();
      expect(loop.some((step) => system.steps[step]?.fault)).toBe(false);
      const states = along(graph, stem);
      const end = states.at(-1) ?? 0;
      const lostAfter = states.findLastIndex((s) => lost.hasProgress[s]) + 1;
      expect(lost.isTrapped[end]).toBe(true);
      expect(livelock).toEqual({ states: lost.ahead[end], lostAfter });
      if (trapped.some((s) => lost.mayFault[s])) told.left++;
      if (lostAfter < stem.length) told.lost++;
    }),
    { seed: 12, numRuns: 1_500 },
  );
  expect(Math.min(told.violated, told.holds)).toBeGreaterThan(100);
  expect(Math.min(told.left, told.lost)).toBeGreaterThan(10);
});
