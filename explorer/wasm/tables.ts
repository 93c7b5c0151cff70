/** Tables of constants that code reads from memory. They are in the module, and written when it is instantiated. */

import { type Code, i32 } from './instructions.ts';
import type { ModuleCode } from './module.ts';

/** Bytes of a number. */
const WIDE = 4;

/** Tables, one after the other from an address on. */
export class Tables {
  readonly #at: number;
  readonly #bytes: number[] = [];
  /** Where tables are, by what is in them: many have the same. */
  readonly #known = new Map<string, number>();

  /** `at`: a multiple of 4. */
  constructor(at: number) {
    this.#at = at;
  }

  /** The number at a place of a table. */
  read(table: ArrayLike<number>, place: Code): Code {
    const numbers = Array.from(table);
    const isNarrow = numbers.every((number) => number >= 0 && number <= 0xff);
    const at = this.#place(numbers, isNarrow ? 1 : WIDE);
    return isNarrow ? i32.load8(place, at) : i32.load(i32.mul(place, i32.const(WIDE)), at);
  }

  /** Puts them into the module. */
  addTo(module: ModuleCode): void {
    module.write(this.#at, this.#bytes);
  }

  #place(numbers: readonly number[], width: number): number {
    const text = `${width}: ${numbers.join(' ')}`;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    while (this.#bytes.length % width !== 0) this.#bytes.push(0);
    const at = this.#at + this.#bytes.length;
    for (const number of numbers) {
      for (let byte = 0; byte < width; byte++) this.#bytes.push((number >>> (8 * byte)) & 0xff);
    }
    this.#known.set(text, at);
    return at;
  }
}
