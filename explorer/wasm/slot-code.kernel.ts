/**
 * Questions about the slots of a state, in WebAssembly.
 *
 * Reads of the layout are unchecked, as in `layout.kernel.ts`.
 */

import type { Layout } from '../search/layout.kernel.ts';
import { type Code, i32, i64 } from './instructions.ts';
import type { StateCode } from './state-code.ts';

/** Numbers a constant of 64 bits can tell apart. */
const BITS = 64;

/** The slots of the state that is in these parts. */
export class SlotCode {
  readonly #layout: Layout;
  readonly #state: StateCode;
  readonly #parts: readonly Code[];

  constructor(layout: Layout, state: StateCode, parts: readonly Code[]) {
    this.#layout = layout;
    this.#state = state;
    this.#parts = parts;
  }

  /** How many local states a slot has. */
  sizeOf(slot: number): number {
    const { slotOffset } = this.#layout;
    return slotOffset[slot + 1]! - slotOffset[slot]!;
  }

  /** The local state of a slot. */
  localOf(slot: number): Code {
    const { slotWord, slotShift, slotMask } = this.#layout;
    const word = this.#state.word(this.#parts, slotWord[slot]!);
    return i32.and(i32.shr(word, i32.const(slotShift[slot]!)), i32.const(slotMask[slot]!));
  }
}

/**
 * 1 where a number below `size` is one of the accepted ones (ascending), else 0, as cheaply as can be said.
 * `lookedUp` says it by a table, for sets that have no shorter form.
 */
export function isAmong(
  number: Code,
  size: number,
  accepted: readonly number[],
  lookedUp: (number: Code) => Code,
): Code {
  const [first = 0] = accepted;
  const last = accepted.at(-1) ?? -1;
  if (accepted.length === 0) return i32.const(0);
  if (accepted.length === size) return i32.const(1);
  if (accepted.length === 1) return i32.eq(number, i32.const(first));
  if (last - first === accepted.length - 1) {
    return i32.le(i32.sub(number, i32.const(first)), i32.const(last - first));
  }
  if (accepted.length === size - 1) {
    const other = accepted.findIndex((one, n) => one !== n);
    return i32.ne(number, i32.const(other < 0 ? size - 1 : other));
  }
  if (size > BITS) return lookedUp(number);
  const bits = accepted.reduce((sum, one) => sum | (1n << BigInt(one)), 0n);
  return i32.and(i32.of64(i64.shr(i64.const(bits), i64.of32(number))), i32.const(1));
}
