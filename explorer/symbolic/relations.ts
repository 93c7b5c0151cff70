/**
 * Relations between sets, as diagrams: what steps do, level by level.
 *
 * A step is a product of relations on the local states of its participants (Kronecker form). A
 * relation of level `k` has edges (i, j, rest): where the level is in local state i it may go to j,
 * and the levels below follow `rest`. Levels between that of a relation and those of its rests stay
 * as they are, and after relation 0 nothing changes any more, so a relation is as large as what its
 * steps touch. Steps with a common move share its edges, and rests of the same level are merged.
 */

import { groupBy } from './groups.ts';

/** One participant of a step: its level and its moves, as pairs (from, to). */
export interface Part {
  readonly level: number;
  readonly moves: readonly (readonly [from: number, to: number])[];
}

/** Nothing changes. */
export const IDENTITY = 0;

/** The rest of a step from one of its participants on, as a number; 0 after the last. */
interface Suffix {
  readonly level: number;
  /** `to[i]`: where local state i may go. */
  readonly to: ReadonlyMap<number, readonly number[]>;
  readonly rest: number;
}

/** All relations of one system and one order, by number from 1 on. */
export class Relations {
  /** Level of each relation. */
  levels = new Int32Array(64);
  /** `first[r] + i` is the place in `edgeStart` where the edges out of local state i begin. */
  first = new Int32Array(64);
  edgeStart = new Int32Array(256);
  edgeTo = new Int32Array(256);
  edgeRest = new Int32Array(256);
  /** `sources[sourceStart[r]]` and on, `sourceCount[r]` of them: local states with an edge, ascending. */
  sourceStart = new Int32Array(64);
  sourceCount = new Int32Array(64);
  sources = new Int32Array(256);
  /** `ofLevel[k]`: the relation of all steps with the highest participant at level k; 0 for none. */
  readonly ofLevel: Int32Array;
  readonly #sizes: Int32Array;
  #count = 1;
  #starts = 0;
  #edges = 0;
  #sources = 0;
  readonly #suffixes: Suffix[] = [{ level: -1, to: new Map(), rest: 0 }];
  readonly #suffixByKey = new Map<string, number>();
  readonly #relationByKey = new Map<string, number>();

  constructor(sizes: Int32Array) {
    this.#sizes = sizes;
    this.ofLevel = new Int32Array(sizes.length);
    this.levels[IDENTITY] = -1;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    const { levels, edgeStart, edgeTo, sources } = this;
    return 4 * (4 * levels.length + edgeStart.length + 2 * edgeTo.length + sources.length);
  }

  /** For each level, the union of the steps whose highest participant is there; 0 for none. */
  byLevel(steps: readonly (readonly Part[])[]): Int32Array {
    const groups = new Map<number, number[]>();
    for (const parts of steps) {
      const suffix = this.#suffixOf(parts);
      const level = this.#suffixes[suffix]?.level ?? -1;
      if (suffix !== 0) groups.set(level, [...(groups.get(level) ?? []), suffix]);
    }
    return this.#sizes.map((_, level) => this.#union(groups.get(level) ?? []));
  }

  /** One relation for all of these steps; null if there are none. */
  all(steps: readonly (readonly Part[])[]): number | null {
    let below: number | null = null;
    this.byLevel(steps).forEach((relation, level) => {
      if (relation !== 0) below = below === null ? relation : this.#either(level, relation, below);
    });
    return below;
  }

  #suffixOf(parts: readonly Part[]): number {
    const ascending = [...parts].sort((a, b) => a.level - b.level);
    return ascending.reduce((rest, part) => this.#suffix(part, rest), 0);
  }

  #suffix({ level, moves }: Part, rest: number): number {
    const key = `${level}/${rest}/${moves.join(' ')}`;
    const known = this.#suffixByKey.get(key);
    if (known !== undefined) return known;
    const to = groupBy(moves, ([from]) => from);
    this.#suffixes.push({
      level,
      to: new Map([...to].map(([from, pairs]) => [from, pairs.map((pair) => pair[1])])),
      rest,
    });
    this.#suffixByKey.set(key, this.#suffixes.length - 1);
    return this.#suffixes.length - 1;
  }

  /** The union of rests of steps that begin at the same level. */
  #union(suffixes: readonly number[]): number {
    const members = [...new Set(suffixes)].sort((a, b) => a - b);
    const key = members.join(' ');
    const known = members.length === 0 ? IDENTITY : this.#relationByKey.get(key);
    if (known !== undefined) return known;
    const level = this.#suffixes[members[0] ?? 0]?.level ?? 0;
    const edges = Array.from({ length: this.#sizes[level] ?? 0 }, (_, from) =>
      [...this.#targets(members, from)].flatMap(([to, rests]) =>
        this.#restsByLevel(rests).map((rest) => [to, rest] as const),
      ),
    );
    const relation = this.#add(level, edges);
    this.#relationByKey.set(key, relation);
    return relation;
  }

  /** Where a local state may go, and the rests of the steps that take it there. */
  #targets(members: readonly number[], from: number): ReadonlyMap<number, readonly number[]> {
    const targets = new Map<number, number[]>();
    for (const member of members) {
      const { to, rest } = this.#suffixes[member] ?? { to: new Map(), rest: 0 };
      for (const target of to.get(from) ?? []) {
        const rests = targets.get(target);
        if (rests === undefined) targets.set(target, [rest]);
        else rests.push(rest);
      }
    }
    return targets;
  }

  #restsByLevel(rests: readonly number[]): readonly number[] {
    const groups = groupBy(rests, (rest) => this.#suffixes[rest]?.level ?? -1);
    return [...groups].map(([level, group]) => (level < 0 ? IDENTITY : this.#union(group)));
  }

  /** `relation` of this level, or this level stays and those below follow `below`. */
  #either(level: number, relation: number, below: number): number {
    const edges = Array.from({ length: this.#sizes[level] ?? 0 }, (_, from) => [
      [from, below] as const,
      ...this.edgesOf(relation, from),
    ]);
    return this.#add(level, edges);
  }

  /** Edges (to, rest) of a relation out of a local state. */
  edgesOf(relation: number, from: number): (readonly [to: number, rest: number])[] {
    const at = (this.first[relation] ?? 0) + from;
    const edges: (readonly [number, number])[] = [];
    for (let e = this.edgeStart[at] ?? 0; e < (this.edgeStart[at + 1] ?? 0); e++) {
      edges.push([this.edgeTo[e] ?? 0, this.edgeRest[e] ?? 0]);
    }
    return edges;
  }

  #add(level: number, edges: readonly (readonly (readonly [number, number])[])[]): number {
    const relation = this.#count++;
    this.levels = withRoom(this.levels, relation + 1);
    this.first = withRoom(this.first, relation + 1);
    this.edgeStart = withRoom(this.edgeStart, this.#starts + edges.length + 1);
    this.sourceStart = withRoom(this.sourceStart, relation + 1);
    this.sourceCount = withRoom(this.sourceCount, relation + 1);
    this.sources = withRoom(this.sources, this.#sources + edges.length);
    this.sourceStart[relation] = this.#sources;
    edges.forEach((out, from) => {
      if (out.length > 0) this.sources[this.#sources++] = from;
    });
    this.sourceCount[relation] = this.#sources - (this.sourceStart[relation] ?? 0);
    this.levels[relation] = level;
    this.first[relation] = this.#starts;
    for (const out of edges) {
      this.edgeStart[this.#starts++] = this.#edges;
      this.edgeTo = withRoom(this.edgeTo, this.#edges + out.length);
      this.edgeRest = withRoom(this.edgeRest, this.#edges + out.length);
      for (const [to, rest] of out) {
        this.edgeTo[this.#edges] = to;
        this.edgeRest[this.#edges++] = rest;
      }
    }
    this.edgeStart[this.#starts++] = this.#edges;
    return relation;
  }
}

/** The array, or a longer copy. */
function withRoom(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const longer = new Int32Array(Math.max(length, 2 * array.length));
  longer.set(array);
  return longer;
}
