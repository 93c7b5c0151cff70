/** What the engine says of runs in the long run, beside slow and obvious ways to find out. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluator } from '../search/evaluate.ts';
import type {
  LinkedExpression,
  LinkedFairness,
  LinkedFormula,
  LinkedSystem,
  LinkedTemporal,
} from '../system.ts';
import { graphOf } from '../testing/facts.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { judgeRuns } from './judge.ts';
import { canStay, isFair, positionsOf, satisfies, statesOf } from './testing/naive.ts';
import { fairnessOf, fairnessPlans, formulaOf, plansOf, stateAtom } from './testing/plans.ts';

const STATES_MAX = 150;
const plans = plansOf(4);
const companion = { label: 'anything', goal: { kind: 'constant', value: true } } as const;

/** A path and where its loop begins, as stem and loop. */
function lassoOf(path: readonly number[], start = path.length) {
  return { stem: path.slice(0, start), loop: path.slice(start) };
}

/** What is said of one property. */
async function judge(system: LinkedSystem, one: LinkedTemporal) {
  const [result] = (await judgeRuns({ ...system, temporal: [one] })).properties;
  if (result === undefined) throw new Error('nothing was judged');
  return result;
}

function property(formula: LinkedFormula, fairness: readonly LinkedFairness[]): LinkedTemporal {
  return { name: 'T', formula, fairness, companion };
}

describe('a violation', () => {
  test('is a run, is fair and does not satisfy the formula; what holds is satisfied by fair runs', async () => {
    const told = { violated: 0, holds: 0 };
    await fc.assert(
      fc.asyncProperty(
        linkedSystem,
        plans,
        fairnessPlans,
        fc.nat(),
        async (system, plan, fair, seed) => {
          if (graphOf(system, STATES_MAX) === null) return;
          const formula = formulaOf(system, plan);
          const fairness = fairnessOf(system, fair);
          const { verdict, path, loopFrom } = await judge(system, property(formula, fairness));
          if (path !== null) {
            told.violated++;
            const shown = positionsOf(system, lassoOf(path, loopFrom));
            expect(shown).not.toBeNull();
            if (shown === null) return;
            expect(satisfies(shown.positions, shown.start, formula)).toBe(false);
            expect(isFair(system, shown.positions, shown.start, fairness)).toBe(true);
            return;
          }
          told.holds++;
          expect(verdict).toBe('holds');
          for (const { positions, start } of someLassos(system, seed)) {
            if (!isFair(system, positions, start, fairness)) continue;
            expect(satisfies(positions, start, formula)).toBe(true);
          }
        },
      ),
      { seed: 9, numRuns: 1_500 },
    );
    expect(Math.min(told.violated, told.holds)).toBeGreaterThan(200);
  });

  test('and its negation are not both without a run, unless no run is fair', async () => {
    await fc.assert(
      fc.asyncProperty(linkedSystem, plans, async (system, plan) => {
        if (graphOf(system, STATES_MAX) === null) return;
        const formula = formulaOf(system, plan);
        const negated: LinkedFormula = { kind: 'not', of: formula };
        const verdicts: string[] = [];
        for (const f of [formula, negated]) {
          verdicts.push((await judge(system, property(f, []))).verdict);
        }
        expect(verdicts).not.toEqual(['holds', 'holds']);
      }),
      { seed: 10, numRuns: 500 },
    );
  });
});

/** Lassos by walking at random until a state comes again, cut at a place chosen at random. */
function* someLassos(system: LinkedSystem, seed: number) {
  const graph = graphOf(system, STATES_MAX) ?? [];
  let random = seed | 1;
  const below = (n: number): number => {
    random = Math.imul(random, 1_103_515_245) + 12_345;
    return (random >>> 8) % n;
  };
  for (let round = 0; round < 40; round++) {
    const steps: number[] = [];
    const visited: number[] = [0];
    let at = 0;
    const length = 1 + below(25);
    let loop: readonly number[] | null = null;
    for (let i = 0; i < length && loop === null; i++) {
      const edges = graph[at] ?? [];
      if (edges.length === 0) {
        loop = [];
        break;
      }
      const edge = edges[below(edges.length)];
      if (edge === undefined) break;
      steps.push(edge.step);
      at = edge.to;
      const before = visited.indexOf(at);
      visited.push(at);
      if (before >= 0 && below(3) === 0) loop = steps.splice(before);
    }
    if (loop === null) continue;
    const shown = positionsOf(system, { stem: steps, loop });
    expect(shown).not.toBeNull();
    if (shown !== null) yield shown;
  }
}

describe('leads to', () => {
  test('is judged as by fixpoints of sets', async () => {
    const told = { violated: 0, holds: 0 };
    await fc.assert(
      fc.asyncProperty(
        linkedSystem,
        fc.nat(63),
        fc.nat(63),
        fairnessPlans,
        async (system, from, to, fair) => {
          const graph = graphOf(system, STATES_MAX);
          if (graph === null) return;
          const fairness = fairnessOf(system, fair);
          const [when, then] = [stateAtom(system, from), stateAtom(system, to)];
          const formula: LinkedFormula = leadsTo(when, then);
          const { verdict, path, loopFrom } = await judge(system, property(formula, fairness));
          const states = statesOf(system, graph);
          const open = states.map((state) => !evaluator(then)(state));
          const stays = canStay(graph, open, fairness);
          const bad = states.map((state, s) => stays[s] === true && evaluator(when)(state));
          expect(verdict).toBe(bad.includes(true) ? 'violated' : 'holds');
          told[bad.includes(true) ? 'violated' : 'holds']++;
          if (path === null) return;
          const shown = positionsOf(system, lassoOf(path, loopFrom));
          expect(shown).not.toBeNull();
          if (shown === null) return;
          expect(satisfies(shown.positions, shown.start, formula)).toBe(false);
          expect(isFair(system, shown.positions, shown.start, fairness)).toBe(true);
        },
      ),
      { seed: 11, numRuns: 2_000 },
    );
    expect(Math.min(told.violated, told.holds)).toBeGreaterThan(300);
  });
});

function leadsTo(when: LinkedExpression, then: LinkedExpression): LinkedFormula {
  return {
    kind: 'globally',
    of: {
      kind: 'or',
      of: [
        { kind: 'not', of: { kind: 'state', holds: when } },
        { kind: 'finally', of: { kind: 'state', holds: then } },
      ],
    },
  };
}
