/**
 * Multi-valued decision diagrams in one typed array: nodes, unique table, collection of dead nodes.
 *
 * A node of level `k` is a set of vectors of local states of levels `k` to 0. It maps some local
 * states of its level to nodes of level `k - 1`; a local state without a child is not in the set.
 * Levels are never skipped, no child is empty, and equal nodes are one node, so sets are equal if and
 * only if their numbers are.
 *
 * A node is a record of 32-bit words, and its number is where the record begins:
 *
 *     word 0      level; complemented while a traversal has marked the node; FREE in a dead record
 *     word 1      number of children n
 *     word 2      scratch: link or number during a traversal, link between dead records
 *     word 3+2i   local state of child i, ascending
 *     word 4+2i   number of child i
 *
 * That is 12 bytes and 8 for each child, and 5.3 to 10.7 bytes in the unique table.
 */

/** The empty set. */
export const EMPTY = 0;
/** The set of the empty vector: the only child of nodes of level 0. */
export const UNIT = 1;
/** Words of a node besides its children. */
export const HEADER = 3;
/** No room for a node: see {@link Diagram.grow}. */
export const NO_ROOM = -1;

const FREE = 0x7fffffff;
/** Number of the first node; the words before it are never read. */
const FIRST = 4;
/** Numbers of nodes are at most 30 bits, since two of them are compared as signed integers. */
const WORDS_MAX = 2 ** 30;
const LOAD_MAX = 0.75;

export class Diagram {
  words: Int32Array;
  /** First word that has never been part of a record. */
  end = FIRST;
  /** Nodes in the unique table: live ones and those not yet known to be dead. */
  count = 0;
  countPeak = 0;
  /** Words of records handed out since the last collection. */
  fresh = 0;
  /** Words of live records after the last collection. */
  live = 0;
  #table: Int32Array;
  /** `#free[n]`: first dead record with `n` children; 0 for none. */
  readonly #free: Int32Array;
  /** Head of the list of marked nodes whose children are still to be marked. */
  #pending = 0;

  /** For nodes of up to so many children. */
  constructor(childrenMax: number, wordsAtFirst = 1 << 16) {
    this.words = new Int32Array(Math.max(wordsAtFirst, 4 * (HEADER + 2 * childrenMax)));
    this.#table = new Int32Array(1 << 14);
    this.#free = new Int32Array(childrenMax + 1);
  }

  get bytes(): number {
    return 4 * (this.words.length + this.#table.length + this.#free.length);
  }

  /** Whether at least a quarter of everything is unused. */
  get hasRoom(): boolean {
    return (
      this.count < (this.#table.length * LOAD_MAX * 3) / 4 &&
      this.live < (this.words.length * 3) / 4
    );
  }

  /**
   * The node of `level` with the `n > 0` pairs (local state, child) at `pairs[at]`, ascending; or
   * NO_ROOM, and nothing has changed.
   */
  make(level: number, pairs: Int32Array, at: number, n: number): number {
    const { words } = this;
    const table = this.#table;
    const mask = table.length - 1;
    let place = hashOf(level, pairs, at, n) & mask;
    for (; table[place] !== 0; place = (place + 1) & mask) {
      if (isSame(words, table[place]!, level, pairs, at, n)) return table[place]!;
    }
    if (this.count >= table.length * LOAD_MAX) return NO_ROOM;
    const size = HEADER + 2 * n;
    let node = this.#free[n]!;
    if (node !== 0) this.#free[n] = words[node + 2]!;
    else {
      node = this.end;
      if (node + size > words.length) return NO_ROOM;
      this.end += size;
    }
    words[node] = level;
    words[node + 1] = n;
    for (let i = 0; i < 2 * n; i++) words[node + HEADER + i] = pairs[at + i]!;
    table[place] = node;
    this.fresh += size;
    if (++this.count > this.countPeak) this.countPeak = this.count;
    return node;
  }

  /** Marks a node and all below it as alive. Iterative: the links are in the nodes. */
  mark(root: number): void {
    this.#note(root);
    const { words } = this;
    while (this.#pending !== 0) {
      const node = this.#pending;
      this.#pending = words[node + 2]!;
      const end = node + HEADER + 2 * words[node + 1]!;
      for (let i = node + HEADER + 1; i < end; i += 2) this.#note(words[i]!);
    }
  }

  #note(node: number): void {
    const { words } = this;
    if (node <= UNIT || words[node]! < 0) return;
    words[node] = ~words[node]!;
    words[node + 2] = this.#pending;
    this.#pending = node;
  }

  /** True of a marked node; only between the first `mark` and `sweep`. */
  isMarked(node: number): boolean {
    return node <= UNIT || this.words[node]! < 0;
  }

  /** Makes the records of all nodes that are not marked free, and the marked ones unmarked. */
  sweep(): void {
    const { words } = this;
    this.#free.fill(0);
    let live = 0;
    let count = 0;
    for (let node = FIRST; node < this.end; ) {
      const n = words[node + 1]!;
      if (words[node]! < 0) {
        words[node] = ~words[node]!;
        live += HEADER + 2 * n;
        count++;
      } else {
        words[node] = FREE;
        words[node + 2] = this.#free[n]!;
        this.#free[n] = node;
      }
      node += HEADER + 2 * n;
    }
    this.count = count;
    this.live = live;
    this.fresh = 0;
    this.#rebuild(this.#table.length);
  }

  /**
   * Doubles what is too small: the table, the words, or both. False, and nothing has changed, if old
   * and new ones together would take more than `bytesMax` bytes, or cannot be had at all.
   */
  grow(bytesMax: number): boolean {
    const table = this.#table.length;
    const growsTable = this.count >= (table * LOAD_MAX) / 2;
    const growsWords = this.end > this.words.length / 2;
    const wordsWanted = Math.min(WORDS_MAX, 2 * this.words.length);
    const bytes = 4 * ((growsTable ? 2 * table : 0) + (growsWords ? wordsWanted : 0));
    if (growsWords && wordsWanted === this.words.length) return false;
    if (this.bytes + bytes > bytesMax) return false;
    try {
      if (growsWords) {
        const words = new Int32Array(wordsWanted);
        words.set(this.words);
        this.words = words;
      }
      if (growsTable) this.#rebuild(2 * table);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    return growsTable || growsWords;
  }

  /** Enters all live nodes into a table of so many places. */
  #rebuild(length: number): void {
    const { words } = this;
    const table = length === this.#table.length ? this.#table.fill(0) : new Int32Array(length);
    const mask = length - 1;
    for (let node = FIRST; node < this.end; ) {
      const n = words[node + 1]!;
      if (words[node] !== FREE) {
        let place = hashOf(words[node]!, words, node + HEADER, n) & mask;
        while (table[place] !== 0) place = (place + 1) & mask;
        table[place] = node;
      }
      node += HEADER + 2 * n;
    }
    this.#table = table;
  }

  /** The child of a node for a local state; EMPTY if there is none. By binary search. */
  childOf(node: number, local: number): number {
    const { words } = this;
    let low = 0;
    let high = words[node + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const here = words[node + HEADER + 2 * middle]!;
      if (here === local) return words[node + HEADER + 2 * middle + 1]!;
      if (here < local) low = middle + 1;
      else high = middle;
    }
    return EMPTY;
  }
}

function hashOf(level: number, pairs: Int32Array, at: number, n: number): number {
  let h = Math.imul(level + 1, 0x85ebca6b) ^ n;
  for (let i = 0; i < 2 * n; i++) {
    h = Math.imul(h ^ pairs[at + i]!, 0x9e3779b1);
    h ^= h >>> 15;
  }
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function isSame(
  words: Int32Array,
  node: number,
  level: number,
  pairs: Int32Array,
  at: number,
  n: number,
): boolean {
  if (words[node + 1] !== n || words[node] !== level) return false;
  const base = node + HEADER;
  for (let i = 0; i < 2 * n; i++) {
    if (words[base + i] !== pairs[at + i]) return false;
  }
  return true;
}
