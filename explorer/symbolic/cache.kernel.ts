/**
 * The cache of operations: a direct-mapped table that forgets. An entry is four words: operation,
 * two operands, result. An operation that was forgotten is done again, so what is lost is time only.
 */

import type { Diagram } from './diagram.kernel.ts';

const ENTRY = 4;

export class OperationCache {
  #entries: Int32Array;
  #mask: number;
  /** Results that were overwritten since the cache was last enlarged. */
  forgotten = 0;

  constructor(bits = 14) {
    this.#entries = new Int32Array(ENTRY << bits);
    this.#mask = (1 << bits) - 1;
  }

  get bytes(): number {
    return 4 * this.#entries.length;
  }

  /** Number of places. */
  get places(): number {
    return this.#mask + 1;
  }

  /** The result of an operation (not 0); -1 if it is not known. */
  get(operation: number, a: number, b: number): number {
    const at = ENTRY * (hash(operation, a, b) & this.#mask);
    const entries = this.#entries;
    return entries[at] === operation && entries[at + 1] === a && entries[at + 2] === b
      ? entries[at + 3]!
      : -1;
  }

  put(operation: number, a: number, b: number, result: number): void {
    const at = ENTRY * (hash(operation, a, b) & this.#mask);
    const entries = this.#entries;
    if (entries[at] !== 0) this.forgotten++;
    entries[at] = operation;
    entries[at + 1] = a;
    entries[at + 2] = b;
    entries[at + 3] = result;
  }

  /**
   * Forgets entries with nodes that are not marked. The second operand is a node for operations up to
   * `onNodesMax`.
   */
  sweep(diagram: Diagram, onNodesMax: number): void {
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at += ENTRY) {
      const operation = entries[at]!;
      if (operation === 0) continue;
      const lives =
        diagram.isMarked(entries[at + 1]!) &&
        diagram.isMarked(entries[at + 3]!) &&
        (operation > onNodesMax || diagram.isMarked(entries[at + 2]!));
      if (!lives) entries[at] = 0;
    }
  }

  /** Forgets the results of one operation. */
  forget(operation: number): void {
    const entries = this.#entries;
    for (let at = 0; at < entries.length; at += ENTRY) {
      if (entries[at] === operation) entries[at] = 0;
    }
  }

  /** Doubles the number of places and keeps what is known. False if that cannot be had. */
  grow(): boolean {
    const old = this.#entries;
    try {
      this.#entries = new Int32Array(2 * old.length);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.#mask = 2 * this.#mask + 1;
    for (let at = 0; at < old.length; at += ENTRY) {
      if (old[at] !== 0) this.put(old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!);
    }
    this.forgotten = 0;
    return true;
  }
}

function hash(operation: number, a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b + 0x7f4a7c15, 0x85ebca6b) ^ (operation << 7);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 14);
}
