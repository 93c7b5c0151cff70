/**
 * Where states come from, in few bits: for each state but the first the step that led to it, and from
 * which state. States are numbered in the order in which those they come from are expanded, so the
 * numbers of the latter never fall: their increase is written in unary, two bits for a state on average.
 *
 * From the states of one depth and this record those of the next are made again, in their order.
 */

import { readBits, writeBits } from './compact-entries.kernel.ts';

/** Bits of a chunk. */
const CHUNK_BITS = 1 << 18;
/** The longest run of ones that is written at once. */
const RUN = 31;

/** A place in the record. */
export interface OriginMark {
  readonly bit: number;
  readonly parent: number;
}

export class Origins {
  readonly #stepBits: number;
  readonly #chunks: Int32Array[] = [];
  #end = 0;
  /** The state that was written last to be one others come from. */
  #parent = 0;
  /** Reading: the next bit, and what was read. */
  #bit = 0;
  parent = 0;
  step = 0;

  constructor(stepCount: number) {
    this.#stepBits = Math.max(1, 32 - Math.clz32(stepCount - 1));
  }

  get bytes(): number {
    return this.#chunks.length * (CHUNK_BITS / 8 + 4);
  }

  /** The most bytes that `n` more states can cost, if no run is long. */
  bytesFor(n: number): number {
    return (2 + Math.ceil((n * (this.#stepBits + RUN)) / CHUNK_BITS)) * (CHUNK_BITS / 8 + 4);
  }

  /** Where the next state will be written. */
  get mark(): OriginMark {
    return { bit: this.#end, parent: this.#parent };
  }

  /** Writes where the next state comes from; `parent` is no less than it was before. */
  append(parent: number, step: number): void {
    for (let more = parent - this.#parent; more > 0; more -= RUN) {
      this.#write(-1, Math.min(more, RUN));
    }
    this.#parent = parent;
    this.#write(0, 1);
    this.#write(step, this.#stepBits);
  }

  #write(value: number, width: number): void {
    const chunk = Math.floor(this.#end / CHUNK_BITS);
    const bit = this.#end - chunk * CHUNK_BITS;
    if (chunk === this.#chunks.length) this.#chunks.push(new Int32Array(CHUNK_BITS / 32 + 1));
    const over = Math.max(0, bit + width - CHUNK_BITS);
    writeBits(this.#chunks[chunk]!, bit >>> 5, bit & 31, width - over, value);
    this.#end += width - over;
    if (over > 0) this.#write(value >> (width - over), over);
  }

  /** Goes to a place, to read from there. */
  seek({ bit, parent }: OriginMark): void {
    this.#bit = bit;
    this.parent = parent;
  }

  /** Reads where one more state comes from. */
  next(): void {
    while (this.#read(1) === 1) this.parent++;
    this.step = this.#read(this.#stepBits);
  }

  #read(width: number): number {
    const chunk = Math.floor(this.#bit / CHUNK_BITS);
    const bit = this.#bit - chunk * CHUNK_BITS;
    const over = Math.max(0, bit + width - CHUNK_BITS);
    const value = readBits(this.#chunks[chunk]!, bit >>> 5, bit & 31, width - over);
    this.#bit += width - over;
    return over === 0 ? value : value | (this.#read(over) << (width - over));
  }
}
