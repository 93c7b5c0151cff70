/** Levels that change places: the set stays the same, and what is counted is what there is. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LinkedSystem } from '../system.ts';
import { runs } from '../testing/laws.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { Census } from './census.kernel.ts';
import { encode, type Variables, variablesOf } from './encode.ts';
import { MovableSet } from './movable.kernel.ts';
import { likeliest } from './order.ts';
import { reach } from './reach.ts';
import { sift } from './sifting.ts';
import { tally } from './tally.ts';
import { someOrder } from './testing/orders.ts';
import { Tops } from './tops.ts';
import { Workspace } from './workspace.ts';

const options = { seed: 20261121, numRuns: runs(150) };

/** The reachable states in an order of digits, and how many nodes they take at each level. */
async function reachedIn(variables: Variables, digits: readonly number[]) {
  const workspace = new Workspace(encode(variables, digits), {});
  const { machine, encoded } = workspace;
  const set = await workspace.reachable();
  const census = new Census(machine.diagram, encoded.sizes, set);
  const nodes = digits.map((_, level) => census.end(level) - census.begin(level));
  const counted = await tally(workspace, set);
  return {
    counted,
    movable: new MovableSet(machine.diagram, set, encoded.digitAt, encoded.sizes),
    nodes,
  };
}

/** Digits in some order; those of systems whose components have one local state each are none. */
function digitsOf(system: LinkedSystem, pick: number): readonly number[] {
  const { ofSlot } = variablesOf(system);
  return someOrder(system, pick).flatMap((slot) => ofSlot[slot] ?? []);
}

const nodesOf = (set: MovableSet): readonly number[] =>
  set.digits.map((_, level) => set.nodesOf(level));
const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('levels', () => {
  test('change places, and the set takes the nodes it takes in the new order', async () => {
    let swapped = 0;
    await fc.assert(
      fc.asyncProperty(
        linkedSystem,
        fc.nat(999),
        fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
        async (system, pick, swaps) => {
          const variables = variablesOf(system);
          const digits = [...digitsOf(system, pick)];
          if (digits.length < 2) return;
          const { movable } = await reachedIn(variables, digits);
          const tops = new Tops(variables, digits);
          for (const swap of swaps) {
            const level = swap % (digits.length - 1);
            const [low = 0, high = 0] = digits.splice(level, 2);
            digits.splice(level, 0, high, low);
            movable.swap(level);
            tops.swap(low, high);
            swapped++;
          }
          expect(movable.digits).toEqual(digits);
          const { nodes } = await reachedIn(variables, digits);
          expect(nodesOf(movable)).toEqual(nodes);
          expect(movable.size).toBe(sumOf(nodes));
          expect(tops.count).toBe(new Tops(variables, digits).count);
        },
      ),
      options,
    );
    expect(swapped).toBeGreaterThan(300);
  });

  test('are sifted to an order that costs no more, and is what it is said to be', async () => {
    let gained = 0;
    await fc.assert(
      fc.asyncProperty(linkedSystem, fc.nat(999), async (system, pick) => {
        const variables = variablesOf(system);
        const before = digitsOf(system, pick);
        if (before.length === 0) return;
        const { movable, nodes } = await reachedIn(variables, before);
        const costBefore = sumOf(nodes) * new Tops(variables, before).count;
        await sift(movable, variables, Number.POSITIVE_INFINITY, nothing);
        const { digits } = movable;
        expect([...digits].sort()).toEqual([...before].sort());
        const after = await reachedIn(variables, digits);
        const costAfter = sumOf(after.nodes) * new Tops(variables, digits).count;
        expect(costAfter).toBeLessThanOrEqual(costBefore);
        if (costAfter < costBefore) gained++;
      }),
      options,
    );
    expect(gained).toBeGreaterThan(50);
  });
});

const nothing = (): Promise<void> => Promise.resolve();

test('a search that is begun again in other orders finds all states', async () => {
  let again = 0;
  await fc.assert(
    fc.asyncProperty(
      linkedSystem,
      fc.integer({ min: 1, max: 40 }),
      async (system, framesAtFirst) => {
        const variables = variablesOf(system);
        const first = likeliest(variables);
        const { workspace, order, set } = await reach(variables, first, {
          search: {},
          framesAtFirst,
        });
        const { states, transitions } = await tally(workspace, set);
        const { counted } = await reachedIn(variables, first.digits);
        expect([states, transitions]).toEqual([counted.states, counted.transitions]);
        if (order !== first) again++;
      },
    ),
    options,
  );
  expect(again).toBeGreaterThan(50);
});
