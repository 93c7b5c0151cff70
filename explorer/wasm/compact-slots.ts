/**
 * The slots of a compact table as WebAssembly: reading and writing entries, looking for one, putting one in. What
 * `compact-entries.kernel.ts` and `compact-passes.kernel.ts` do, on the same words, for entries of at most 32 bits.
 *
 * An entry is read by one load of 64 bits from any byte. It is written by loads and stores of whole words,
 * so that the next load finds in the processor's store buffer what was just written.
 */

import { DISTANCE_BITS, DISTANCE_MASK } from '../store/compact-geometry.ts';
import {
  type Code,
  I64,
  i32,
  i64,
  type Local,
  leave,
  leaveIf,
  type Type,
  when,
  whileTrue,
} from './instructions.ts';
import { row } from './probe.ts';
import {
  CHOICE_MASK,
  CHOICES,
  FAR,
  GROUP_SHIFT,
  HEAD_BITS,
  LOW_BITS,
  MASK,
  PARTS,
  SAID_ENTRY,
  SAID_SLOT,
  STRANDED,
  type TreeArea,
  WIDTH,
} from './tree-area.ts';

/** A table of keys as the code sees it: its shape in variables, and one slot. */
export class Keys {
  readonly #base: Local;
  readonly #table: Local;
  readonly #area: TreeArea;
  readonly #variable: (type?: Type) => Local;
  readonly #shape: Readonly<Record<number, Local>>;
  readonly #wide: Local;
  /** The first bit of the slot at hand. */
  readonly #bit: Local;
  /** The entry of the key at hand at its home, and further on as far as it was looked for. */
  readonly want: Local;
  readonly home: Local;
  readonly #choice: Local;
  /** The entry that was read last. */
  readonly entry: Local;

  constructor(
    base: Local,
    table: Local,
    area: TreeArea,
    variable: (type?: Type) => Local,
    shape: readonly number[],
  ) {
    [this.#base, this.#table, this.#area, this.#variable] = [base, table, area, variable];
    this.#shape = Object.fromEntries(shape.map((of) => [of, variable()]));
    [this.#wide, this.#bit] = [variable(I64), variable(I64)];
    [this.want, this.home, this.#choice, this.entry] = [1, 2, 3, 4].map(() => variable()) as Four;
  }

  /** To be done once in a call. */
  get begin(): Code {
    const { shape } = this.#area;
    const read = (of: number): Code => i32.load(this.#base.get, shape + 4 * of);
    const all = Object.entries(this.#shape);
    return [
      all.map(([of, local]) => local.set(read(Number(of)))),
      this.#wide.set(i64.of32(read(WIDTH))),
    ];
  }

  of(number: number): Code {
    return this.#shape[number]?.get ?? [];
  }

  /** 2^n - 1 for the bits of the top that are kept as they are. */
  get #lowMask(): Code {
    return i32.sub(i32.shl(i32.const(1), this.of(LOW_BITS)), i32.const(1));
  }

  /** Sets {@link home} and {@link want} for a key. */
  aim(top: Code, rest: Code): Code {
    const choice = i32.and(i32.shr(top, this.of(LOW_BITS)), this.of(CHOICE_MASK));
    const kept = i32.and(this.#choice.get, i32.const(255));
    const left = i32.or(i32.shl(kept, this.of(LOW_BITS)), i32.and(top, this.#lowMask));
    const head = i32.or(i32.shl(left, i32.const(DISTANCE_BITS)), i32.const(1));
    const group = i32.mul(i32.shr(top, this.of(GROUP_SHIFT)), this.of(PARTS));
    return [
      this.#choice.set(i32.load(row(this.#base, choice), this.#area.shape + 4 * CHOICES)),
      this.home.set(i32.add(group, i32.shr(this.#choice.get, i32.const(8)))),
      this.want.set(i32.and(i32.or(i32.shl(rest, this.of(HEAD_BITS)), head), this.of(MASK))),
    ];
  }

  /** Goes to a slot. */
  goTo(slot: Code): Code {
    return this.#bit.set(i64.mul(i64.of32(slot), this.#wide.get));
  }

  get goOn(): Code {
    return this.#bit.set(i64.add(this.#bit.get, this.#wide.get));
  }

  /** Reads the entry of the slot at hand. */
  get read(): Code {
    const bits = i64.load(this.byte, 0);
    const entry = i32.of64(i64.shr(bits, i64.and(this.#bit.get, i64.const(7n))));
    return this.entry.set(i32.and(entry, this.of(MASK)));
  }

  /** The address of the slot at hand. */
  get byte(): Code {
    return i32.add(this.#table.get, i32.of64(i64.shr(this.#bit.get, i64.const(3n))));
  }

  /** The distance in {@link entry}; 0 where the slot is free. */
  get distance(): Code {
    return i32.and(this.entry.get, i32.const(DISTANCE_MASK));
  }

  /** Exchanges what is in the slot at hand and `entry`. */
  exchange(entry: Local): Code {
    const [at, pair, within] = [this.#variable(), this.#variable(I64), this.#variable(I64)];
    const word = i32.shl(i32.of64(i64.shr(this.#bit.get, i64.const(5n))), i32.const(2));
    const second = i64.shl(i64.of32(i32.load(at.get, 4)), i64.const(32n));
    const mask = i64.shl(i64.of32(this.of(MASK)), within.get);
    const others = i64.and(pair.get, i64.xor(mask, i64.const(-1n)));
    return [
      at.set(i32.add(this.#table.get, word)),
      within.set(i64.and(this.#bit.get, i64.const(31n))),
      pair.set(i64.or(i64.of32(i32.load(at.get)), second)),
      this.entry.set(i32.and(i32.of64(i64.shr(pair.get, within.get)), this.of(MASK))),
      pair.set(i64.or(others, i64.shl(i64.of32(entry.get), within.get))),
      i32.store(at.get, i32.of64(pair.get)),
      i32.store(at.get, i32.of64(i64.shr(pair.get, i64.const(32n))), 4),
    ];
  }

  /**
   * Puts `want` into the slot at hand, whose number is `slot`; entries from there to the next free slot
   * move on by one. One that can move no further is said to be stranded.
   */
  insert(slot: Local, what: Local): Code {
    return whileTrue(
      i32.const(1),
      this.exchange(this.want),
      leaveIf(1, i32.isZero(this.distance)),
      when(i32.eq(this.distance, i32.const(DISTANCE_MASK)), [
        what.set(i32.const(STRANDED)),
        i32.store(this.#base.get, slot.get, this.#area.said + 4 * SAID_SLOT),
        i32.store(this.#base.get, this.entry.get, this.#area.said + 4 * SAID_ENTRY),
        leave(2),
      ]),
      this.want.set(i32.add(this.entry.get, i32.const(1))),
      this.goOn,
      slot.add(1),
    );
  }

  /**
   * Looks for `want` from its home on. Where it is found, leaves; where it can be put, does `then`; if that
   * is too far away, says so.
   */
  search(distance: Local, what: Local, then: Code): Code {
    return [
      this.goTo(this.home.get),
      distance.set(i32.const(1)),
      whileTrue(
        i32.const(1),
        this.read,
        leaveIf(1, i32.eq(this.entry.get, this.want.get)),
        when(i32.lt(this.distance, distance.get), [then, leave(2)]),
        this.want.add(1),
        this.goOn,
        distance.add(1),
        when(i32.gt(distance.get, i32.const(DISTANCE_MASK)), [what.set(i32.const(FAR)), leave(2)]),
      ),
    ];
  }
}

/** What a list of four variables is. */
export type Four = [Local, Local, Local, Local];
