/**
 * A set of vectors as a diagram whose neighbouring levels can change places.
 *
 * Swapping two levels rebuilds these and leaves all others as they are, since the nodes above keep
 * their numbers. Rudell, "Dynamic variable ordering for ordered binary decision diagrams" (ICCAD
 * 1993). Nothing is shared with the diagram the set was copied from.
 */

import { ascend } from './assemble.kernel.ts';
import { type Diagram, HEADER, UNIT } from './diagram.kernel.ts';

/** The nodes of one level, numbered from 0; node n has the pairs (value, child) from `starts[n]` on. */
interface Level {
  readonly digit: number;
  readonly starts: Int32Array;
  readonly pairs: Int32Array;
}

export class MovableSet {
  /** Pairs that were looked at so far. */
  work = 0;
  readonly #levels: Level[];
  /** `valuesOf[digit]`: how many values it has. */
  readonly #valuesOf: Int32Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #present: Int32Array;
  #size: number;

  /** The set of a node at the topmost level; `digitAt[level]` is what a level tells. */
  constructor(diagram: Diagram, root: number, digitAt: Int32Array, sizes: Int32Array) {
    this.#levels = copied(diagram, root, digitAt);
    this.#size = this.#levels.reduce((sum, { starts }) => sum + starts.length - 1, 0);
    this.#valuesOf = new Int32Array(sizes.length);
    digitAt.forEach((digit, level) => {
      this.#valuesOf[digit] = sizes[level]!;
    });
    const valuesMax = sizes.reduce((a, b) => Math.max(a, b), 1);
    this.#first = new Int32Array(valuesMax).fill(-1);
    this.#last = new Int32Array(valuesMax);
    this.#present = new Int32Array(valuesMax);
  }

  /** Nodes of all levels. */
  get size(): number {
    return this.#size;
  }

  /** Of all levels; while two are swapped it may be as much again. */
  get bytes(): number {
    return this.#levels.reduce(
      (sum, { starts, pairs }) => sum + starts.byteLength + pairs.byteLength,
      0,
    );
  }

  /** What the levels tell, the lowest first. */
  get digits(): readonly number[] {
    return this.#levels.map(({ digit }) => digit);
  }

  /** Nodes of one level. */
  nodesOf(level: number): number {
    return this.#levels[level]!.starts.length - 1;
  }

  /** A level and the one above it change places. */
  swap(level: number): void {
    const low = this.#levels[level]!;
    const high = this.#levels[level + 1]!;
    const lower = new Nodes();
    const upper = new Nodes();
    for (let node = 0; node < high.starts.length - 1; node++) {
      this.#turn(low, high, node, lower, upper);
    }
    this.#levels[level] = lower.level(high.digit);
    this.#levels[level + 1] = upper.level(low.digit);
    this.#size += lower.count - (low.starts.length - 1);
    this.work += low.pairs.length + lower.end;
  }

  /** From a node of the upper level, which tells the upper digit first, to one that tells the lower first. */
  #turn(low: Level, high: Level, node: number, lower: Nodes, upper: Nodes): void {
    const first = this.#first;
    const last = this.#last;
    const present = this.#present;
    let values = 0;
    let links = 0;
    for (let i = high.starts[node]!; i < high.starts[node + 1]!; i += 2) {
      const child = high.pairs[i + 1]!;
      for (let j = low.starts[child]!; j < low.starts[child + 1]!; j += 2) {
        const value = low.pairs[j]!;
        const link = lower.link(links++, high.pairs[i]!, low.pairs[j + 1]!);
        if (first[value] === -1) {
          first[value] = link;
          present[values++] = value;
        } else lower.chain(last[value]!, link);
        last[value] = link;
      }
    }
    ascend(present, 0, values);
    for (let v = 0; v < values; v++) {
      const value = present[v]!;
      upper.add(value, lower.gathered(first[value]!));
      first[value] = -1;
    }
    upper.close();
  }
}

/** Words of a link: value, child, and the next link or -1. */
const LINK = 3;

/** Nodes of a level while they are made. Equal ones made by {@link gathered} are one. */
class Nodes {
  count = 0;
  /** Words of all pairs. */
  end = 0;
  #starts = new Int32Array(64);
  #pairs = new Int32Array(256);
  #links = new Int32Array(LINK * 64);
  #table = new Int32Array(128);

  /** Adds a pair to the node under way. */
  add(value: number, child: number): void {
    if (this.end + 2 > this.#pairs.length) this.#pairs = doubled(this.#pairs);
    this.#pairs[this.end++] = value;
    this.#pairs[this.end++] = child;
  }

  /** Ends the node under way. */
  close(): number {
    if (this.count + 2 > this.#starts.length) this.#starts = doubled(this.#starts);
    this.#starts[++this.count] = this.end;
    return this.count - 1;
  }

  /** Notes a pair that belongs to some chain. */
  link(number: number, value: number, child: number): number {
    const at = LINK * number;
    if (at + LINK > this.#links.length) this.#links = doubled(this.#links);
    this.#links[at] = value;
    this.#links[at + 1] = child;
    this.#links[at + 2] = -1;
    return at;
  }

  chain(link: number, next: number): void {
    this.#links[link + 2] = next;
  }

  /** The node of the pairs of a chain. */
  gathered(first: number): number {
    const start = this.end;
    let hash = 0;
    for (let at = first; at !== -1; at = this.#links[at + 2]!) {
      const value = this.#links[at]!;
      const child = this.#links[at + 1]!;
      this.add(value, child);
      hash = Math.imul(hash ^ value, 0x9e3779b1);
      hash = Math.imul(hash ^ (hash >>> 15) ^ child, 0x85ebca6b);
    }
    if (2 * (this.count + 1) > this.#table.length) this.#enlarge();
    const mask = this.#table.length / 2 - 1;
    hash ^= hash >>> 13;
    let place = hash & mask;
    for (; this.#table[2 * place] !== 0; place = (place + 1) & mask) {
      const node = this.#table[2 * place]! - 1;
      if (this.#table[2 * place + 1] !== hash || !this.#isSame(node, start)) continue;
      this.end = start;
      return node;
    }
    const node = this.close();
    this.#table[2 * place] = node + 1;
    this.#table[2 * place + 1] = hash;
    return node;
  }

  #isSame(node: number, start: number): boolean {
    const from = this.#starts[node]!;
    if (this.#starts[node + 1]! - from !== this.end - start) return false;
    for (let i = 0; start + i < this.end; i++) {
      if (this.#pairs[from + i] !== this.#pairs[start + i]) return false;
    }
    return true;
  }

  #enlarge(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    const mask = old.length - 1;
    for (let i = 0; i < old.length; i += 2) {
      if (old[i] === 0) continue;
      let place = old[i + 1]! & mask;
      while (this.#table[2 * place] !== 0) place = (place + 1) & mask;
      this.#table[2 * place] = old[i]!;
      this.#table[2 * place + 1] = old[i + 1]!;
    }
  }

  level(digit: number): Level {
    const starts = this.#starts.slice(0, this.count + 1);
    return { digit, starts, pairs: this.#pairs.slice(0, this.end) };
  }
}

function doubled(words: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * words.length);
  more.set(words);
  return more;
}

/** The nodes below a root, level by level. Each is numbered when it is first met. */
function copied(diagram: Diagram, root: number, digitAt: Int32Array): Level[] {
  const { words } = diagram;
  let here = [root];
  const levels: Level[] = [];
  for (let level = digitAt.length - 1; level >= 0; level--) {
    const numbers = new Map<number, number>();
    const nodes = new Nodes();
    for (const node of here) {
      const end = node + HEADER + 2 * words[node + 1]!;
      for (let at = node + HEADER; at < end; at += 2) {
        const child = words[at + 1]!;
        let number = child === UNIT ? 0 : numbers.get(child);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(child, number);
        }
        nodes.add(words[at]!, number);
      }
      nodes.close();
    }
    levels.push(nodes.level(digitAt[level]!));
    here = [...numbers.keys()];
  }
  return levels.reverse();
}
