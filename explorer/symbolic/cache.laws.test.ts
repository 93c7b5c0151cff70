/** The cache against a map: it may forget, but it never says what nobody told it. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/laws.ts';
import { OperationCache } from './cache.kernel.ts';
import { Diagram, UNIT } from './diagram.kernel.ts';

const ON_NODES_MAX = 2;

/** Operations and operands, few enough that most share a place with another. */
const key = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(6), fc.nat(6));
type Key = readonly [operation: number, a: number, b: number];

describe('the cache of operations', () => {
  test('answers what was put last, or nothing', () => {
    let known = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.nat(1000)), { maxLength: 60 }),
        fc.nat(2),
        (puts, bits) => {
          const cache = new OperationCache(bits);
          const last = new Map<string, number>();
          for (const [[operation, a, b], result] of puts) {
            cache.put(operation, a, b, result);
            last.set(String([operation, a, b]), result);
            expect(cache.get(operation, a, b)).toBe(result);
          }
          if (bits === 0) cache.grow();
          for (const [of] of puts) {
            const found = cache.get(...of);
            if (found === -1) continue;
            known++;
            expect(found).toBe(last.get(String(of)));
          }
          for (const of of absent(last)) expect(cache.get(...of)).toBe(-1);
        },
      ),
      { seed: 20261121, numRuns: runs(200) },
    );
    expect(known).toBeGreaterThan(200);
  });

  test('forgets what is about dead nodes, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.nat(6)), { maxLength: 30 }),
        fc.subarray(NODES),
        (puts, alive) => {
          const diagram = new Diagram(NODES.length);
          const nodes = [
            UNIT,
            ...NODES.map((local) => diagram.make(0, Int32Array.of(local, UNIT), 0, 1)),
          ];
          const node = (i: number): number => nodes[i] ?? UNIT;
          const cache = new OperationCache(14);
          const stays = new Map<string, readonly [Key, number | null]>();
          for (const [[operation, i, j], r] of puts) {
            const isNode = operation <= ON_NODES_MAX;
            const of = [operation, node(i), isNode ? node(j) : j] as const;
            const parts = isNode ? [i, j, r] : [i, r];
            const lives = parts.every((part) => part === 0 || alive.includes(part));
            cache.put(...of, node(r));
            stays.set(String(of), [of, lives ? node(r) : null]);
          }
          for (const i of alive) diagram.mark(node(i));
          cache.sweep(diagram, ON_NODES_MAX);
          for (const [of, result] of stays.values()) expect(cache.get(...of)).toBe(result ?? -1);
        },
      ),
      { seed: 20261121, numRuns: runs(200) },
    );
  });
});

/** Places of nodes in a list that begins with the unit. */
const NODES = [1, 2, 3, 4, 5, 6];

/** Keys of which nothing was said. */
function absent(said: ReadonlyMap<string, number>): readonly Key[] {
  const all: Key[] = [];
  for (let operation = 1; operation <= 4; operation++) {
    for (let a = 0; a <= 6; a++) for (let b = 0; b <= 6; b++) all.push([operation, a, b]);
  }
  return all.filter((of) => !said.has(String(of)));
}
