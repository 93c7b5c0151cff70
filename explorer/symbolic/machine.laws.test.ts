/** Operations on sets against the same operations on lists of vectors. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../testing/laws.ts';
import { Census } from './census.kernel.ts';
import { type Diagram, EMPTY, HEADER, UNIT } from './diagram.kernel.ts';
import { enabled } from './enabled.ts';
import {
  IMAGE,
  Machine,
  MEET,
  MINUS,
  PENDING,
  RESTRICT,
  SATURATE,
  UNION,
} from './machine.kernel.ts';
import { Predicates } from './predicates.ts';
import { type Part, Relations } from './relations.ts';
import { run } from './run.kernel.ts';
import { takeTurns } from './turns.ts';

/** One level is wide, so that a few local states with a step are looked for among many. */
const SIZES = Int32Array.of(3, 2, 4, 24);

/** Each level a slot of its own. */
const LEVELED = [...SIZES].map((size, level) => {
  return [
    {
      slot: level,
      level,
      size,
      label: '',
      actor: null,
      of: Int32Array.from({ length: size }, (_, i) => i),
    },
  ];
});

/** Vectors as texts, the lowest level first, a digit for each level. */
type Vectors = ReadonlySet<string>;

const digit = (local: number): string => local.toString(36);

const vector = fc
  .tuple(...[...SIZES].map((size) => fc.nat(size - 1)))
  .map((v) => v.map(digit).join(''));
const vectors: fc.Arbitrary<Vectors> = fc
  .oneof(fc.array(vector, { maxLength: 30 }), fc.array(vector, { minLength: 40, maxLength: 60 }))
  .map((list) => new Set(list));

/** Steps as products of relations on up to three levels. */
const step: fc.Arbitrary<readonly Part[]> = fc
  .uniqueArray(fc.nat(SIZES.length - 1), { minLength: 1, maxLength: 3 })
  .chain((levels) =>
    fc.tuple(
      ...levels.map((level) => {
        const local = fc.nat((SIZES[level] ?? 1) - 1);
        return fc
          .uniqueArray(fc.tuple(local, local), { minLength: 1, maxLength: 5, selector: String })
          .map((moves) => ({ level, moves }));
      }),
    ),
  );
const steps = fc.array(step, { minLength: 1, maxLength: 5 });

/** A machine that makes room every time it is asked to, by collecting whatever is dead. */
class Bench {
  readonly relations = new Relations(SIZES);
  readonly predicates = new Predicates(SIZES, LEVELED, []);
  readonly machine = new Machine(SIZES, this.relations, this.predicates);
  readonly roots: number[] = [];

  apply(operation: number, a: number, b: number): number {
    const known = this.machine.known(operation, a, b);
    if (known !== PENDING) return this.keep(known);
    this.machine.push(operation, a, b);
    for (;;) {
      const answer = run(this.machine, 3);
      this.machine.collect(this.roots);
      if (answer === 'done') break;
    }
    this.machine.returned = false;
    return this.keep(this.machine.result);
  }

  keep(set: number): number {
    this.roots.push(set);
    return set;
  }

  /** The set of some vectors, made level by level. */
  set(list: Vectors): number {
    const { diagram } = this.machine;
    const node = (level: number, members: readonly string[]): number => {
      if (members.length === 0) return EMPTY;
      if (level < 0) return UNIT;
      const pairs: number[] = [];
      for (let local = 0; local < (SIZES[level] ?? 0); local++) {
        const child = node(
          level - 1,
          members.filter((v) => v[level] === digit(local)),
        );
        if (child !== EMPTY) pairs.push(local, child);
      }
      return diagram.make(level, Int32Array.from(pairs), 0, pairs.length / 2);
    };
    return this.keep(node(SIZES.length - 1, [...list]));
  }

  vectorsOf(set: number): readonly string[] {
    return list(this.machine.diagram, set, '').sort();
  }
}

function list(diagram: Diagram, node: number, above: string): string[] {
  if (node === EMPTY) return [];
  if (node === UNIT) return [above];
  const { words } = diagram;
  return Array.from({ length: words[node + 1] ?? 0 }, (_, i) => node + HEADER + 2 * i).flatMap(
    (at) => list(diagram, words[at + 1] ?? EMPTY, `${digit(words[at] ?? 0)}${above}`),
  );
}

/** Where a step leads from a vector. */
function fire(v: string, parts: readonly Part[]): readonly string[] {
  return parts.reduce<readonly string[]>(
    (all, { level, moves }) =>
      all.flatMap((from) =>
        moves
          .filter(([i]) => from[level] === digit(i))
          .map(([, j]) => from.slice(0, level) + digit(j) + from.slice(level + 1)),
      ),
    [v],
  );
}

function successors(from: Iterable<string>, relation: readonly (readonly Part[])[]): Vectors {
  return new Set([...from].flatMap((v) => relation.flatMap((parts) => fire(v, parts))));
}

/** Everything that can be reached from some vectors. */
function closure(from: Vectors, relation: readonly (readonly Part[])[]): Vectors {
  const all = new Set(from);
  for (const v of all) for (const next of successors([v], relation)) all.add(next);
  return all;
}

const sorted = (set: Iterable<string>): readonly string[] => [...new Set(set)].sort();
const options = { seed: 20261121, numRuns: runs(200) };

describe('operations on diagrams, with dead nodes collected after every third frame', () => {
  test('are those on sets', () => {
    fc.assert(
      fc.property(vectors, vectors, (a, b) => {
        const bench = new Bench();
        const [x, y] = [bench.set(a), bench.set(b)];
        const results = [UNION, MEET, MINUS].map((op) => bench.vectorsOf(bench.apply(op, x, y)));
        expect(results).toEqual([
          sorted([...a, ...b]),
          sorted([...a].filter((v) => b.has(v))),
          sorted([...a].filter((v) => !b.has(v))),
        ]);
        expect(bench.vectorsOf(x)).toEqual(sorted(a));
        expect(bench.set(new Set([...a].reverse()))).toBe(x);
      }),
      options,
    );
  });

  test('lead where steps lead, forwards and backwards', () => {
    fc.assert(
      fc.property(vectors, steps, (a, list) => {
        const bench = new Bench();
        const from = bench.set(a);
        for (const some of [list, ...list.map((parts) => [parts])]) {
          const image = bench.apply(IMAGE, from, bench.relations.all(some) ?? 0);
          expect(bench.vectorsOf(image)).toEqual(sorted(successors(a, some)));
        }
      }),
      options,
    );
  });

  test('saturate: a set with all that can be reached from it, level by level', () => {
    fc.assert(
      fc.property(vectors, fc.array(step, { minLength: 1, maxLength: 16 }), (a, list) => {
        const bench = new Bench();
        const { machine, relations } = bench;
        relations.ofLevel.set(relations.byLevel(list));
        takeTurns(machine);
        const saturated = bench.apply(SATURATE, bench.set(a), 0);
        expect(bench.vectorsOf(saturated)).toEqual(sorted(closure(a, list)));
        expect(bench.apply(SATURATE, saturated, 0)).toBe(saturated);
      }),
      options,
    );
  });

  test('restrict to what satisfies a predicate over any levels, and count it', async () => {
    const part = fc.tuple(fc.nat(3), fc.nat(2 ** 24 - 1));
    await fc.assert(
      fc.asyncProperty(
        vectors,
        fc.array(part, { minLength: 1, maxLength: 3 }),
        async (a, parts) => {
          const bench = new Bench();
          const guard = [...new Map(parts)].map(([level, mask]) => ({
            level,
            bits: Uint8Array.from({ length: SIZES[level] ?? 0 }, (_, i) => (mask >> i) & 1),
          }));
          const holds = (v: string): boolean =>
            guard.every(({ level, bits }) => bits[Number.parseInt(v[level] ?? '', 36)] === 1);
          const predicate = bench.predicates.allOf(guard.map((one) => bench.predicates.set(one)));
          const set = bench.set(a);
          const some = bench.apply(RESTRICT, set, predicate);
          expect(bench.vectorsOf(some)).toEqual(sorted([...a].filter(holds)));
          const census = new Census(bench.machine.diagram, SIZES, set);
          census.prepare();
          expect(census.total).toBe(BigInt(a.size));
          expect(await enabled(census, [guard])).toEqual([BigInt([...a].filter(holds).length)]);
        },
      ),
      options,
    );
  });
});
