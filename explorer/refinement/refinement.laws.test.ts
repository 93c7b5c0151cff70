/** What the engine says of what systems show, beside slow and obvious ways to find out. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedSystem } from '../system.ts';
import { compareTraces } from './compare.ts';
import { refines } from './refine.ts';
import {
  afterTrace,
  canDiverge,
  type Graph,
  naive,
  shownGraph,
  traceOfRun,
} from './testing/naive.ts';
import { pairs, systems, without } from './testing/pairs.ts';

const STATES_MAX = 60;
function graphsOf(a: LinkedSystem, b: LinkedSystem): readonly [Graph, Graph] | null {
  const [one, other] = [shownGraph(a, STATES_MAX), shownGraph(b, STATES_MAX)];
  return one === null || other === null ? null : [one, other];
}

describe('refinement', () => {
  test('is what a search over all traces finds; a refused run is one, and none is shorter', async () => {
    const told = { refines: 0, refuses: 0, diverges: 0 };
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        const graphs = graphsOf(a, b);
        if (graphs === null) return;
        const found = naive(...graphs);
        const { verdict, refused, newDivergence } = await refines(a, b);
        expect(verdict).toBe(found.shortest === null ? 'refines' : 'refuses');
        if (verdict === 'refines') {
          told.refines++;
          expect(newDivergence !== null).toBe(found.newDivergence);
          if (newDivergence === null) return;
          told.diverges++;
          const trace = traceOfRun(graphs[0], newDivergence);
          expect(trace).not.toBeNull();
          expect(canDiverge(graphs[0], afterTrace(graphs[0], trace ?? []))).toBe(true);
          expect(canDiverge(graphs[1], afterTrace(graphs[1], trace ?? []))).toBe(false);
          return;
        }
        told.refuses++;
        const path = refused?.path ?? [];
        expect(path).toHaveLength(found.shortest ?? -1);
        const trace = traceOfRun(graphs[0], path) ?? [];
        expect(trace.at(-1)).toBe(refused?.event);
        expect(afterTrace(graphs[1], trace)).toEqual([]);
        const before = afterTrace(graphs[1], trace.slice(0, -1));
        const allowed = before.flatMap((state) => graphs[1].get(state) ?? []);
        const words = allowed.map(({ event }) => event).filter((text) => text !== '');
        expect(refused?.allowed).toEqual([...new Set(words)].sort());
      }),
      { seed: 20260801, numRuns: 1500 },
    );
    expect(told.refines).toBeGreaterThan(50);
    expect(told.refuses).toBeGreaterThan(50);
    expect(told.diverges).toBeGreaterThan(0);
  });

  test('is reflexive, and a system without some of its steps refines it', async () => {
    await fc.assert(
      fc.asyncProperty(systems, fc.nat(4), async (system, drop) => {
        if (shownGraph(system, STATES_MAX) === null) return;
        expect((await refines(system, system)).verdict).toBe('refines');
        expect((await refines(without(system, drop), system)).verdict).toBe('refines');
      }),
      { seed: 20260802, numRuns: 100 },
    );
  });
});

describe('a comparison', () => {
  test('finds every event by which systems part, after a shortest trace', async () => {
    let parted = 0;
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        const graphs = graphsOf(a, b);
        if (graphs === null) return;
        const compared = await compareTraces(a, b);
        const ways = [
          [compared.a, graphs[0], graphs[1]],
          [compared.b, graphs[1], graphs[0]],
        ] as const;
        for (const [shown, own, other] of ways) {
          const expected = naive(own, other);
          const lengths = shown.onlyHere.map(({ event, trace }) => [event, trace.length + 1]);
          expect(new Map(lengths as [string, number][])).toEqual(expected.partings);
          expect(shown.newDivergence !== null).toBe(expected.newDivergence);
          for (const { event, trace, path, isUnknown } of shown.onlyHere) {
            parted++;
            expect(traceOfRun(own, path)).toEqual([...trace, event]);
            expect(afterTrace(other, trace)).not.toEqual([]);
            expect(afterTrace(other, [...trace, event])).toEqual([]);
            const everShown = [...other.values()].flat().some((edge) => edge.event === event);
            expect(isUnknown).toBe(!everShown);
          }
        }
      }),
      { seed: 20260803, numRuns: 200 },
    );
    expect(parted).toBeGreaterThan(80);
  });

  test('of a system with itself finds nothing', async () => {
    await fc.assert(
      fc.asyncProperty(systems, async (system) => {
        if (shownGraph(system, STATES_MAX) === null) return;
        const { a, b, complete } = await compareTraces(system, system);
        expect(complete).toBe(true);
        expect([...a.onlyHere, ...b.onlyHere]).toEqual([]);
        expect([a.newDivergence, b.newDivergence]).toEqual([null, null]);
      }),
      { seed: 20260804, numRuns: 50 },
    );
  });
});
