import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedProperty, LinkedStep } from '../system.ts';
import { runs } from '../testing/laws.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { concernsOf } from './concerns.kernel.ts';
import { judgesOf } from './judges.ts';

/** What the judge of a property says of a state: whether it is looked for, and meets the companion. */
function said(property: LinkedProperty, state: Int32Array) {
  const [judge] = judgesOf({ properties: [property] });
  judge?.onState?.(state, 0, 0);
  const isGoal = property.kind === 'reachable';
  return {
    found: judge?.standing.depth === 0,
    met: !isGoal && judge?.onState != null && judge.standing.met,
  };
}

/** The state after a step; null where the step is not enabled. */
function after({ slots, next }: LinkedStep, state: Int32Array): Int32Array | null {
  const to = state.slice();
  for (const [k, slot] of slots.entries()) to[slot] = next[k]?.[state[slot] ?? 0] ?? -1;
  return to.includes(-1) ? null : to;
}

describe('concernsOf', () => {
  test('names every step that can lead to the first state where something is to be said', () => {
    const seen = { begun: 0, spared: 0 };
    const picks = fc.array(fc.array(fc.nat(11), { minLength: 8, maxLength: 8 }), { minLength: 20 });
    fc.assert(
      fc.property(linkedSystem, picks, (system, vectors) => {
        for (const property of system.properties) {
          const concerns = concernsOf(property, system.steps);
          for (const vector of vectors) {
            const state = Int32Array.from(system.slots, ({ size }, s) => (vector[s] ?? 0) % size);
            const before = said(property, state);
            for (const [s, step] of system.steps.entries()) {
              const to = after(step, state);
              if (to === null) continue;
              const then = said(property, to);
              for (const what of ['found', 'met'] as const) {
                const begins = !before[what] && then[what];
                if (begins) expect([step, concerns[what][s]]).toEqual([step, 1]);
                seen.begun += begins ? 1 : 0;
                seen.spared += concerns[what][s] === 0 ? 1 : 0;
              }
            }
          }
        }
      }),
      { seed: 20261122, numRuns: runs(150) },
    );
    expect(Math.min(seen.begun, seen.spared)).toBeGreaterThan(1000);
  });
});
