import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { layOut, newBatch, pack } from '../search/successors.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import { type Choose, type Facts, factsOf, graphOf } from '../testing/facts.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { stubborn } from './stubborn.ts';
import { stickySteps } from './stubborn-sticky.ts';

const STATES_MAX = 2_000;

/** What an unreduced search has found when it begins to reduce. */
interface Before {
  readonly expanded: number;
  readonly facts: Facts;
}

/** Takes stubborn sets of what is still sought, once the first states have been expanded in full. */
function reducing(system: LinkedSystem, before: Before | null): Choose {
  const layout = layOut(system);
  const sought = system.properties.map((_, p) => ({
    evidence: before?.facts.evidence[p] !== true,
    companion: before?.facts.companion[p] !== true,
  }));
  const { sets } = stubborn(system, layout, sought);
  const batch = newBatch(layout, 64);
  const words = new Int32Array(layout.wordCount);
  return (state, enabled, number) => {
    if (sets === null || number < (before?.expanded ?? 0)) return enabled;
    pack(layout, state, words, 0);
    batch.step.set(enabled);
    return [...batch.step.slice(0, sets.reduce(words, 0, batch, 0, enabled.length))];
  };
}

/** All that a reduction keeps: everything but how many states and transitions there are. */
function kept({ states: _, transitions: __, ...rest }: Facts) {
  return rest;
}

/** Compares a reduced search with a full one; true if it saved states. */
function compare(system: LinkedSystem, expanded: number): boolean {
  const full = factsOf(system, STATES_MAX);
  if (full === null) return false;
  const facts = factsOf(system, STATES_MAX, undefined, expanded);
  const before = expanded === 0 || facts === null ? null : { expanded, facts };
  const reduced = factsOf(system, STATES_MAX, reducing(system, before));
  expect(reduced).not.toBeNull();
  if (reduced === null) return false;
  expect(kept(reduced)).toEqual(kept(full));
  expect(reduced.states).toBeLessThanOrEqual(full.states);
  return reduced.states < full.states;
}

/** How much of a search is expanded in full; often nothing. */
const prefix = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30 }));

describe('a search reduced by stubborn sets', () => {
  test('finds all that a full one finds, in systems of processes and what they share', () => {
    let saved = 0;
    fc.assert(
      fc.property(linkedSystem, prefix, (system, expanded) => {
        if (compare(system, expanded)) saved++;
      }),
      { seed: 20261121, numRuns: 2_000 },
    );
    expect(saved).toBeGreaterThan(200);
  }, 120_000);

  test('finds all that a full one finds, in systems of machines', () => {
    let saved = 0;
    fc.assert(
      fc.property(systemPlan, prefix, (plan, expanded) => {
        if (compare(link(systemFrom(plan)), expanded)) saved++;
      }),
      { seed: 20261121, numRuns: 500 },
    );
    expect(saved).toBeGreaterThan(10);
  }, 120_000);
});

describe('sticky steps', () => {
  test('are on every cycle of states, and visible ones are among them', () => {
    let free = 0;
    fc.assert(
      fc.property(
        linkedSystem,
        fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 }),
        (system, bits) => {
          const visible = Uint8Array.from(system.steps, (_, s) =>
            (bits[s] ?? 0) === 1 && s % 3 === 0 ? 1 : 0,
          );
          const order = [...system.steps.keys()];
          const sticky = stickySteps(system, visible, order, order);
          expect(order.filter((s) => visible[s] === 1 && sticky[s] !== 1)).toEqual([]);
          free += order.filter((s) => sticky[s] !== 1).length;
          const graph = graphOf(system, STATES_MAX);
          if (graph !== null) {
            expect(
              hasCycle(
                graph.map((edges) =>
                  edges.filter(({ step }) => sticky[step] !== 1).map(({ to }) => to),
                ),
              ),
            ).toBe(false);
          }
        },
      ),
      { seed: 20261121, numRuns: 500 },
    );
    expect(free).toBeGreaterThan(1_000);
  }, 60_000);
});

/** Whether something is left after leaving out what has no way out, again and again. */
function hasCycle(successors: readonly (readonly number[])[]): boolean {
  const left = new Set(successors.keys());
  for (let size = -1; size !== left.size; ) {
    size = left.size;
    for (const node of left) if (!successors[node]?.some((to) => left.has(to))) left.delete(node);
  }
  return left.size > 0;
}
