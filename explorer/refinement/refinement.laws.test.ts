/** What the engine says of what systems show, beside slow and obvious ways to find out. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedObservation, LinkedSystem } from '../system.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
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

const STATES_MAX = 60;
const events = [null, null, 'a', 'b', 'c {answer}', 'd {answer} and {answer}'];
const answers = [null, null, null, 'x', 'y'];

/** Observations from small numbers, one for each step that has any. */
function seen(system: LinkedSystem, picks: readonly number[]): LinkedSystem {
  const observations = system.steps.flatMap((_, step): readonly LinkedObservation[] => {
    const pick = picks[step % picks.length] ?? 0;
    const event = events[pick % events.length] ?? null;
    const answer = answers[(pick >> 4) % answers.length] ?? null;
    return event === null && answer === null ? [] : [{ step, event, answer }];
  });
  return { ...system, observations };
}

/** The same system without some of its steps: what was seen of the others stays. */
function without(system: LinkedSystem, drop: number): LinkedSystem {
  const keep = system.steps.map((_, s) => s % 5 !== drop);
  const numbers = keep.map((kept, s) => (kept ? keep.slice(0, s).filter(Boolean).length : -1));
  return {
    ...system,
    steps: system.steps.filter((_, s) => keep[s]),
    observations: (system.observations ?? []).flatMap((one) =>
      keep[one.step] === true ? [{ ...one, step: numbers[one.step] ?? 0 }] : [],
    ),
  };
}

const STATES = 5;
const automatonEvents = [null, 'a', 'a', 'b'];

/** One slot, and a step for each arrow: nothing but what may be seen next, and much of it by chance. */
const automaton = fc
  .array(fc.record({ from: fc.nat(STATES - 1), to: fc.nat(STATES - 1), event: fc.nat(3) }), {
    minLength: 4,
    maxLength: 14,
  })
  .map((arrows): LinkedSystem => {
    const labels = Array.from({ length: STATES }, (_, s) => String(s));
    return {
      format: 1,
      name: 'automaton',
      slots: [{ component: 'place', size: STATES, labels }],
      actors: ['somebody'],
      steps: arrows.map(({ from, to }, s) => ({
        name: `arrow ${s}`,
        actor: 0,
        fault: false,
        caseOf: null,
        slots: [0],
        next: [Int32Array.from(labels, (_, local) => (local === from ? to : -1))],
        writes: [from !== to],
      })),
      properties: [],
      temporal: [],
      observations: arrows.flatMap(({ event }, step) => {
        const words = automatonEvents[event] ?? null;
        return words === null ? [] : [{ step, event: words, answer: null }];
      }),
      interchangeable: [],
    };
  });

const picks = fc.array(fc.nat(255), { minLength: 1, maxLength: 12 });
const systems = fc.tuple(linkedSystem, picks).map(([system, chosen]) => seen(system, chosen));
/** Two systems that have nothing to do with each other, or one and a part of it, either way round. */
const pairs = fc.oneof(
  fc.tuple(automaton, automaton),
  fc.tuple(automaton, fc.nat(4)).map(([system, drop]) => [without(system, drop), system] as const),
  fc.tuple(systems, systems),
  fc.tuple(systems, fc.nat(4)).map(([system, drop]) => [system, without(system, drop)] as const),
  fc.tuple(systems, fc.nat(4)).map(([system, drop]) => [without(system, drop), system] as const),
);

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
