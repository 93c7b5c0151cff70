/**
 * A compact table as WebAssembly: adding keys, taking them out and putting them back, as
 * `compact-table.kernel.ts` does, on the same words (`compact-slots.ts`).
 */

import { DISTANCE_BITS, DISTANCE_MASK } from '../store/compact-geometry.ts';
import { type Four, Keys } from './compact-slots.ts';
import { type Code, I32, i32, leaveIf, when, whileTrue } from './instructions.ts';
import type { ModuleCode } from './module.ts';
import { row } from './probe.ts';
import {
  CHOICE_MASK,
  FIRST_CHOICE,
  GROUP_SHIFT,
  HEAD_BITS,
  LOW_BITS,
  MASK,
  PARTS,
  SAID_FOUND,
  SAID_WHAT,
  STRANDED,
  type TreeArea,
} from './tree-area.ts';

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
 * listed, and {@link STRANDED} or `FAR` if that is not the end: an entry has no slot, or the key it ended at
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
