/**
 * An array of 32-bit words that grows in place, so that growing never holds two copies of anything
 * large.
 *
 * The address space is reserved beforehand: a shared buffer with a maximal length takes memory only
 * for what it has grown to. A first reservation is small; whoever outgrows it is copied once into one
 * of {@link RESERVED_LAST}, the longest buffer that Node 20 allows. Or it is in a part of a WebAssembly memory,
 * until it outgrows that.
 */

import type { Part } from '../wasm/tree-area.ts';

const RESERVED_FIRST = 2 ** 26;
const RESERVED_LAST = 2 ** 32;

/** Words that are 0 until they are written. */
export class GrowableWords {
  /** All words there are now. Another array after each {@link grow}. */
  words: Int32Array;
  #buffer: SharedArrayBuffer;
  /** Where it is in a WebAssembly memory, if it is. */
  #part: Part | null = null;

  constructor(length: number) {
    this.#buffer = reserve(length * 4);
    this.words = new Int32Array(this.#buffer, 0, length);
  }

  get bytes(): number {
    return this.#part === null ? this.#buffer.byteLength : this.words.byteLength;
  }

  /** It is in a part of a WebAssembly memory. */
  get isSettled(): boolean {
    return this.#part !== null;
  }

  /** Goes on in a part of a WebAssembly memory, with anything in it, if that is large enough. */
  settle(part: Part): void {
    const { at, end, buffer } = part;
    if (this.words.byteLength > end - at) return;
    const words = new Int32Array(buffer, at, this.words.length);
    words.set(this.words);
    this.words = words;
    this.#part = part;
    this.#buffer = buffer;
  }

  /** Makes it at least `length` words long; false when there is no memory for that. */
  grow(length: number): boolean {
    const bytes = length * 4;
    if (bytes > RESERVED_LAST) return false;
    if (this.#part !== null && this.#growIn(this.#part, length)) return true;
    try {
      if (this.#part !== null || bytes > this.#buffer.maxByteLength) {
        this.#buffer = reserve(bytes);
        new Int32Array(this.#buffer).set(this.words);
        this.#part = null;
      } else if (bytes > this.#buffer.byteLength) this.#buffer.grow(bytes);
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    this.words = new Int32Array(this.#buffer, 0, Math.max(length, this.words.length));
    return true;
  }

  #growIn({ buffer, at, end }: Part, length: number): boolean {
    const known = this.words.length;
    if (length * 4 > end - at) return false;
    if (length > known) this.words = new Int32Array(buffer, at, length).fill(0, known);
    return true;
  }
}

function reserve(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes, {
    maxByteLength: bytes <= RESERVED_FIRST / 4 ? RESERVED_FIRST : RESERVED_LAST,
  });
}
