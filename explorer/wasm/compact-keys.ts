/**
 * A compact table as WebAssembly: what `compact-table.kernel.ts` and `compact-passes.kernel.ts` do, on the
 * same words, for entries of at most 32 bits.
 *
 * An entry is read by one load of 64 bits from any byte. It is written by loads and stores of whole words,
 * so that the next load finds in the processor's store buffer what was just written.
 */

import { DISTANCE_BITS, DISTANCE_MASK } from '../store/compact-geometry.ts';
import {
  type Code,
  I32,
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
import type { ModuleCode } from './module.ts';
import { row } from './probe.ts';
import {
  CHOICE_MASK,
  CHOICES,
  FAR,
  FIRST_CHOICE,
  GROUP_SHIFT,
  HEAD_BITS,
  LOW_BITS,
  MASK,
  PARTS,
  SAID_ENTRY,
  SAID_FOUND,
  SAID_SLOT,
  SAID_WHAT,
  STRANDED,
  type TreeArea,
  WIDTH,
} from './tree-area.ts';

/** A table of keys as the code sees it: its shape in variables, and one slot. */
class Keys {
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

type Four = [Local, Local, Local, Local];

const TO_AIM = [MASK, LOW_BITS, CHOICE_MASK, GROUP_SHIFT, PARTS, HEAD_BITS];

/** Defines `addKeys`, `takeOut` and `putBack`. */
export function defineCompactTable(module: ModuleCode, tree: TreeArea): void {
  defineAddKeys(module, tree);
  defineTakeOut(module, tree);
  definePutBack(module, tree);
}

/**
 * Defines `addKeys(base, table, first, n, found)`: adds those of the keys from `first` to before `n` that are
 * new, and lists them as fresh from `found` on. Returns where it ended; {@link TreeArea.said} says how many are
 * listed, and {@link STRANDED} or {@link FAR} if that is not the end: an entry has no slot, or the key it ended at
 * may have none.
 */
function defineAddKeys(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32, I32],
    ([base, table, first, n, found], variable) => {
      const [i, distance, what, slot] = [1, 2, 3, 4].map(() => variable()) as Four;
      const keys = new Keys(base, table, tree, variable, TO_AIM);
      const isNew: Code = [
        i32.store(row(base, found.get), i.get, tree.area.fresh),
        found.add(1),
        slot.set(i32.sub(i32.add(keys.home.get, distance.get), i32.const(1))),
        keys.insert(slot, what),
      ];
      return [
        keys.begin,
        i.set(first.get),
        whileTrue(
          i32.lt(i.get, n.get),
          keys.aim(i32.load(row(base, i.get), tree.tops), i32.load(row(base, i.get), tree.rests)),
          i32.store(row(base, i.get), keys.home.get, tree.homes),
          i32.store(row(base, i.get), keys.want.get, tree.wants),
          i.add(1),
        ),
        i.set(first.get),
        whileTrue(
          i32.lt(i.get, n.get),
          keys.goTo(i32.load(row(base, i.get), tree.homes)),
          i32.store(row(base, i.get), i32.load(keys.byte), tree.touched),
          i.add(1),
        ),
        i.set(first.get),
        whileTrue(
          i32.lt(i.get, n.get),
          keys.home.set(i32.load(row(base, i.get), tree.homes)),
          keys.want.set(i32.load(row(base, i.get), tree.wants)),
          keys.search(distance, what, isNew),
          leaveIf(1, what.get),
          i.add(1),
        ),
        i32.store(base.get, found.get, tree.said + 4 * SAID_FOUND),
        i32.store(base.get, what.get, tree.said + 4 * SAID_WHAT),
        i32.add(i.get, i32.eq(what.get, i32.const(STRANDED))),
      ];
    },
    'addKeys',
  );
}

/** Defines `takeOut(base, table, start, end)`: as `takeOut`, but that the slots are left as they are. */
function defineTakeOut(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32],
    ([base, table, slot, end], variable) => {
      const [n, home, group, left] = [1, 2, 3, 4].map(() => variable()) as Four;
      const shape = [MASK, LOW_BITS, GROUP_SHIFT, PARTS, HEAD_BITS];
      const keys = new Keys(base, table, tree, variable, shape);
      const entry = keys.entry.get;
      const lowMask = i32.sub(i32.shl(i32.const(1), keys.of(LOW_BITS)), i32.const(1));
      const headMask = i32.sub(i32.shl(i32.const(1), keys.of(HEAD_BITS)), i32.const(1));
      const part = i32.sub(home.get, i32.mul(group.get, keys.of(PARTS)));
      const firstChoice = i32.load(row(base, part), tree.shape + 4 * FIRST_CHOICE);
      const choice = i32.add(firstChoice, i32.shr(left.get, keys.of(LOW_BITS)));
      const top = i32.or(
        i32.or(i32.shl(group.get, keys.of(GROUP_SHIFT)), i32.shl(choice, keys.of(LOW_BITS))),
        i32.and(left.get, lowMask),
      );
      return [
        keys.begin,
        keys.goTo(slot.get),
        whileTrue(
          i32.lt(slot.get, end.get),
          keys.read,
          home.set(i32.sub(i32.add(slot.get, i32.const(1)), keys.distance)),
          group.set(i32.div(home.get, keys.of(PARTS))),
          left.set(i32.shr(i32.and(entry, headMask), i32.const(DISTANCE_BITS))),
          i32.store(row(base, n.get), top, tree.movedTops),
          i32.store(row(base, n.get), i32.shr(entry, keys.of(HEAD_BITS)), tree.movedRests),
          n.set(i32.add(n.get, i32.ne(keys.distance, i32.const(0)))),
          keys.goOn,
          slot.add(1),
        ),
        n.get,
      ];
    },
    'takeOut',
  );
}

/**
 * Defines `putBack(base, table, first, n)`: enters keys that were taken out, from `first` to before `n`, as
 * `CompactTable` does. Returns where it ended, as `addKeys` does.
 */
function definePutBack(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32],
    ([base, table, i, n], variable) => {
      const [distance, what, slot, next] = [1, 2, 3, 4].map(() => variable()) as Four;
      /** The slot after the last that was filled, and the home of the entry before it. */
      const [free, homeBefore] = [variable(), variable()];
      const keys = new Keys(base, table, tree, variable, TO_AIM);
      const home = keys.home.get;
      const insert: Code = [
        slot.set(i32.sub(i32.add(home, distance.get), i32.const(1))),
        keys.insert(slot, what),
      ];
      const follows = i32.and(
        i32.ge(home, homeBefore.get),
        i32.lt(distance.get, i32.const(DISTANCE_MASK)),
      );
      const isNext = i32.and(i32.or(i32.isZero(distance.get), follows), i32.isZero(keys.distance));
      return [
        keys.begin,
        whileTrue(
          i32.lt(i.get, n.get),
          keys.aim(
            i32.load(row(base, i.get), tree.movedTops),
            i32.load(row(base, i.get), tree.movedRests),
          ),
          next.set(home),
          when(i32.lt(home, free.get), next.set(free.get)),
          distance.set(i32.sub(next.get, home)),
          keys.goTo(next.get),
          keys.read,
          when(
            isNext,
            [
              keys.want.set(i32.add(keys.want.get, distance.get)),
              keys.exchange(keys.want),
              free.set(i32.add(next.get, i32.const(1))),
              homeBefore.set(home),
            ],
            [
              keys.search(distance, what, insert),
              leaveIf(2, what.get),
              when(i32.le(free.get, home), free.set(i32.add(home, i32.const(1)))),
              keys.goTo(free.get),
              keys.read,
              whileTrue(keys.distance, free.add(1), keys.goOn, keys.read),
              keys.goTo(i32.sub(free.get, i32.const(1))),
              keys.read,
              homeBefore.set(i32.sub(free.get, keys.distance)),
            ],
          ),
          i.add(1),
        ),
        i32.store(base.get, what.get, tree.said + 4 * SAID_WHAT),
        i32.add(i.get, i32.eq(what.get, i32.const(STRANDED))),
      ];
    },
    'putBack',
  );
}
