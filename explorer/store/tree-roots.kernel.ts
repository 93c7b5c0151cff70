/**
 * The roots of a compressed tree in order of discovery: pairs of numbers in as many bits as they need.
 *
 * Widths only ever grow. Pairs written with the same widths are an era; an era is a list of chunks of
 * 2^{@link CHUNK_BITS} pairs, so that appending copies nothing.
 */

import type { Part } from '../wasm/tree-area.ts';
import type { RootsAt, TreeKernel } from '../wasm/tree-kernel.kernel.ts';
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
  /** Where chunks are made as long as there is room, and where in it the next one begins. */
  #part: Part | null = null;
  #free = 0;
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

  /** Goes on in a part of a WebAssembly memory. */
  settle(part: Part): void {
    this.#part = part;
    this.#free = part.at;
    for (const { chunks } of this.#eras) {
      for (const [i, chunk] of chunks.entries()) {
        const settled = this.#newChunk(chunk.byteLength);
        settled.set(chunk);
        chunks[i] = settled;
      }
    }
  }

  #newChunk(bytes: number): Int32Array {
    if (this.#part === null || this.#free + bytes > this.#part.end)
      return new Int32Array(bytes / 4);
    const chunk = new Int32Array(this.#part.buffer, this.#free, bytes / 4);
    this.#free += bytes;
    return chunk;
  }

  /** Where the next root is to be, and how many fit there. */
  get next(): RootsAt & { readonly room: number } {
    const { first, leftBits, rightBits, chunks } = this.#last;
    const index = this.count - first;
    if (index === chunks.length * CHUNK) {
      const bytes = bytesOfChunk(leftBits, rightBits);
      chunks.push(this.#newChunk(bytes));
      this.bytes += bytes;
    }
    return this.#placeIn(this.#last, index);
  }

  /** Where a root is, and how many there are from it to the end of its chunk. */
  placeOf(number: number): RootsAt & { readonly room: number } {
    const era = this.#eraOf(number);
    const next = this.#eras[this.#era + 1]?.first ?? this.count;
    const place = this.#placeIn(era, number - era.first);
    return { ...place, room: Math.min(place.room, next - number) };
  }

  #placeIn({ chunks, leftBits, rightBits }: Era, index: number): RootsAt & { room: number } {
    const within = index & (CHUNK - 1);
    const bit = within * (leftBits + rightBits);
    const chunk = chunks[index >>> CHUNK_BITS]!;
    return { chunk, bit, leftBits, rightBits, room: CHUNK - within };
  }

  /** Appends the roots of the first `n` fresh members, as far as a kernel can; returns how many that were. */
  appendBy(kernel: TreeKernel, n: number, lefts: Int32Array, rights: Int32Array): number {
    let done = 0;
    while (done < n) {
      const place = this.next;
      if (!kernel.canReach(place.chunk)) return done;
      const end = Math.min(n, done + place.room);
      kernel.append(done, end, lefts, rights, place);
      this.count += end - done;
      done = end;
    }
    return done;
  }

  append(left: number, right: number): void {
    const { chunk, bit, leftBits, rightBits } = this.next;
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
    const rightBit = bit + leftBits;
    this.left = readBits(chunk, bit >>> 5, bit & 31, leftBits);
    this.right = readBits(chunk, rightBit >>> 5, rightBit & 31, rightBits);
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
