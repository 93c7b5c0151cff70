/** Counts of sets far beyond 2^53, against the same counts by recursion on integers of any size. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/laws.ts';
import { Census } from './census.kernel.ts';
import { Diagram, EMPTY, UNIT } from './diagram.kernel.ts';
import { enabled } from './enabled.ts';
import type { Guard } from './guards.ts';

/** A set as data: for each level from the lowest, nodes as lists of (local state, node below or none). */
type Plan = readonly (readonly (readonly (number | null)[])[])[];

const SIZE = 4;
const NODES = 3;

/** Up to three nodes a level, for each local state a node of the level below or none. */
const plan: fc.Arbitrary<Plan> = fc
  .integer({ min: 1, max: 80 })
  .chain((levels) =>
    fc.array(
      fc.array(
        fc.array(fc.option(fc.nat(NODES - 1), { freq: 6 }), { minLength: SIZE, maxLength: SIZE }),
        { minLength: NODES, maxLength: NODES },
      ),
      { minLength: levels, maxLength: levels },
    ),
  );

/** Levels, by number modulo what there is, and the local states that are allowed there. */
const part = fc.tuple(fc.nat(79), fc.nat(2 ** SIZE - 1));

/** Guards that have much in common. */
const guards = fc
  .array(part, { minLength: 1, maxLength: 8 })
  .chain((parts) => fc.array(fc.subarray(parts), { minLength: 1, maxLength: 12 }));

/** Makes the nodes of a plan; answers with those of the highest level, or EMPTY. */
function make(diagram: Diagram, levels: Plan): readonly number[] {
  let below: readonly number[] = Array.from({ length: NODES }, () => UNIT);
  for (const [level, nodes] of levels.entries()) {
    below = nodes.map((children) => {
      const pairs = children.flatMap((child, local) => {
        const node = child === null ? EMPTY : (below[child] ?? EMPTY);
        return node === EMPTY ? [] : [local, node];
      });
      if (pairs.length === 0) return EMPTY;
      return diagram.make(level, Int32Array.from(pairs), 0, pairs.length / 2);
    });
  }
  return below;
}

/** The number of vectors of the first node of the highest level that a guard allows. */
function count(levels: Plan, allowed: ReadonlyMap<number, number> = new Map()): bigint {
  let below: readonly bigint[] = Array.from({ length: NODES }, () => 1n);
  for (const [level, nodes] of levels.entries()) {
    const mask = allowed.get(level) ?? -1;
    below = nodes.map((children) =>
      children.reduce((sum, child, local) => {
        const counts = child !== null && ((mask >> local) & 1) === 1;
        return counts ? sum + (below[child] ?? 0n) : sum;
      }, 0n),
    );
  }
  return below[0] ?? 0n;
}

describe('a census', () => {
  test('counts all vectors, and those that guards allow, digit by digit', async () => {
    let beyond = 0;
    await fc.assert(
      fc.asyncProperty(plan, guards, async (levels, wanted) => {
        const diagram = new Diagram(SIZE);
        const [root = EMPTY] = make(diagram, levels);
        const census = new Census(diagram, new Int32Array(levels.length).fill(SIZE), root);
        census.prepare();
        const total = count(levels);
        expect(census.total).toBe(total);
        if (total > 2n ** 53n) beyond++;
        const allowed = wanted.map(
          (parts) => new Map(parts.map(([level, mask]) => [level % levels.length, mask])),
        );
        const counts = root === EMPTY ? [] : await enabled(census, allowed.map(guardOf));
        expect(counts).toEqual(counts.map((_, g) => count(levels, allowed[g])));
      }),
      { seed: 20261121, numRuns: runs(200) },
    );
    expect(beyond).toBeGreaterThan(50);
  });

  test('notes the local states that occur, and each node once', () => {
    fc.assert(
      fc.property(plan, (levels) => {
        const diagram = new Diagram(SIZE);
        const [root = EMPTY] = make(diagram, levels);
        const census = new Census(diagram, new Int32Array(levels.length).fill(SIZE), root);
        census.visited.forEach((seen, level) => {
          const occurs = Array.from(
            seen,
            (_, local) => count(levels, new Map([[level, 1 << local]])) > 0n,
          );
          expect([...seen]).toEqual(occurs.map(Number));
        });
        const nodes = [...census.nodes.subarray(0, census.count)];
        expect(new Set(nodes).size).toBe(nodes.length);
        if (root !== EMPTY) diagram.mark(root);
        diagram.sweep();
        expect(nodes).toHaveLength(diagram.count);
      }),
      { seed: 20261121, numRuns: runs(50) },
    );
  });
});

function guardOf(allowed: ReadonlyMap<number, number>): Guard {
  return [...allowed].map(([level, mask]) => {
    return { level, bits: Uint8Array.from({ length: SIZE }, (_, local) => (mask >> local) & 1) };
  });
}
