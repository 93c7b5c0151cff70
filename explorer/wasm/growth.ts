/**
 * Doubling the table, as WebAssembly: what `moveLines` of `table.kernel.ts`, `moveKeyedLines` and
 * `keyLines` of `keyed-table.kernel.ts` do, on the same arrays.
 */

import { AWAY_ONE, AWAY_SHIFT, type Rest } from '../store/keyed-table.kernel.ts';
import { range } from '../store/made-code.ts';
import { LINE, LINE_BITS } from '../store/table.kernel.ts';
import { type Area, STATES_AT, TABLE_AT } from './area.ts';
import {
  type Code,
  I32,
  i32,
  i64,
  type Local,
  leave,
  type Type,
  when,
  whileTrue,
} from './instructions.ts';
import type { ModuleCode } from './module.ts';
import { hash, Probe, restCode, row, times4 } from './probe.ts';
import type { StateCode } from './state-code.ts';

const LINE_BYTES = 4 * LINE;

/** How entries of one kind are moved; `e` is the entry, `line` where it is. */
interface Moving {
  /** To be done first. */
  readonly look: Code;
  /** Not 0 where the entry is away from home. */
  readonly isAway: Code;
  /** What is listed of an entry away from home. */
  readonly displaced: readonly Code[];
  /** Which of two lines it goes to. */
  readonly half: Code;
  /** The entry in the new table, and where in a line its places begin; null: it takes the first. */
  readonly moved: Code;
  readonly offset: ((moved: Code) => Code) | null;
}

/** The variables of a move, in a table of 2^bits entries. */
interface Names {
  readonly e: Code;
  readonly line: Code;
  readonly bits: Code;
  readonly variable: (type?: Type) => Local;
}

type How = (names: Names) => Moving;

/** 2^n - 1. */
const lowest = (n: Code): Code => i32.sub(i32.shl(i32.const(1), n), i32.const(1));

/** `moveLines`, for {@link defineMove}; of displaced states, the number is listed. */
const numbers: How = ({ e, bits }) => ({
  look: [],
  isAway: i32.and(i32.shr(e, bits), i32.const(1)),
  displaced: [i32.sub(i32.and(e, lowest(bits)), i32.const(1))],
  half: i32.shr(e, i32.const(31)),
  moved: i32.or(
    i32.and(i32.shl(e, i32.const(1)), i32.shl(i32.const(-4), bits)),
    i32.and(e, lowest(bits)),
  ),
  offset: (moved) => i32.shr(moved, i32.const(32 - LINE_BITS)),
});

/** `moveKeyedLines`; of displaced states, hash and rest are listed. */
const keys =
  (restBits: number): How =>
  ({ e, line, bits }) => {
    const low = i32.sub(i32.const(32 + LINE_BITS), bits);
    const nextLow = i32.sub(low, i32.const(1));
    const lineMask = lowest(i32.sub(bits, i32.const(LINE_BITS)));
    const rest = i32.and(i32.shr(e, low), i32.const(2 ** restBits - 1));
    const away = i32.sub(i32.shr(e, i32.const(AWAY_SHIFT)), i32.const(1));
    const home = i32.and(i32.sub(line, away), lineMask);
    return {
      look: [],
      isAway: away,
      displaced: [i32.or(i32.shl(home, low), i32.and(e, lowest(low))), rest],
      half: i32.and(i32.shr(e, nextLow), i32.const(1)),
      moved: keyedEntry(rest, e, nextLow),
      offset: null,
    };
  };

/** `keyLines`: numbers become keyed entries. */
const numbersToKeys =
  (state: StateCode, rest: Rest): How =>
  ({ e, line, bits, variable }) => {
    const h = variable();
    const at = variable();
    const member = state.variable(variable);
    const number = i32.sub(i32.and(e, lowest(bits)), i32.const(1));
    const nextLow = i32.sub(i32.const(31 + LINE_BITS), bits);
    const key = restCode(state, member.parts, rest);
    return {
      look: [
        at.set(i32.mul(number, i32.const(state.bytes))),
        member.load(at.get, STATES_AT),
        hash(h, state, member.parts),
      ],
      isAway: i32.ne(i32.shr(h.get, i32.add(nextLow, i32.const(1))), line),
      displaced: [h.get, key],
      half: i32.and(i32.shr(h.get, nextLow), i32.const(1)),
      moved: keyedEntry(key, h.get, nextLow),
      offset: null,
    };
  };

/** The entry at home of a state with this rest and these lower bits of the hash. */
function keyedEntry(rest: Code, hash: Code, low: Code): Code {
  return i32.or(i32.or(i32.const(AWAY_ONE), i32.shl(rest, low)), i32.and(hash, lowest(low)));
}

/**
 * Defines `moveNumbers(base, bits, first, end)` and, likewise, `moveKeys` and `numbersToKeys`: moves the lines
 * from `first` to before `end` of a table of 2^bits entries to one of twice the size, in place. Lists
 * displaced states at {@link Area.displaced}; returns how many words that took. And defines
 * `enterNumbers(base, bits, words)` and `enterKeys`, which enter states that were so listed.
 */
export function defineGrowth(
  module: ModuleCode,
  state: StateCode,
  area: Area,
  rest: Rest | null,
): void {
  defineMove(module, area, 'moveNumbers', numbers);
  defineEnter(module, state, area, null);
  if (rest === null) return;
  defineMove(module, area, 'moveKeys', keys(rest.bits));
  defineMove(module, area, 'numbersToKeys', numbersToKeys(state, rest));
  defineEnter(module, state, area, rest);
}

function defineMove(module: ModuleCode, area: Area, name: string, how: How): void {
  module.define(
    [I32, I32, I32, I32],
    ([base, bits, first, line], variable) => {
      const [listed, e, to, at] = [variable(), variable(), variable(), variable()];
      const [moving, i, begin, taken] = [variable(), variable(), variable(), variable()];
      const names = { e: e.get, line: line.get, bits: bits.get, variable };
      const { look, isAway, displaced, half, moved, offset } = how(names);
      const list = (word: Code): Code => [
        i32.store(row(base, listed.get), word, area.displaced),
        listed.add(1),
      ];
      /** The next place of the line; `taken` counts those of both lines, in 16 bits each. */
      const next: Code = [
        at.set(i32.and(i32.shr(taken.get, begin.get), i32.const(LINE - 1))),
        at.set(i32.or(begin.get, at.get)),
        taken.set(i32.add(taken.get, i32.shl(i32.const(1), begin.get))),
      ];
      /** The first free place of the line from there on; `taken` has a bit for each place of both lines. */
      const firstFree = (from: Code): Code => [
        at.set(from),
        at.set(freeFrom(at, i32.shr(taken.get, begin.get))),
        at.set(i32.or(begin.get, at.get)),
        taken.set(i32.or(taken.get, i32.shl(i32.const(1), at.get))),
      ];
      return [
        whileTrue(
          i32.gt(line.get, first.get),
          line.add(-1),
          takeOut(base, line, e, moving, area),
          to.set(i32.mul(line.get, i32.const(2 * LINE_BYTES))),
          range(LINE).map((k) => i64.store(to.get, i64.const(0n), TABLE_AT + 8 * k)),
          i.set(i32.const(0)),
          taken.set(i32.const(0)),
          whileTrue(
            i32.lt(i.get, moving.get),
            e.set(i32.load(i32.add(base.get, i.get), area.moving)),
            i.add(4),
            look,
            when(isAway, [displaced.map(list), leave(1)]),
            begin.set(i32.shl(half, i32.const(LINE_BITS))),
            e.set(moved),
            offset === null ? next : firstFree(offset(e.get)),
            i32.store(i32.add(to.get, times4(at.get)), e.get, TABLE_AT),
          ),
        ),
        listed.get,
      ];
    },
    name,
  );
}

/**
 * The first free place of a line from `offset` on, wrapping round. `taken`: the places that are not, as its
 * lowest bits; there is a free one.
 */
function freeFrom(offset: Local, taken: Code): Code {
  const all = i32.const(2 ** LINE - 1);
  const twice = i32.mul(i32.xor(i32.and(taken, all), all), i32.const(2 ** LINE + 1));
  const after = i32.trailingZeros(i32.shr(twice, offset.get));
  return i32.and(i32.add(offset.get, after), i32.const(LINE - 1));
}

/** Copies the entries of a line to {@link Area.moving}; `bytes` says how many bytes these are. */
function takeOut(base: Local, line: Local, e: Local, bytes: Local, area: Area): Code {
  const from = i32.mul(line.get, i32.const(LINE_BYTES));
  return [
    bytes.set(i32.const(0)),
    range(LINE).map((k) => [
      e.set(i32.load(from, TABLE_AT + 4 * k)),
      i32.store(i32.add(base.get, bytes.get), e.get, area.moving),
      bytes.set(i32.add(bytes.get, i32.shl(i32.ne(e.get, i32.const(0)), i32.const(2)))),
    ]),
  ];
}

function defineEnter(module: ModuleCode, state: StateCode, area: Area, rest: Rest | null): void {
  module.define(
    [I32, I32, I32],
    ([base, bits, words], variable) => {
      const i = variable();
      const at = variable();
      const member = state.variable(variable);
      const probe = new Probe(bits, variable, state, member.parts, rest);
      const listed = (k: number): Code => i32.load(row(base, i.get), area.displaced + 4 * k);
      const loadState: Code = [
        probe.number.set(listed(0)),
        at.set(i32.mul(probe.number.get, i32.const(state.bytes))),
        member.load(at.get, STATES_AT),
        hash(probe.h, state, member.parts),
        probe.begin,
      ];
      /** Reads their lines, one after the other, so that the cache misses overlap. */
      const readFirst: Code = [
        whileTrue(
          i32.lt(i.get, words.get),
          probe.h.set(listed(0)),
          i32.store(base.get, i32.load(times4(probe.first), TABLE_AT), area.moving),
          i.add(2),
        ),
        i.set(i32.const(0)),
      ];
      return [
        probe.prepare,
        rest === null ? [] : readFirst,
        whileTrue(
          i32.lt(i.get, words.get),
          rest === null ? loadState : [probe.h.set(listed(0)), probe.beginWith(listed(1))],
          probe.enterNew,
          i.add(rest === null ? 1 : 2),
        ),
        i.get,
      ];
    },
    rest === null ? 'enterNumbers' : 'enterKeys',
  );
}
