/**
 * Lines of a table of keys as WebAssembly: aiming at them, comparing one as a whole, putting a key in, and the way
 * back. What `line-entries.kernel.ts` does, on the same words.
 *
 * There are two forms, for keys with extra bits and without.
 */

import { AWAY_BITS, AWAY_BITS_WIDE, LINE_WORDS, TAG_BITS } from '../store/line-geometry.ts';
import { range } from '../store/made-code.ts';
import {
  type Code,
  I64,
  i32,
  i64,
  type Local,
  type Type,
  V128,
  v128,
  whileTrue,
} from './instructions.ts';
import { EXTRA_BITS, LEFT_BITS, PLACES, type TreeArea } from './tree-area.ts';

const LINE_BYTES = 4 * LINE_WORDS;

/** A table as the code sees it: its shape in variables, one line, one key. */
export class LineCode {
  readonly #base: Local;
  readonly #table: Local;
  readonly #area: TreeArea;
  readonly #isWide: boolean;
  readonly #awayBits: number;
  readonly #leftBits: Local;
  readonly #leftMask: Local;
  /** Only of wide keys: the shape of lines, which bits stand for places, and a mask for extra bits. */
  readonly #extraBits: Local;
  readonly #places: Local;
  readonly #placesMask: Local;
  readonly #extraMask: Local;
  /** The address of the line at hand. */
  readonly at: Local;
  /** Tag and extra bits of the key at hand, if it is in that line. */
  readonly tag: Local;
  readonly #extra: Local;
  /** Not 0 if the key is in the line; and the places that are free, as bits. */
  readonly matches: Local;
  readonly free: Local;
  readonly #quarters: readonly Local[];
  /** Places that may have the key, and where the extra bits of one are: from a bit of a byte on. */
  readonly #candidates: Local;
  readonly #byte: Local;
  readonly #within: Local;
  /** Extra bits that were read. */
  readonly #read: Local;

  constructor(
    base: Local,
    table: Local,
    area: TreeArea,
    variable: (type?: Type) => Local,
    isWide: boolean,
  ) {
    [this.#base, this.#table, this.#area, this.#isWide] = [base, table, area, isWide];
    this.#awayBits = isWide ? AWAY_BITS_WIDE : AWAY_BITS;
    [this.#leftBits, this.#leftMask] = [variable(), variable()];
    [this.#extraBits, this.#places] = [variable(), variable()];
    [this.#placesMask, this.#extraMask] = [variable(), variable(I64)];
    [this.at, this.tag, this.#extra] = [variable(), variable(), variable(I64)];
    [this.matches, this.free, this.#candidates] = [variable(), variable(), variable()];
    this.#quarters = range(4).map(() => variable(V128));
    [this.#byte, this.#within, this.#read] = [variable(), variable(I64), variable(I64)];
  }

  /** To be done once in a call. */
  get begin(): Code {
    const read = (of: number): Code => i32.load(this.#base.get, this.#area.shape + 4 * of);
    const leftMask = i32.sub(i32.shl(i32.const(1), this.#leftBits.get), i32.const(1));
    const unused = i32.sub(i32.const(32), this.#places.get);
    const above = i64.shl(i64.const(-1n), i64.of32(this.#extraBits.get));
    return [
      this.#leftBits.set(read(LEFT_BITS)),
      this.#leftMask.set(leftMask),
      this.#places.set(read(PLACES)),
      this.#extraBits.set(read(EXTRA_BITS)),
      this.#placesMask.set(i32.shr(i32.const(-1), unused)),
      this.#extraMask.set(i64.xor(above, i64.const(-1n))),
    ];
  }

  /** Keys in a line. */
  get places(): Code {
    return this.#places.get;
  }

  /** Sets {@link at}, {@link tag} and the extra bits for a key at its home. */
  aim(top: Code, rest: Code): Code {
    const left = i32.and(top, this.#leftMask.get);
    const narrow = i32.or(i32.shl(rest, this.#leftBits.get), left);
    const wide = i64.or(i64.shl(i64.of32(rest), i64.of32(this.#leftBits.get)), i64.of32(left));
    const tagOf = (kept: Code): Code => {
      const bits = i32.and(kept, i32.const(2 ** (TAG_BITS - this.#awayBits) - 1));
      return i32.or(i32.shl(bits, i32.const(this.#awayBits)), i32.const(1));
    };
    return [
      this.goTo(i32.shr(top, this.#leftBits.get)),
      this.#isWide
        ? [
            this.#extra.set(wide),
            this.tag.set(tagOf(i32.of64(this.#extra.get))),
            this.#extra.set(i64.shr(this.#extra.get, this.#bitsInTag)),
          ]
        : this.tag.set(tagOf(narrow)),
    ];
  }

  /** Bits of a key in its tag. */
  get #bitsInTag(): Code {
    return i64.const(BigInt(TAG_BITS - this.#awayBits));
  }

  /** Goes to a line. */
  goTo(line: Code): Code {
    return this.at.set(i32.add(this.#table.get, i32.mul(line, i32.const(LINE_BYTES))));
  }

  /** Goes to the next line, for the same key. */
  get goOn(): Code {
    return [this.at.add(LINE_BYTES), this.tag.add(1)];
  }

  /** The line at hand is too far from home for a tag to say. */
  get isTooFar(): Code {
    return i32.isZero(this.#away);
  }

  get #away(): Code {
    return i32.and(this.tag.get, i32.const(2 ** this.#awayBits - 1));
  }

  get isAtHome(): Code {
    return i32.eq(this.#away, i32.const(1));
  }

  /** In a table of twice the size: which of two lines is the home of the key, and its tag there. */
  get nextBit(): Code {
    return i32.and(i32.shr(this.tag.get, this.#nextAt), i32.const(1));
  }

  get splitTag(): Code {
    const below = i32.and(this.tag.get, i32.sub(i32.shl(i32.const(1), this.#nextAt), i32.const(1)));
    const above = i32.shr(i32.shr(this.tag.get, this.#nextAt), i32.const(1));
    return i32.or(i32.shl(above, this.#nextAt), below);
  }

  /** The place of that bit in a tag. */
  get #nextAt(): Code {
    return i32.add(this.#leftBits.get, i32.const(this.#awayBits - 1));
  }

  storeExtra(i: Code): Code {
    return this.#isWide ? i64.store(this.#wideRow(i), this.#extra.get, this.#area.extras) : [];
  }

  loadExtra(i: Code): Code {
    const read = i64.load(this.#wideRow(i), this.#area.extras);
    return this.#isWide ? this.#extra.set(read) : [];
  }

  #wideRow(i: Code): Code {
    return i32.add(this.#base.get, i32.shl(i, i32.const(3)));
  }

  /** Compares the line at hand with the key: sets {@link matches} and {@link free}. */
  get look(): Code {
    const isThere = v128.isAnyTrue(this.#comparedWith(this.tag.get).reduce(v128.or));
    return [
      this.#quarters.map((quarter, q) => quarter.set(v128.load(this.at.get, 16 * q))),
      this.free.set(this.#placesWith(i32.const(0))),
      this.#isWide ? this.#lookForExtra : this.matches.set(isThere),
    ];
  }

  /** Tags of the line, eight by eight, compared with one. */
  #comparedWith(tag: Code): readonly Code[] {
    return this.#quarters.map((quarter) => v128.eq16(quarter.get, v128.splat16(tag)));
  }

  /** The places with such a tag, as bits. */
  #placesWith(tag: Code): Code {
    const [a = [], b = [], c = [], d = []] = this.#comparedWith(tag);
    const upper = i32.shl(v128.signs8(v128.narrow16(c, d)), i32.const(16));
    const all = i32.or(v128.signs8(v128.narrow16(a, b)), upper);
    return this.#isWide ? i32.and(all, this.#placesMask.get) : all;
  }

  /** Goes through the places with the tag of the key. */
  get #lookForExtra(): Code {
    const candidates = this.#candidates;
    const isEqual = i64.eq(this.#read.get, this.#extra.get);
    return [
      candidates.set(this.#placesWith(this.tag.get)),
      this.matches.set(i32.const(0)),
      whileTrue(
        candidates.get,
        this.#readExtra(i32.trailingZeros(candidates.get)),
        this.matches.set(i32.or(this.matches.get, isEqual)),
        candidates.set(i32.and(candidates.get, i32.sub(candidates.get, i32.const(1)))),
      ),
    ];
  }

  #readExtra(place: Code): Code {
    const bits = i64.shr(i64.load(this.#byte.get, 0), this.#within.get);
    return [this.#goToExtra(place), this.#read.set(i64.and(bits, this.#extraMask.get))];
  }

  #goToExtra(place: Code): Code {
    const tags = i32.mul(this.#places.get, i32.const(TAG_BITS));
    return [
      this.#byte.set(i32.add(tags, i32.mul(place, this.#extraBits.get))),
      this.#within.set(i64.of32(i32.and(this.#byte.get, i32.const(7)))),
      this.#byte.set(i32.add(this.at.get, i32.shr(this.#byte.get, i32.const(3)))),
    ];
  }

  /** Puts the key in the first free place of the line if `isNew` is 1; if it is 0, the place stays free. */
  put(isNew: Local): Code {
    const place = i32.trailingZeros(this.free.get);
    const tag = i32.mul(this.tag.get, isNew.get);
    const mask = i64.shl(this.#extraMask.get, this.#within.get);
    const others = i64.and(i64.load(this.#byte.get, 0), i64.xor(mask, i64.const(-1n)));
    const extra = i64.shl(this.#extra.get, this.#within.get);
    const writeExtra = [this.#goToExtra(place), i64.store(this.#byte.get, i64.or(others, extra))];
    return [
      i32.store16(i32.add(this.at.get, i32.shl(place, i32.const(1))), tag),
      this.#isWide ? writeExtra : [],
    ];
  }

  /** Reads a place: {@link tag} is 0 where it is free. */
  read(place: Local): Code {
    return [
      this.tag.set(i32.load16(i32.add(this.at.get, i32.shl(place.get, i32.const(1))))),
      this.#isWide ? this.#readExtra(place.get) : [],
    ];
  }

  /** After {@link read}, all bits of the key that are kept. */
  get #kept(): Code {
    const bits = i64.of32(i32.shr(this.tag.get, i32.const(this.#awayBits)));
    return this.#isWide ? i64.or(i64.shl(this.#read.get, this.#bitsInTag), bits) : bits;
  }

  /** The top of the key, which is in this line. */
  topAt(line: Local): Code {
    const home = i32.add(i32.sub(line.get, this.#away), i32.const(1));
    const left = i32.and(i32.of64(this.#kept), this.#leftMask.get);
    return i32.or(i32.shl(home, this.#leftBits.get), left);
  }

  get rest(): Code {
    return i32.of64(i64.shr(this.#kept, i64.of32(this.#leftBits.get)));
  }
}
