/** Components that actors share, in one level and in several: nothing that is said may change. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breadthFirst } from '../search/breadth-first.ts';
import { runs } from '../testing/laws.ts';
import { digitsOf } from './digits.ts';
import { type Digit, productsOf } from './products.ts';
import { symbolic } from './symbolic.ts';
import { someOrder } from './testing/orders.ts';
import { sharedPlan, sharedSystem } from './testing/shared.ts';

const options = { seed: 20261121, numRuns: runs(400) };

/** Digits that tell all local states apart, and a partial function on the local states. */
const coded = fc
  .uniqueArray(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(1)), {
    minLength: 2,
    maxLength: 18,
    selector: String,
  })
  .chain((codes) =>
    fc.record({
      codes: fc.constant(codes),
      next: fc.array(fc.integer({ min: -1, max: codes.length - 1 }), {
        minLength: codes.length,
        maxLength: codes.length,
      }),
    }),
  );

describe('a divided component', () => {
  test('has each local relation as disjoint products', () => {
    fc.assert(
      fc.property(coded, ({ codes, next }) => {
        const digits: readonly Digit[] = [3, 3, 2].map((size, d) => {
          const of = Int32Array.from(codes, (code) => code[d] ?? 0);
          return { slot: 0, size, of, label: '', actor: null };
        });
        const products = productsOf(digits, Int32Array.from(next)) ?? [];
        codes.forEach((code, local) => {
          const images = products.flatMap((product) => {
            const image: number[] = [...code];
            for (const { digit, to } of product) image[digit] = to[code[digit] ?? 0] ?? -1;
            return image.includes(-1) ? [] : [image];
          });
          const target = next[local] ?? -1;
          expect(images).toEqual(target < 0 ? [] : [codes[target]]);
        });
      }),
      options,
    );
  });

  test('gives the same counts, coverage, verdicts and traces as explicit search', async () => {
    let divided = 0;
    await fc.assert(
      fc.asyncProperty(sharedPlan, fc.nat(999), async (plan, pick) => {
        const system = sharedSystem(plan);
        const explicit = await breadthFirst(system);
        if ((digitsOf(system)[0]?.length ?? 0) > 1) divided++;
        const found = await symbolic(
          system,
          pick % 3 === 0 ? { order: someOrder(system, pick) } : {},
        );
        const { complete, states, transitions, deadlocks, terminal, properties, coverage } = found;
        expect({
          complete,
          states,
          transitions,
          deadlocks,
          terminal,
          properties,
          coverage,
        }).toEqual({
          complete: explicit.complete,
          states: explicit.states,
          transitions: explicit.transitions,
          deadlocks: explicit.deadlocks,
          terminal: explicit.terminal,
          properties: explicit.properties,
          coverage: explicit.coverage,
        });
      }),
      options,
    );
    expect(divided).toBeGreaterThanOrEqual(100);
  });
});
