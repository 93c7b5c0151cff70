/**
 * Exact counting on one set: states, states with some local states, local states that occur.
 *
 * All nodes of the set are listed by level and numbered; counts are rows of numbers by node number, so
 * counting is a few passes over arrays and needs neither recursion nor a cache. Sums that fit are
 * kept as one double, others as digits of 24 bits, lowest first. A double holds such a digit with
 * 29 bits to spare, more than a diagram has edges, so digits are added first and carried later.
 */

import { type Diagram, EMPTY, HEADER } from './diagram.kernel.ts';

const DIGIT_BITS = 24;
const DIGIT = 2 ** DIGIT_BITS;
/** Products of digits that are added before anything is carried. Each adds at most two numbers to a digit. */
const PRODUCTS = 2 ** 27;

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
    return number(this.#below, 0, this.#digits);
  }

  /**
   * Notes for each node of a level how many vectors below it have local states that are allowed: there,
   * and on lower levels as noted for the level below, unless it is the `lowest` level that is asked about.
   */
  narrow(level: number, allowed: Uint8Array | null, lowest: boolean): void {
    this.#sum(level, allowed, lowest ? this.#below : this.#work, this.#work);
  }

  /** For each local state of a level, the number of vectors with it; of lower levels as {@link narrow}. */
  byLocal(level: number, lowest: boolean): readonly bigint[] {
    const { words } = this.#diagram;
    const from = lowest ? this.#below : this.#work;
    const digits = this.#digits;
    const width = digits === 1 ? 1 : 2 * digits;
    const sums = new Float64Array((this.#sizes[level] ?? 0) * width);
    let products = 0;
    for (let place = this.begin(level); place < this.end(level); place++) {
      const node = this.nodes[place]!;
      const last = node + HEADER + 2 * words[node + 1]!;
      for (let i = node + HEADER; i < last; i += 2) {
        const child = level === 0 ? -1 : words[words[i + 1]! + 2]! * digits;
        addProduct(sums, words[i]! * width, this.#above, place * digits, from, child, digits);
        products += digits;
        if (products < PRODUCTS) continue;
        carryAll(sums, width);
        products = 0;
      }
    }
    carryAll(sums, width);
    return Array.from({ length: sums.length / width }, (_, local) => number(sums, local, width));
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

  /**
   * One digit is enough below 2^53. Rounded sums only get larger than they are by the share that one bit
   * leaves for it, and the count of all vectors bounds every other.
   */
  #digitsWanted(): number {
    const vectors = this.#roughly();
    if (vectors < 2 ** 52) return 1;
    let bits = Math.log2(vectors);
    if (bits === Number.POSITIVE_INFINITY) {
      bits = 0;
      for (const seen of this.visited) bits += Math.log2(seen.reduce((a, b) => a + b, 0) || 1);
    }
    return Math.ceil((bits + 1) / DIGIT_BITS);
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

function carryAll(rows: Float64Array, width: number): void {
  for (let at = 0; width > 1 && at < rows.length; at += width) carry(rows, at, width);
}

/** Adds the product of two rows to a third of twice as many digits; `b` below 0 stands for 1. */
function addProduct(
  to: Float64Array,
  at: number,
  left: Float64Array,
  a: number,
  right: Float64Array,
  b: number,
  digits: number,
): void {
  if (digits === 1) {
    to[at]! += left[a]! * (b < 0 ? 1 : right[b]!);
    return;
  }
  for (let j = 0; j < (b < 0 ? 1 : digits); j++) {
    const factor = b < 0 ? 1 : right[b + j]!;
    if (factor === 0) continue;
    for (let i = 0; i < digits; i++) {
      const product = left[a + i]! * factor;
      const over = Math.floor(product / DIGIT);
      to[at + i + j]! += product - over * DIGIT;
      to[at + i + j + 1]! += over;
    }
  }
}

/** The number in a row. */
function number(rows: Float64Array, row: number, digits: number): bigint {
  if (digits === 1) return BigInt(rows[row]!);
  let value = 0n;
  for (let d = digits - 1; d >= 0; d--) {
    value = (value << BigInt(DIGIT_BITS)) | BigInt(rows[row * digits + d]!);
  }
  return value;
}
