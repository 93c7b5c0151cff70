/**
 * Leaving out recent states and looking up a batch, as WebAssembly: what `recent.kernel.ts`,
 * `lookup-code.kernel.ts` and `keyed-lookup-code.kernel.ts` write as JavaScript, on the same arrays.
 *
 * The size of the table is a parameter, so that code is made and optimised once. A look-up comes in
 * several forms: entries are numbers of states or keyed, and other threads enter states meanwhile or
 * do not.
 */

import type { Rest } from '../store/keyed-table.kernel.ts';
import { type Area, CHUNK, CHUNK_BITS, RECENT, STATES_AT, TABLE_AT } from './area.ts';
import {
  type Code,
  I32,
  i32,
  type Local,
  leave,
  leaveIf,
  when,
  whileTrue,
} from './instructions.ts';
import { nameOfLookUp } from './kernel.kernel.ts';
import type { ModuleCode } from './module.ts';
import { hash, Probe, row, stateRow, times4 } from './probe.ts';
import type { StateCode } from './state-code.ts';

/** Defines `screen(base, n)`: as `Recent.screen`. */
export function defineScreen(module: ModuleCode, state: StateCode, area: Area): void {
  module.define(
    [I32, I32],
    ([base, n], variable) => {
      const [i, kept, h, place] = [variable(), variable(), variable(), variable()];
      const member = state.variable(variable);
      return [
        whileTrue(
          i32.lt(i.get, n.get),
          place.set(stateRow(base, i.get, state)),
          member.load(place.get, area.words),
          hash(h, state, member.parts),
          place.set(stateRow(base, kept.get, state)),
          state.store(place.get, member.parts, area.words),
          i32.store(row(base, kept.get), i32.load(row(base, i.get), area.step), area.step),
          i32.store(row(base, kept.get), h.get, area.hashes),
          place.set(stateRow(base, i32.and(h.get, i32.const(RECENT - 1)), state)),
          kept.set(i32.add(kept.get, state.differs(member.parts, place.get, area.recent))),
          state.store(place.get, member.parts, area.recent),
          i.add(1),
        ),
        kept.get,
      ];
    },
    'screen',
  );
}

/** The forms of a look-up. */
export interface LookUpForm {
  /** Where the rest of a state is, if entries are keyed. */
  readonly rest: Rest | null;
  readonly isShared: boolean;
  /** For tests: what another thread does after this one has seen that a member is not there. */
  readonly meanwhile?: Meanwhile;
}

export type Meanwhile = (probe: Probe, member: readonly Code[], rest: Rest | null) => Code;

/**
 * Defines `lookUp...(base, n, count, bits, chunks)`: enters those of the first `n` members that are new,
 * numbered from `count` on, into the table of 2^bits entries; returns the new count. `chunks`: where
 * the chunks of the thread are (`chunkOf`).
 */
export function defineLookUp(
  module: ModuleCode,
  state: StateCode,
  area: Area,
  form: LookUpForm,
): void {
  module.define(
    [I32, I32, I32, I32, I32],
    ([base, n, count, bits, chunks], variable) => {
      const [i, j, pending, known] = [variable(), variable(), variable(), variable()];
      const member = state.variable(variable);
      const place = variable();
      const probe = new Probe(bits, variable, state, member.parts, form.rest);
      const loadWords: Code = [
        place.set(stateRow(base, i.get, state)),
        member.load(place.get, area.words),
      ];
      const loadMember: Code = [
        loadWords,
        probe.h.set(i32.load(row(base, i.get), area.hashes)),
        probe.begin,
      ];
      /** Writes the words of the member to where states have them, as number `own` of the thread's. */
      const writeWords = (own: Local): Code => [
        probe.number.set(numberOf(own, chunks)),
        state.store(i32.mul(probe.number.get, i32.const(state.bytes)), member.parts, STATES_AT),
      ];
      const writeFresh = i32.store(row(base, i32.sub(count.get, known.get)), i.get, area.fresh);
      const isNew: Code = [writeFresh, count.add(1)];
      const meanwhile = form.meanwhile?.(probe, member.parts, form.rest) ?? [];
      /** Enters the member at the place `p`, which was free, and leaves the block so many levels out. */
      const enter = (depth: number): Code => [
        form.rest === null ? writeWords(count) : [],
        form.isShared
          ? [probe.enterAtomically, when(i32.isZero(probe.e.get), [isNew, leave(depth + 1)])]
          : [probe.enter, isNew, leave(depth)],
      ];
      const search =
        form.rest === null
          ? searchPlaces(probe, enter, meanwhile)
          : searchLines(probe, enter, meanwhile);
      const readFirst: Code = whileTrue(
        i32.lt(i.get, n.get),
        probe.h.set(i32.load(row(base, i.get), area.hashes)),
        i32.store(row(base, i.get), i32.load(times4(probe.first), TABLE_AT), area.entries),
        i.add(1),
      );
      /** Members are known at once, or else pending; those are searched for. */
      const settle = (): Code => [
        whileTrue(
          i32.lt(i.get, n.get),
          loadMember,
          i32.store(row(base, pending.get), i.get, area.pending),
          form.rest === null
            ? probe.e.set(i32.load(row(base, i.get), area.entries))
            : [probe.beginLines, probe.readLine],
          pending.set(
            i32.add(
              pending.get,
              i32.isZero(form.rest === null ? probe.isOfMember : probe.isInLine),
            ),
          ),
          i.add(1),
        ),
        whileTrue(
          i32.lt(j.get, pending.get),
          i.set(i32.load(row(base, j.get), area.pending)),
          loadMember,
          search,
          j.add(1),
        ),
      ];
      /** Where a line has a free place, no branch depends on whether the member is in it. */
      const enterAlone = (): Code =>
        whileTrue(
          i32.lt(i.get, n.get),
          loadMember,
          probe.beginLines,
          probe.readLine,
          probe.findFree,
          when(
            probe.e.get,
            [writeFresh, probe.takeFree, count.set(i32.add(count.get, probe.enterIfNew))],
            search,
          ),
          i.add(1),
        );
      /**
       * No keyed entry needs the words of a state, so that all are written last: an atomic exchange waits for
       * what was written before it.
       */
      const writeAll: Code = [
        j.set(known.get),
        whileTrue(
          i32.lt(j.get, count.get),
          i.set(i32.load(row(base, i32.sub(j.get, known.get)), area.fresh)),
          loadWords,
          writeWords(j),
          j.add(1),
        ),
      ];
      return [
        known.set(count.get),
        probe.prepare,
        readFirst,
        i.set(i32.const(0)),
        form.rest === null || form.isShared ? settle() : enterAlone(),
        form.rest === null ? [] : writeAll,
        count.get,
      ];
    },
    nameOfLookUp(form.rest, form.isShared),
  );
}

/** Looks at place after place for the member, and enters it at the first free one. */
function searchPlaces(probe: Probe, enter: (depth: number) => Code, meanwhile: Code): Code {
  return [
    probe.p.set(probe.first),
    probe.seen.set(i32.const(0)),
    whileTrue(
      i32.const(1),
      probe.e.set(i32.load(times4(probe.p.get), TABLE_AT)),
      when(i32.isZero(probe.e.get), [meanwhile, enter(2)]),
      leaveIf(1, probe.isOfMember),
      probe.goOn,
    ),
  ];
}

/**
 * Looks at line after line, all entries of one at once. A line is looked at again when another thread was
 * faster.
 *
 * Whether the member is there and which place is free must be told from one reading of a line. If it
 * were read again for the free place, another thread could enter the same member in between, and this
 * one would take the place after that.
 */
function searchLines(probe: Probe, enter: (depth: number) => Code, meanwhile: Code): Code {
  return [
    probe.beginLines,
    whileTrue(
      i32.const(1),
      probe.readLine,
      leaveIf(1, probe.isInLine),
      meanwhile,
      probe.findFree,
      when(i32.isZero(probe.e.get), [probe.nextLine, leave(1)]),
      probe.takeFree,
      enter(1),
    ),
  ];
}

/** The number among all states of number `count` of a thread's own (`Share.numberOf`). */
function numberOf(count: Local, chunks: Local): Code {
  const chunk = i32.load(row(chunks, i32.shr(count.get, i32.const(CHUNK_BITS))));
  const within = i32.and(count.get, i32.const(CHUNK - 1));
  return i32.or(i32.shl(chunk, i32.const(CHUNK_BITS)), within);
}
