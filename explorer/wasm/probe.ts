/**
 * Hashes and places of the table, as WebAssembly: what `table.kernel.ts` and `keyed-table.kernel.ts` say of
 * them.
 */

import { AWAY_MAX, AWAY_ONE, type Rest } from '../store/keyed-table.kernel.ts';
import { range } from '../store/made-code.ts';
import { HASH_FACTOR, HASH_LAST_FACTOR, LINE, LINE_BITS } from '../store/table.kernel.ts';
import { STATES_AT, TABLE_AT } from './area.ts';
import {
  type Code,
  either,
  i32,
  type Local,
  leaveIf,
  type Type,
  trap,
  V128,
  v128,
  when,
  whileTrue,
} from './instructions.ts';
import type { StateCode } from './state-code.ts';

export const times4 = (n: Code): Code => i32.shl(n, i32.const(2));

/** Place `n` of an array of words that begins at `base` plus a constant. */
export const row = (base: Local, n: Code): Code => i32.add(base.get, times4(n));

/** Place `n` of an array of states. */
export const stateRow = (base: Local, n: Code, { bytes }: StateCode): Code =>
  i32.add(base.get, i32.mul(n, i32.const(bytes)));

/** Puts into `h` the hash of a state (`hashOfWords`). */
export function hash(h: Local, state: StateCode, parts: readonly Code[]): Code {
  const fold = (by: number): Code => h.set(i32.xor(h.get, i32.shr(h.get, i32.const(by))));
  const mixed = range(state.wordCount).map((w): Code => {
    const word = state.word(parts, w);
    const before = w === 0 ? word : i32.xor(h.get, word);
    return [h.set(i32.mul(before, i32.const(HASH_FACTOR))), fold(15)];
  });
  return [mixed, h.set(i32.mul(h.get, i32.const(HASH_LAST_FACTOR))), fold(16)];
}

/** The rest of a state (`restOf`). */
export function restCode(state: StateCode, parts: readonly Code[], { word, bits }: Rest): Code {
  return bits === 0 ? i32.const(0) : state.word(parts, word);
}

/** Code that looks for a member in the table, by its hash `h`. */
export class Probe {
  readonly h: Local;
  /** The entry that was read, and its place. */
  readonly e: Local;
  readonly p: Local;
  /** Places seen before it. */
  readonly seen: Local;
  /** The number that the member is to have. */
  readonly number: Local;
  readonly #bits: Local;
  /** Bits of the hash below those of the line, and a mask for places. */
  readonly #low: Local;
  readonly #mask: Local;
  /** The entry that says the member is here; where entries are numbers, its tag. */
  readonly #x: Local;
  /** The line that is looked at as a whole: its bytes from the beginning of the table. */
  readonly #line: Local;
  /** Its entries as they were read, four in each. */
  readonly #quarters: readonly Local[];
  readonly #state: StateCode;
  readonly #member: readonly Code[];
  readonly #rest: Rest | null;

  constructor(
    bits: Local,
    variable: (type?: Type) => Local,
    state: StateCode,
    member: readonly Code[],
    rest: Rest | null,
  ) {
    [this.h, this.e, this.p, this.seen] = [variable(), variable(), variable(), variable()];
    [this.#low, this.#mask, this.#x] = [variable(), variable(), variable()];
    this.#line = variable();
    this.#quarters = rest === null ? [] : range(LINE / 4).map(() => variable(V128));
    this.number = variable();
    this.#bits = bits;
    this.#state = state;
    this.#member = member;
    this.#rest = rest;
  }

  /** To be done once in a call. */
  get prepare(): Code {
    return [
      this.#low.set(i32.sub(i32.const(32 + LINE_BITS), this.#bits.get)),
      this.#mask.set(this.#lowest(this.#bits.get)),
    ];
  }

  #lowest(bits: Code): Code {
    return i32.sub(i32.shl(i32.const(1), bits), i32.const(1));
  }

  /** To be done for each member, when its parts and `h` are known. */
  get begin(): Code {
    return this.#rest === null
      ? this.#x.set(this.#tag)
      : this.beginWith(restCode(this.#state, this.#member, this.#rest));
  }

  /** The same for keyed entries, when `h` and the rest are known. */
  beginWith(rest: Code): Code {
    const hash = i32.and(this.h.get, this.#lowest(this.#low.get));
    const key = i32.or(i32.shl(rest, this.#low.get), hash);
    return this.#x.set(i32.or(key, i32.const(AWAY_ONE)));
  }

  get #tag(): Code {
    const bits = this.#bits.get;
    const inPlace = i32.shl(this.h.get, i32.sub(bits, i32.const(LINE_BITS)));
    return i32.and(inPlace, i32.shl(i32.const(-2), bits));
  }

  /** The first place of `h`. */
  get first(): Code {
    const line = i32.shl(i32.shr(this.h.get, this.#low.get), i32.const(LINE_BITS));
    return i32.or(line, this.#offset);
  }

  /** Where in a line it begins. */
  get #offset(): Code {
    return this.#rest === null ? i32.shr(this.#tag, i32.const(32 - LINE_BITS)) : i32.const(0);
  }

  /** Begins to look at whole lines, which only a member with a key does. */
  get beginLines(): Code {
    return [
      this.seen.set(i32.const(0)),
      this.#line.set(i32.mul(i32.shr(this.h.get, this.#low.get), i32.const(4 * LINE))),
    ];
  }

  /** Reads the line at hand, each entry once. */
  get readLine(): Code {
    return this.#quarters.map((quarter, q) =>
      quarter.set(v128.load(this.#line.get, TABLE_AT + 16 * q)),
    );
  }

  /** Whether the member is in the line as it was read. */
  get isInLine(): Code {
    return v128.isAnyTrue(this.#comparedWith(this.#x.get).reduce(v128.or));
  }

  /** The entries of the line, four by four, compared with a number. */
  #comparedWith(number: Code): readonly Code[] {
    return this.#quarters.map((quarter) => v128.eq(quarter.get, v128.splat(number)));
  }

  /** Sets `e` to the places of the line that were free, as bits. */
  get findFree(): Code {
    const [a = [], b = [], c = [], d = []] = this.#comparedWith(i32.const(0));
    const all = v128.signs8(v128.narrow16(v128.narrow32(a, b), v128.narrow32(c, d)));
    return this.e.set(all);
  }

  /** Makes `p` the first free place of the line, after {@link findFree}. */
  get takeFree(): Code {
    const line = i32.shr(this.#line.get, i32.const(2));
    return this.p.set(i32.or(line, i32.trailingZeros(this.e.get)));
  }

  /** Goes to the next line. */
  get nextLine(): Code {
    const bytes = i32.shl(this.#mask.get, i32.const(2));
    return [
      this.seen.add(LINE),
      when(i32.gt(this.seen.get, i32.const(AWAY_MAX << LINE_BITS)), trap),
      this.#x.add(AWAY_ONE),
      this.#line.set(i32.and(i32.add(this.#line.get, i32.const(4 * LINE)), bytes)),
    ];
  }

  /** Whether `e` says that the member is here. */
  get isOfMember(): Code {
    if (this.#rest !== null) return i32.eq(this.e.get, this.#x.get);
    const other = i32.shr(i32.xor(this.e.get, this.#x.get), i32.add(this.#bits.get, i32.const(1)));
    const number = i32.sub(i32.and(this.e.get, this.#mask.get), i32.const(1));
    const set: Code = this.number.set(i32.mul(number, i32.const(this.#state.bytes)));
    const differs = this.#state.differs(this.#member, this.number.get, STATES_AT);
    return either(
      i32.and(i32.ne(this.e.get, i32.const(0)), i32.isZero(other)),
      [set, i32.isZero(differs)],
      i32.const(0),
    );
  }

  /** The entry for the member at place `p`. */
  get #entry(): Code {
    if (this.#rest !== null) return this.#x.get;
    const away = i32.ge(i32.xor(this.p.get, this.first), i32.const(LINE));
    const numbered = i32.add(this.number.get, i32.const(1));
    return i32.or(i32.or(this.#x.get, i32.shl(away, this.#bits.get)), numbered);
  }

  /**
   * Enters the member at place `p`, which is free, if it is not in the line as it was read; else the place
   * stays free. Leaves whether it was entered.
   */
  get enterIfNew(): Code {
    const entry = i32.and(this.#x.get, i32.sub(i32.const(0), this.e.get));
    return [
      this.e.set(i32.isZero(this.isInLine)),
      i32.store(times4(this.p.get), entry, TABLE_AT),
      this.e.get,
    ];
  }

  get enter(): Code {
    return i32.store(times4(this.p.get), this.#entry, TABLE_AT);
  }

  /** Enters the member, unless another thread was faster: `e` is 0 or the entry of that one. */
  get enterAtomically(): Code {
    const at = times4(this.p.get);
    return this.e.set(i32.compareExchange(at, i32.const(0), this.#entry, TABLE_AT));
  }

  /** Enters the member, which is not there, though other threads enter some meanwhile. */
  get enterNew(): Code {
    return [
      this.p.set(this.first),
      this.seen.set(i32.const(0)),
      whileTrue(
        i32.const(1),
        this.e.set(i32.load(times4(this.p.get), TABLE_AT)),
        when(i32.isZero(this.e.get), this.enterAtomically),
        leaveIf(1, i32.isZero(this.e.get)),
        this.goOn,
      ),
    ];
  }

  /** Goes to the next place. */
  get goOn(): Code {
    const line = i32.and(this.p.get, i32.const(-LINE));
    const within = i32.and(i32.add(this.p.get, i32.const(1)), i32.const(LINE - 1));
    const next = i32.and(i32.add(line, i32.const(LINE)), this.#mask.get);
    const isTooFar = i32.gt(this.seen.get, i32.const(AWAY_MAX << LINE_BITS));
    return [
      this.seen.add(1),
      when(i32.and(this.seen.get, i32.const(LINE - 1)), this.p.set(i32.or(line, within)), [
        this.#rest === null ? [] : [when(isTooFar, trap), this.#x.add(AWAY_ONE)],
        this.p.set(i32.or(next, this.#offset)),
      ]),
    ];
  }
}
