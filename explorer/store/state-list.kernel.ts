/**
 * Packed states in order, in typed arrays.
 *
 * State `i` is `wordCount` 32-bit words at place `i` of a list of chunks of equal size; only the first
 * chunk ever grows (by doubling), so that nothing large is copied.
 */

/** Words of a chunk, unless a single state needs more. */
const CHUNK_WORDS = 1 << 18;

export class StateList {
  readonly wordCount: number;
  /** State `i` is in chunk `i >>> chunkShift`. */
  readonly chunks: Int32Array[];
  readonly chunkShift: number;
  readonly #chunkMask: number;

  /** Room for `states` at first, but for no more than a chunk holds. */
  constructor(wordCount: number, states: number) {
    this.wordCount = wordCount;
    this.chunkShift = Math.max(0, 31 - Math.clz32(CHUNK_WORDS / wordCount));
    this.#chunkMask = 2 ** this.chunkShift - 1;
    this.chunks = [new Int32Array(wordCount * Math.min(states, 2 ** this.chunkShift))];
  }

  get bytes(): number {
    return this.chunks[0]!.byteLength + (this.chunks.length - 1) * this.#bytesOfChunk;
  }

  get #bytesOfChunk(): number {
    return 4 * this.wordCount * 2 ** this.chunkShift;
  }

  /** States for which there are words. */
  get capacity(): number {
    return this.bytes / (4 * this.wordCount);
  }

  /** The array that holds a state; see {@link at}. */
  wordsOf(number: number): Int32Array {
    return this.chunks[number >>> this.chunkShift]!;
  }

  /** Where in {@link wordsOf} the words of a state begin. */
  at(number: number): number {
    return (number & this.#chunkMask) * this.wordCount;
  }

  /** How many states lie one after the other, from this one on. */
  run(number: number): number {
    return this.#chunkMask + 1 - (number & this.#chunkMask);
  }

  /** The words of a run of states, without copying them, in pieces of whole states. */
  pieces(from: number, to: number): Int32Array[] {
    const pieces: Int32Array[] = [];
    for (let number = from; number < to; ) {
      const at = this.at(number);
      const states = Math.min(to - number, this.run(number));
      pieces.push(this.wordsOf(number).subarray(at, at + states * this.wordCount));
      number += states;
    }
    return pieces;
  }

  /** Bytes that the next {@link grow} takes before it lets go of any. */
  get growth(): number {
    const first = this.chunks[0]!.byteLength;
    return first < this.#bytesOfChunk ? 2 * first : this.#bytesOfChunk;
  }

  /** Makes room for more states; false when there is no memory for that. */
  grow(): boolean {
    try {
      const chunk = new Int32Array(this.growth / 4);
      const first = this.chunks[0]!;
      if (first.byteLength < this.#bytesOfChunk) {
        chunk.set(first);
        this.chunks[0] = chunk;
      } else this.chunks.push(chunk);
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}
