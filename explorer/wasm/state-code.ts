/**
 * States in WebAssembly code: numbers of 64 bits, of two packed words each; where words are odd, the last
 * number has 32 bits. In memory they are the words of `layout.kernel.ts`, one after the other.
 */

import { range } from '../store/made-code.ts';
import { type Code, I32, I64, i32, i64, type Local, type NumberType } from './instructions.ts';

/** Variables that hold a state. */
export interface StateVariable {
  readonly parts: readonly Code[];
  /** Sets them to the state at an address plus a constant. */
  readonly load: (at: Code, offset: number) => Code;
}

/** States of so many words. */
export class StateCode {
  readonly wordCount: number;
  /** The types of the numbers, its *parts*. */
  readonly types: readonly NumberType[];
  /** Bytes of a state. */
  readonly bytes: number;

  constructor(wordCount: number) {
    this.wordCount = wordCount;
    this.bytes = 4 * wordCount;
    this.types = range(Math.ceil(wordCount / 2)).map((p) => (2 * p + 1 < wordCount ? I64 : I32));
  }

  /** Variables for a state. */
  variable(variable: (type: NumberType) => Local): StateVariable {
    const parts = this.types.map((type) => variable(type));
    return {
      parts: parts.map((part) => part.get),
      load: (at, offset) => {
        const values = this.#load(at, offset);
        return parts.map((part, p) => part.set(values[p] ?? []));
      },
    };
  }

  /** The parts of the state at an address. */
  #load(at: Code, offset: number): readonly Code[] {
    return this.types.map((type, p) => numbers[type].load(at, offset + 8 * p));
  }

  store(at: Code, parts: readonly Code[], offset: number): Code {
    return this.types.map((type, p) => numbers[type].store(at, parts[p] ?? [], offset + 8 * p));
  }

  /** A word of a state. */
  word(parts: readonly Code[], w: number): Code {
    const part = parts[w >> 1] ?? [];
    if (this.types[w >> 1] === I32) return part;
    return i32.of64(w % 2 === 0 ? part : i64.shr(part, i64.const(32n)));
  }

  /** Whether a state is another than the one at an address. */
  differs(parts: readonly Code[], at: Code, offset: number): Code {
    return this.#load(at, offset)
      .map((part, p) => numbers[this.types[p] ?? I32].ne(part, parts[p] ?? []))
      .reduce((all, part) => i32.or(all, part));
  }

  /** The part that holds word `w`, after the bits of `mask` have become those of `bits`. */
  replaced(part: Code, w: number, mask: number, bits: number): Code {
    const { and, or } = numbers[this.types[w >> 1] ?? I32];
    return or(and(part, this.#constant(w, mask, true)), this.#constant(w, bits));
  }

  /** The part that holds word `w`, after an exclusive or of that word with a constant. */
  exclusive(part: Code, w: number, bits: number): Code {
    return numbers[this.types[w >> 1] ?? I32].xor(part, this.#constant(w, bits));
  }

  /** The same with a computed number of 32 bits. */
  exclusiveWith(part: Code, w: number, bits: Code): Code {
    if (this.types[w >> 1] === I32) return i32.xor(part, bits);
    const wide = i64.of32(bits);
    return i64.xor(part, w % 2 === 0 ? wide : i64.shl(wide, i64.const(32n)));
  }

  /** Bits of word `w` as a constant of its part, or all bits of the part but these. */
  #constant(w: number, bits: number, isNegated = false): Code {
    if (this.types[w >> 1] === I32) return i32.const(isNegated ? ~bits : bits);
    const wide = BigInt(bits >>> 0) << BigInt(32 * (w % 2));
    return i64.const(isNegated ? ~wide : wide);
  }
}

const numbers = { [I32]: i32, [I64]: i64 } as const;
