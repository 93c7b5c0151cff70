/** Formulas that are said not to count silent steps do not; and what is known of some. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedFormula, LinkedSystem } from '../system.ts';
import { isStutterInvariant } from './stuttering.ts';
import { among, graph } from './testing/known.ts';
import { type Position, satisfies } from './testing/naive.ts';
import { formulaOf, plansOf } from './testing/plans.ts';

const system: LinkedSystem = graph(
  4,
  Array.from({ length: 16 }, (_, i) => [i >> 2, i & 3, 'a'] as const),
);

/** Positions and where the loop begins; what is taken need not lead to what comes next. */
const lassos = fc
  .array(fc.tuple(fc.nat(3), fc.nat(15)), { minLength: 1, maxLength: 6 })
  .chain((places) => fc.tuple(fc.constant(places), fc.nat(places.length - 1)));

/** So many silent steps before each position; what comes before the loop's first one comes in each round. */
function stuttered(
  positions: readonly Position[],
  start: number,
  silent: readonly number[],
): { readonly positions: readonly Position[]; readonly start: number } {
  const before = positions.map(({ state }, i) =>
    Array.from({ length: silent[i % silent.length] ?? 0 }, (): Position => ({ state, step: -1 })),
  );
  return {
    positions: positions.flatMap((position, i) => [...(before[i] ?? []), position]),
    start: before.slice(0, start).reduce((sum, { length }) => sum + length + 1, 0),
  };
}

test('silent steps change nothing for a formula that is said not to count them', async () => {
  const told = { sure: 0, unsure: 0, changed: 0 };
  fc.assert(
    fc.property(
      plansOf(4),
      lassos,
      fc.array(fc.nat(2), { minLength: 1, maxLength: 4 }),
      (plan, [places, start], silent) => {
        const formula = formulaOf(system, plan);
        const positions = places.map(([place, step]) => ({ state: Int32Array.of(place), step }));
        const longer = stuttered(positions, start, silent);
        const isSame =
          satisfies(positions, start, formula) ===
          satisfies(longer.positions, longer.start, formula);
        const isSure = isStutterInvariant(formula);
        told[isSure ? 'sure' : 'unsure']++;
        if (isSure) expect(isSame).toBe(true);
        else if (!isSame) told.changed++;
      },
    ),
    { seed: 15, numRuns: 8_000 },
  );
  expect(told.sure).toBeGreaterThan(1_000);
  expect(told.changed).toBeGreaterThan(200);
});

describe('a formula', () => {
  const at: LinkedFormula = { kind: 'state', holds: among(1) };
  const taken: LinkedFormula = { kind: 'taken', steps: Uint8Array.of(1), label: 't' };
  const later = (of: LinkedFormula): LinkedFormula => ({ kind: 'finally', of });
  const always = (of: LinkedFormula): LinkedFormula => ({ kind: 'globally', of });
  const not = (of: LinkedFormula): LinkedFormula => ({ kind: 'not', of });
  const or = (...of: readonly LinkedFormula[]): LinkedFormula => ({ kind: 'or', of });
  const until = (left: LinkedFormula, right: LinkedFormula): LinkedFormula => ({
    kind: 'until',
    left,
    right,
  });

  test.each<[string, LinkedFormula, boolean]>([
    ['about states', always(or(not(at), later(at))), true],
    ['that says until', until(at, not(at)), true],
    ['that says next', always({ kind: 'next', of: at }), false],
    ['that a step is taken at some time', later(taken), true],
    ['that a step is never taken', always(not(taken)), true],
    ['that a step is answered by another', always(or(not(taken), later(taken))), true],
    ['that no step is taken before something is so', until(not(taken), at), true],
    ['that a step is taken first', taken, false],
    ['that one step is taken all the time', always(taken), false],
    ['that one step is taken until something is so', until(taken, at), false],
    ['that something is so until a step is taken', until(at, taken), false],
  ])('%s', (_, formula, isSure) => {
    expect(isStutterInvariant(formula)).toBe(isSure);
  });
});
