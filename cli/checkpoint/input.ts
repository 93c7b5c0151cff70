/** A file that is read once from beginning to end, in pieces, and hashed on the way. */

import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once. */
const PIECE_BYTES = 1 << 20;

/** Thrown where the file ends before what was asked for. */
export class EndOfFile extends Error {}

export class Input {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #buffer = Buffer.alloc(PIECE_BYTES);
  readonly #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, PIECE_BYTES);
  /** Bytes that were read and not yet taken: `#buffer[#at .. #end - 1]`. */
  #at = 0;
  #end = 0;
  #taken = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Bytes that were taken so far. */
  get taken(): number {
    return this.#taken;
  }

  /** The text up to the next newline, which is taken as well; null if it is longer than `bytesMax`. */
  async line(bytesMax: number): Promise<string | null> {
    const parts: Buffer[] = [];
    for (let length = 0; length <= bytesMax; ) {
      await this.#need(1);
      const newline = this.#buffer.subarray(this.#at, this.#end).indexOf(0x0a);
      const part = this.#take(newline < 0 ? this.#end - this.#at : newline + 1);
      length += part.length;
      parts.push(Buffer.from(part));
      if (newline >= 0) return Buffer.concat(parts).toString('utf8').slice(0, -1);
    }
    return null;
  }

  /** Fills `words` with little-endian numbers. */
  async words(words: Int32Array): Promise<void> {
    for (let i = 0; i < words.length; ) {
      await this.#need(4);
      const bytes = Math.min(4 * (words.length - i), (this.#end - this.#at) & ~3);
      for (let at = this.#at; at < this.#at + bytes; at += 4) {
        words[i++] = this.#view.getInt32(at, true);
      }
      this.#take(bytes);
    }
  }

  /** Whether the next bytes are the hash of all that were taken. Nothing can be taken afterwards. */
  async endsWithHash(bytes: number): Promise<boolean> {
    await this.#need(bytes);
    return this.#hash.digest().equals(this.#buffer.subarray(this.#at, this.#at + bytes));
  }

  #take(bytes: number): Buffer {
    const part = this.#buffer.subarray(this.#at, this.#at + bytes);
    this.#hash.update(part);
    this.#at += bytes;
    this.#taken += bytes;
    return part;
  }

  /** Reads on until so many bytes are there to be taken. */
  async #need(bytes: number): Promise<void> {
    if (this.#end - this.#at >= bytes) return;
    this.#buffer.copyWithin(0, this.#at, this.#end);
    this.#end -= this.#at;
    this.#at = 0;
    while (this.#end < bytes) {
      const { bytesRead } = await this.#file.read(this.#buffer, this.#end, PIECE_BYTES - this.#end);
      if (bytesRead === 0) throw new EndOfFile();
      this.#end += bytesRead;
    }
  }
}
