/**
 * The roots of a compressed tree in order of discovery: pairs of numbers in as many bits as they need.
 *
 * Widths only ever grow. Pairs written with the same widths are an era; an era is a list of chunks of
 * 2^{@link CHUNK_BITS} pairs, so that appending copies nothing.
 */

import { readBits, writeBits } from './compact-entries.kernel.ts';

const CHUNK_BITS = 11;
const CHUNK = 1 << CHUNK_BITS;

interface Era {
  /** Number of its first pair. */
  readonly first: number;
  readonly leftBits: number;
  readonly rightBits: number;
  readonly chunks: Int32Array[];
}

export class TreeRoots {
  count = 0;
  /** Bytes of all chunks. */
  bytes = 0;
  /** The pair that was read last. */
  left = 0;
  right = 0;
  readonly #eras: Era[];
  /** The era that was read last. */
  #era: number = 0;

  constructor(leftBits: number, rightBits: number) {
    this.#eras = [{ first: 0, leftBits, rightBits, chunks: [] }];
  }

  get leftBits(): number {
    return this.#last.leftBits;
  }

  get rightBits(): number {
    return this.#last.rightBits;
  }

  get #last(): Era {
    return this.#eras[this.#eras.length - 1]!;
  }

  /** The most bytes that `n` more pairs can cost, wider ones included. */
  bytesFor(n: number): number {
    return (2 + (n >>> CHUNK_BITS)) * bytesOfChunk(32, 32);
  }

  /** Writes the pairs to come with these widths. */
  widen(leftBits: number, rightBits: number): void {
    this.#eras.push({ first: this.count, leftBits, rightBits, chunks: [] });
  }

  append(left: number, right: number): void {
    const { first, leftBits, rightBits, chunks } = this.#last;
    const index = this.count - first;
    if (index === chunks.length * CHUNK) {
      const bytes = bytesOfChunk(leftBits, rightBits);
      chunks.push(new Int32Array(bytes / 4));
      this.bytes += bytes;
    }
    const chunk = chunks[index >>> CHUNK_BITS]!;
    const bit = (index & (CHUNK - 1)) * (leftBits + rightBits);
    writeBits(chunk, bit >>> 5, bit & 31, leftBits, left);
    const rightBit = bit + leftBits;
    writeBits(chunk, rightBit >>> 5, rightBit & 31, rightBits, right);
    this.count++;
  }

  /** Reads a pair into {@link left} and {@link right}. */
  read(number: number): void {
    const { first, leftBits, rightBits, chunks } = this.#eraOf(number);
    const index = number - first;
    const chunk = chunks[index >>> CHUNK_BITS]!;
    const bit = (index & (CHUNK - 1)) * (leftBits + rightBits);
    this.left = readBits(chunk, bit, leftBits);
    this.right = readBits(chunk, bit + leftBits, rightBits);
  }

  #eraOf(number: number): Era {
    const eras = this.#eras;
    let e = this.#era;
    while (e + 1 < eras.length && eras[e + 1]!.first <= number) e++;
    while (eras[e]!.first > number) e--;
    this.#era = e;
    return eras[e]!;
  }
}

function bytesOfChunk(leftBits: number, rightBits: number): number {
  return ((CHUNK / 32) * (leftBits + rightBits) + 1) * 4;
}
