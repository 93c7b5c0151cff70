/**
 * Exact counting on one set: states, states in which a step is enabled, local states that occur.
 *
 * All nodes of the set are listed by level and numbered; counts are rows of numbers by node number, so
 * counting is a few passes over arrays and needs neither recursion nor a cache. Sums that fit are
 * kept as one double, others as digits of 24 bits, lowest first. A double holds such a digit with
 * 29 bits to spare, more than a diagram has edges, so digits are added first and carried later.
 */

import { type Diagram, EMPTY, HEADER } from './diagram.kernel.ts';
import type { Guard } from './guards.ts';

const DIGIT_BITS = 24;
const DIGIT = 2 ** DIGIT_BITS;

/** The nodes of a set, level by level. Node numbers in the diagram must not change meanwhile. */
export class Census {
  readonly #diagram: Diagram;
  readonly #sizes: Int32Array;
  /** `first[k]`: place in `nodes` of the first node of level k; nodes of level k+1 come before. */
  readonly first: Int32Array;
  /** Nodes by place, from the root down. The scratch word of each is its place until the next census. */
  nodes = new Int32Array(1024);
  /** Number of nodes. */
  count = 0;
  /** `visited[k][local]` is 1 where a local state of level k occurs. */
  readonly visited: readonly Uint8Array[];
  /** Digits of a count. */
  readonly #digits: number;
  #below = new Float64Array(0);
  #above = new Float64Array(0);
  #work = new Float64Array(0);

  constructor(diagram: Diagram, sizes: Int32Array, root: number) {
    this.#diagram = diagram;
    this.#sizes = sizes;
    this.first = new Int32Array(sizes.length);
    this.visited = Array.from(sizes, (size) => new Uint8Array(size));
    if (root !== EMPTY && sizes.length > 0) this.#list(root);
    this.#digits = this.#digitsWanted();
  }

  /** Lists nodes breadth-first. A place is right if the node is there, so no marks are needed. */
  #list(root: number): void {
    const { words } = this.#diagram;
    const top = this.#sizes.length - 1;
    this.nodes[0] = root;
    this.count = 1;
    for (let level = top; level >= 0; level--) {
      const begin = level === top ? 0 : this.first[level]!;
      const end = this.count;
      const seen = this.visited[level]!;
      if (level > 0) this.first[level - 1] = end;
      for (let place = begin; place < end; place++) {
        const node = this.nodes[place]!;
        const last = node + HEADER + 2 * words[node + 1]!;
        for (let i = node + HEADER; i < last; i += 2) {
          seen[words[i]!] = 1;
          if (level > 0) this.#note(words[i + 1]!, end);
        }
      }
    }
  }

  #note(node: number, levelBegin: number): void {
    const { words } = this.#diagram;
    const place = words[node + 2]!;
    if (place >= levelBegin && place < this.count && this.nodes[place] === node) return;
    if (this.count === this.nodes.length) {
      const longer = new Int32Array(2 * this.nodes.length);
      longer.set(this.nodes);
      this.nodes = longer;
    }
    words[node + 2] = this.count;
    this.nodes[this.count++] = node;
  }

  /** Place of the first node of a level. */
  begin(level: number): number {
    return level === this.#sizes.length - 1 ? 0 : this.first[level]!;
  }

  /** Place after the last node of a level. */
  end(level: number): number {
    return level === 0 ? this.count : this.first[level - 1]!;
  }

  /** Bytes that {@link prepare} will take, at most. */
  get bytesWanted(): number {
    return 24 * this.count * this.#digits;
  }

  /** Counts vectors below and above each node. To be called once, before the questions that follow. */
  prepare(): void {
    const length = this.count * this.#digits;
    this.#below = new Float64Array(length);
    this.#above = new Float64Array(length);
    this.#work = new Float64Array(length);
    for (let level = 0; level < this.#sizes.length; level++) {
      this.#sum(level, null, this.#below, this.#below);
    }
    this.#descend();
  }

  /** Number of vectors. */
  get total(): bigint {
    if (this.count === 0) return this.#sizes.length === 0 ? 1n : 0n;
    return this.#number(this.#below, 0);
  }

  /** Number of vectors whose local states are all allowed by `guard`, one set for each of its levels. */
  enabled(guard: Guard): bigint {
    const parts = [...guard].sort((a, b) => a.level - b.level);
    const [lowest] = parts;
    const highest = parts.at(-1);
    if (lowest === undefined || highest === undefined) return this.total;
    let next = 0;
    for (let level = lowest.level; level <= highest.level; level++) {
      const part = parts[next]?.level === level ? parts[next++]! : null;
      const from = level === lowest.level ? this.#below : this.#work;
      this.#sum(level, part === null ? null : part.bits, from, this.#work);
    }
    return this.#product(highest.level);
  }

  /** For each node of a level, the sum over its (allowed) children, into `to`. */
  #sum(level: number, allowed: Uint8Array | null, from: Float64Array, to: Float64Array): void {
    const { words } = this.#diagram;
    const digits = this.#digits;
    const end = this.end(level);
    for (let place = this.begin(level); place < end; place++) {
      const node = this.nodes[place]!;
      const at = place * digits;
      const last = node + HEADER + 2 * words[node + 1]!;
      for (let d = 0; d < digits; d++) to[at + d] = 0;
      for (let i = node + HEADER; i < last; i += 2) {
        if (allowed !== null && allowed[words[i]!] === 0) continue;
        if (level === 0) to[at]!++;
        else {
          const child = words[words[i + 1]! + 2]! * digits;
          for (let d = 0; d < digits; d++) to[at + d]! += from[child + d]!;
        }
      }
      if (digits > 1) carry(to, at, digits);
    }
  }

  /** Paths from the root to each node. */
  #descend(): void {
    const { words } = this.#diagram;
    const digits = this.#digits;
    const above = this.#above;
    if (this.count > 0) above[0] = 1;
    for (let level = this.#sizes.length - 1; level > 0; level--) {
      for (let place = this.begin(level); place < this.end(level); place++) {
        const node = this.nodes[place]!;
        const last = node + HEADER + 2 * words[node + 1]!;
        if (digits > 1) carry(above, place * digits, digits);
        for (let i = node + HEADER; i < last; i += 2) {
          const child = words[words[i + 1]! + 2]! * digits;
          for (let d = 0; d < digits; d++) above[child + d]! += above[place * digits + d]!;
        }
      }
    }
    if (digits > 1) {
      for (let place = this.begin(0); place < this.count; place++) {
        carry(above, place * digits, digits);
      }
    }
  }

  /** The sum over a level of paths to a node times what `#work` says of it. */
  #product(level: number): bigint {
    const begin = this.begin(level);
    const end = this.end(level);
    if (this.#digits === 1) {
      let sum = 0;
      for (let place = begin; place < end; place++) sum += this.#above[place]! * this.#work[place]!;
      return BigInt(sum);
    }
    let sum = 0n;
    for (let place = begin; place < end; place++) {
      const inside = this.#number(this.#work, place);
      if (inside !== 0n) sum += this.#number(this.#above, place) * inside;
    }
    return sum;
  }

  #number(row: Float64Array, place: number): bigint {
    const at = place * this.#digits;
    let number = 0n;
    for (let d = this.#digits - 1; d >= 0; d--)
      number = (number << BigInt(DIGIT_BITS)) | BigInt(row[at + d]!);
    return number;
  }

  /**
   * One digit is enough below 2^53. Rounded sums only get larger than they are by the share that
   * 2^52 leaves for it, and the count of all vectors bounds every other.
   */
  #digitsWanted(): number {
    let bits = 0;
    for (const seen of this.visited) bits += Math.log2(seen.reduce((a, b) => a + b, 0) || 1);
    return bits < 52 || this.#roughly() < 2 ** 52 ? 1 : Math.ceil((bits + 1) / DIGIT_BITS);
  }

  /** The number of vectors, rounded; Infinity if it is too large for a double. */
  #roughly(): number {
    const { words } = this.#diagram;
    const sums = new Float64Array(this.count);
    for (let place = this.count - 1; place >= 0; place--) {
      const node = this.nodes[place]!;
      const last = node + HEADER + 2 * words[node + 1]!;
      const isLowest = words[node] === 0;
      for (let i = node + HEADER; i < last; i += 2) {
        sums[place]! += isLowest ? 1 : sums[words[words[i + 1]! + 2]!]!;
      }
    }
    return sums[0] ?? 0;
  }
}

/** Carries what exceeds a digit to the next. */
function carry(row: Float64Array, at: number, digits: number): void {
  for (let d = 0; d < digits - 1; d++) {
    const over = Math.floor(row[at + d]! / DIGIT);
    row[at + d]! -= over * DIGIT;
    row[at + d + 1]! += over;
  }
}
