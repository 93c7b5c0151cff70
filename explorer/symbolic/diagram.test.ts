/** Nodes, the unique table and collection, at sizes at which tables grow and are full of neighbours. */

import { describe, expect, test } from 'vitest';
import { Diagram, EMPTY, HEADER, NO_ROOM, UNIT } from './diagram.kernel.ts';

const LOCALS = 14;
const SUBSETS = 2 ** LOCALS;

/** Makes a node, and room for it where there is none. */
function make(diagram: Diagram, level: number, pairs: readonly number[]): number {
  for (;;) {
    const node = diagram.make(level, Int32Array.from(pairs), 0, pairs.length / 2);
    if (node !== NO_ROOM) return node;
    expect(diagram.grow(Number.POSITIVE_INFINITY)).toBe(true);
  }
}

/** The local states of a subset, each with the unit below. */
function subset(bits: number): readonly number[] {
  const locals = Array.from({ length: LOCALS }, (_, local) => local);
  return locals.filter((local) => ((bits >> local) & 1) === 1).flatMap((local) => [local, UNIT]);
}

/** A node for each set of local states but the empty one; `nodes[bits]`. */
function allSubsets(diagram: Diagram): readonly number[] {
  return Array.from({ length: SUBSETS }, (_, bits) =>
    bits === 0 ? EMPTY : make(diagram, 0, subset(bits)),
  );
}

/** The pairs of a node. */
function pairsOf({ words }: Diagram, node: number): readonly number[] {
  const first = node + HEADER;
  return [...words.subarray(first, first + 2 * (words[node + 1] ?? 0))];
}

describe('nodes', () => {
  test('are one if they are equal, and different if they are not', () => {
    const diagram = new Diagram(LOCALS, 64);
    const nodes = allSubsets(diagram);
    expect(new Set(nodes).size).toBe(SUBSETS);
    expect(diagram.count).toBe(SUBSETS - 1);
    expect(allSubsets(diagram)).toEqual(nodes);
    for (let bits = 1; bits < SUBSETS; bits += 97) {
      expect(pairsOf(diagram, nodes[bits] ?? 0)).toEqual(subset(bits));
    }
  });

  test('are told apart by each of their children', () => {
    const diagram = new Diagram(LOCALS);
    const below = allSubsets(diagram).slice(1);
    const [first = EMPTY] = below;
    const above = below.flatMap((child) => [
      make(diagram, 1, [0, child]),
      make(diagram, 1, [1, child]),
      make(diagram, 1, [0, first, 1, child]),
      make(diagram, 1, [0, child, 1, first]),
    ]);
    // Both orders of the first child and itself are one node.
    expect(new Set([...below, ...above]).size).toBe(5 * below.length - 1);
  });

  test('stay while they are marked, and their room is used again when they are not', () => {
    const diagram = new Diagram(LOCALS);
    const below = allSubsets(diagram);
    const root = (i: number): readonly number[] => [
      0,
      below[i] ?? 0,
      1,
      below[i + 1] ?? 0,
      2,
      below[i + 2] ?? 0,
    ];
    const roots = new Map<number, number>();
    for (let i = 1; i + 2 < SUBSETS; i += 9) roots.set(i, make(diagram, 1, root(i)));
    const { end, count } = diagram;
    for (const node of roots.values()) diagram.mark(node);
    for (const node of roots.values()) expect(diagram.isMarked(node)).toBe(true);
    diagram.sweep();
    expect(diagram.count).toBe(4 * roots.size);
    expect(new Set(allSubsets(diagram)).size).toBe(SUBSETS);
    expect({ end: diagram.end, count: diagram.count }).toEqual({ end, count });
    for (const [i, node] of roots) {
      expect(pairsOf(diagram, node)).toEqual(root(i));
      expect(make(diagram, 1, root(i))).toBe(node);
      for (const k of [i, i + 1, i + 2]) expect(make(diagram, 0, subset(k))).toBe(below[k]);
    }
  });

  test('are found again when a table that is nearly full is made anew', () => {
    for (let level = 0; level < 5; level++) {
      const diagram = new Diagram(LOCALS, 1 << 18);
      const nodes: number[] = [];
      for (let bits = 1; nodes.at(-1) !== NO_ROOM; bits++) {
        const pairs = Int32Array.from(subset(bits));
        nodes.push(diagram.make(level, pairs, 0, pairs.length / 2));
      }
      nodes.pop();
      for (const node of nodes) diagram.mark(node);
      diagram.sweep();
      expect(nodes.map((_, i) => make(diagram, level, subset(i + 1)))).toEqual(nodes);
    }
  });

  test('say what their children are, also of local states without one', () => {
    const diagram = new Diagram(LOCALS);
    for (let bits = 1; bits < SUBSETS; bits += 31) {
      const node = make(diagram, 0, subset(bits));
      const found = Array.from({ length: LOCALS + 1 }, (_, local) => diagram.childOf(node, local));
      expect(found).toEqual(found.map((_, local) => ((bits >> local) & 1) * UNIT));
    }
  });
});
