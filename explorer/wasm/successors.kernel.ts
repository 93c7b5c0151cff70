/**
 * Successor generation as WebAssembly for one system: what `generate.kernel.ts` writes as JavaScript, in
 * the same order.
 *
 * A guard is no branch: the successor is written in any case, and counts only if all guards hold. For
 * guards that hold about as often as not, this is cheaper than a branch that is foreseen wrongly.
 *
 * Reads of the layout are unchecked, as in `layout.kernel.ts`.
 */

import { HEADER, type Layout } from '../search/layout.kernel.ts';
import { range } from '../store/made-code.ts';
import { type Area, CONSTANTS_AT } from './area.ts';
import {
  type Code,
  choose,
  I32,
  i32,
  type Local,
  leaveIf,
  when,
  whileTrue,
} from './instructions.ts';
import type { ModuleCode } from './module.ts';
import { isAmong, SlotCode } from './slot-code.kernel.ts';
import type { StateCode } from './state-code.ts';

/**
 * Records in one function: enough that few calls are made, few enough that V8 optimises it soon. A system
 * with no more needs only one.
 */
const RECORDS_PER_FUNCTION = 128;

/**
 * Defines `collect(base, at, states, n)`: writes the successors of states that lie one after the other
 * from address `at` on, from place `n` of the batch on, until there are no more states, one has no
 * successor, or those of another may not fit. Returns the number of successors there are then;
 * {@link Area.expanded} says of how many states. There must be a state, and room for its successors.
 */
export function defineCollect(
  module: ModuleCode,
  layout: Layout,
  state: StateCode,
  area: Area,
): void {
  const of = { layout, state, area };
  const appenders = appendersOf(module, of);
  const room = area.capacity - layout.enabledMax;
  module.define(
    [I32, I32, I32, I32],
    ([base, at, states, n], variable) => {
      const [before, done] = [variable(), variable()];
      const member = state.variable(variable);
      return [
        whileTrue(
          i32.and(i32.lt(done.get, states.get), i32.le(n.get, i32.const(room))),
          member.load(at.get, 0),
          before.set(n.get),
          appenders.map((append) => append(base, n, member.parts)),
          at.add(state.bytes),
          done.add(1),
          leaveIf(1, i32.eq(n.get, before.get)),
        ),
        i32.store(base.get, done.get, area.expanded),
        i32.store(base.get, i32.eq(n.get, before.get), area.expanded + 4),
        n.get,
      ];
    },
    'collect',
  );
}

/** What code is made for. */
interface Of {
  readonly layout: Layout;
  readonly state: StateCode;
  readonly area: Area;
}

/** Code that appends the successors of a state by steps of one pivot. */
type Append = (base: Local, n: Local, parts: readonly Code[]) => Code;

/** That of all pivots: a call for each group of local states, or all in place, if that is not too much. */
function appendersOf(module: ModuleCode, of: Of): readonly Append[] {
  const groups = [...of.layout.pivots].map((slot) => ({ slot, groups: groupsOf(of.layout, slot) }));
  const records = groups.flatMap((pivot) => pivot.groups.map((group) => group.records));
  const isSmall = records.reduce((sum, n) => sum + n, 0) <= RECORDS_PER_FUNCTION;
  return groups.map((pivot) => {
    const appends = pivot.groups.map(({ first, locals }) => {
      const append: Append = (base, n, parts) => {
        const code = new RecordCode(of, base, n, parts);
        const cases = locals.map((local) => code.records(pivot.slot, local));
        return choose(i32.sub(localOf(of, parts, pivot.slot), i32.const(first)), cases);
      };
      return { first, append: isSmall ? append : called(module, of, append) };
    });
    return (base, n, parts) => {
      const local = localOf(of, parts, pivot.slot);
      const among = (from: number, to: number): Code => {
        if (to - from === 1) return appends[from]!.append(base, n, parts);
        const half = (from + to) >> 1;
        const isLower = i32.lt(local, i32.const(appends[half]!.first));
        return when(isLower, among(from, half), among(half, to));
      };
      return among(0, appends.length);
    };
  });
}

function localOf({ layout, state }: Of, parts: readonly Code[], slot: number): Code {
  return new SlotCode(layout, state, parts).localOf(slot);
}

/** Code as a function of its own. */
function called(module: ModuleCode, { state }: Of, append: Append): Append {
  const call = module.define([I32, I32, ...state.types], ([base, n, ...parts]) => {
    return [
      append(
        base,
        n,
        parts.map((part) => part.get),
      ),
      n.get,
    ];
  });
  return (base, n, parts) => n.set(call(base.get, n.get, ...parts));
}

interface Group {
  /** Its first local state. */
  readonly first: number;
  readonly locals: number[];
  records: number;
}

/** The local states of a pivot, cut where a function would hold too many records. */
function groupsOf(layout: Layout, slot: number): readonly Group[] {
  const { slotOffset, programStart, program } = layout;
  const groups: Group[] = [{ first: 0, locals: [], records: 0 }];
  for (let local = 0; local < slotOffset[slot + 1]! - slotOffset[slot]!; local++) {
    if (groups.at(-1)!.records >= RECORDS_PER_FUNCTION) {
      groups.push({ first: local, locals: [], records: 0 });
    }
    const group = groups.at(-1)!;
    group.locals.push(local);
    const here = slotOffset[slot]! + local;
    const end = programStart[here + 1]!;
    for (let record = programStart[here]!; record < end; record = program[record]!) group.records++;
  }
  return groups;
}

/** The code of records within a function. */
class RecordCode {
  readonly #layout: Layout;
  readonly #state: StateCode;
  readonly #area: Area;
  readonly #base: Local;
  readonly #n: Local;
  /** The parts of the state that is expanded. */
  readonly #parts: readonly Code[];
  readonly #slots: SlotCode;

  constructor({ layout, state, area }: Of, base: Local, n: Local, parts: readonly Code[]) {
    this.#layout = layout;
    this.#state = state;
    this.#area = area;
    this.#base = base;
    this.#n = n;
    this.#parts = parts;
    this.#slots = new SlotCode(layout, state, parts);
  }

  /** What all records of a pivot do in a state where it is at `local`. */
  records(slot: number, local: number): Code {
    const { slotOffset, programStart, program } = this.#layout;
    const here = slotOffset[slot]! + local;
    const end = programStart[here + 1]!;
    const records: Code[] = [];
    for (let record = programStart[here]!; record < end; record = program[record]!) {
      records.push(this.#record(record, slot, local));
    }
    return records;
  }

  #record(record: number, slot: number, local: number): Code {
    const { program, pool } = this.#layout;
    const state = this.#state;
    const slots = this.#slots;
    const writes = program[record + 1]!;
    const possible = new Map([[slot, [local]]]);
    const conditions: Code[] = [];
    let p = record + HEADER;
    for (; p < writes; p += 2) {
      const guard = program[p]!;
      const table = program[p + 1]!;
      const size = slots.sizeOf(guard);
      const accepted = range(size).filter((from) => pool[table + from]! >= 0);
      possible.set(guard, accepted);
      const lookedUp = (local: Code) =>
        i32.isZero(i32.shr(this.#constantAt(table, local), i32.const(31)));
      conditions.push(isAmong(slots.localOf(guard), size, accepted, lookedUp));
    }
    const parts = [...this.#parts];
    for (; p < program[record]!; p += 3) {
      const word = program[p]!;
      const changed = program[p + 1]!;
      const from = possible.get(changed) ?? range(slots.sizeOf(changed));
      parts[word >> 1] = this.#change(parts[word >> 1]!, changed, program[p + 2]!, from);
    }
    const n = this.#n;
    const row = (bytes: number): Code => i32.add(this.#base.get, i32.mul(n.get, i32.const(bytes)));
    const counts = conditions.length === 0 ? i32.const(1) : conditions.reduce(i32.and);
    return [
      state.store(row(state.bytes), parts, this.#area.words),
      i32.store(row(4), i32.const(program[record + 2]!), this.#area.step),
      n.set(i32.add(n.get, counts)),
    ];
  }

  /** The number at a place of the pool, and so much further on. */
  #constantAt(place: number, further: Code): Code {
    return i32.load(i32.mul(further, i32.const(4)), CONSTANTS_AT + 4 * place);
  }

  /** A part after the change of a slot in it, which is in one of the local states `from` before. */
  #change(part: Code, slot: number, table: number, from: readonly number[]): Code {
    const { changes, pool, slotWord, slotShift, slotMask } = this.#layout;
    const word = slotWord[slot]!;
    const shift = slotShift[slot]!;
    const [change = 0, ...others] = new Set(from.map((local) => changes[table + local]!));
    if (others.length === 0) return change === 0 ? part : this.#state.exclusive(part, word, change);
    const [to = 0, ...elsewhere] = new Set(from.map((local) => pool[table + local]!));
    if (elsewhere.length === 0) {
      return this.#state.replaced(part, word, slotMask[slot]! << shift, to << shift);
    }
    const changed = this.#constantAt(pool.length + table, this.#slots.localOf(slot));
    return this.#state.exclusiveWith(part, word, changed);
  }
}
