/**
 * A table of lines as WebAssembly: adding keys and taking them out, as `line-table.kernel.ts` does, on the same
 * words (`line-code.ts`).
 */

import { type Code, I32, i32, leave, leaveIf, when, whileTrue } from './instructions.ts';
import { LineCode } from './line-code.ts';
import type { ModuleCode } from './module.ts';
import { row } from './probe.ts';
import type { TreeArea } from './tree-area.ts';

/** Defines `addKeys` and `takeOut` for lines without extra bits, `addWideKeys` and `takeOutWide` for others. */
export function defineLineTable(module: ModuleCode, tree: TreeArea): void {
  defineAddKeys(module, tree, 'addKeys', false);
  defineAddKeys(module, tree, 'addWideKeys', true);
  defineTakeOut(module, tree, 'takeOut', false);
  defineTakeOut(module, tree, 'takeOutWide', true);
}

/**
 * Defines `addKeys(base, table, first, n, found)`: adds those of the keys from `first` to before `n` that are
 * new, and lists them as fresh from `found` on. Returns `n`, or the first key that has no place near enough;
 * {@link TreeArea.found} says how many are listed then.
 *
 * Where a line has a free place, no branch depends on whether the key is in it: that of a key that is known is
 * written as free.
 */
function defineAddKeys(module: ModuleCode, tree: TreeArea, name: string, isWide: boolean): void {
  module.define(
    [I32, I32, I32, I32, I32],
    ([base, table, first, n, found], variable) => {
      const [i, isNew] = [variable(), variable()];
      const lines = new LineCode(base, table, tree, variable, isWide);
      const listed = (array: number): Code => i32.load(row(base, i.get), array);
      const aimAtAll = whileTrue(
        i32.lt(i.get, n.get),
        lines.aim(listed(tree.tops), listed(tree.rests)),
        i32.store(row(base, i.get), lines.at.get, tree.homes),
        i32.store(row(base, i.get), lines.tag.get, tree.tags),
        lines.storeExtra(i.get),
        i.add(1),
      );
      const readHomes = whileTrue(
        i32.lt(i.get, n.get),
        i32.store(row(base, i.get), i32.load(listed(tree.homes)), tree.touched),
        i.add(1),
      );
      const enter: Code = [
        isNew.set(i32.isZero(lines.matches.get)),
        i32.store(row(base, found.get), i.get, tree.area.fresh),
        found.set(i32.add(found.get, isNew.get)),
        lines.put(isNew),
      ];
      return [
        lines.begin,
        i.set(first.get),
        aimAtAll,
        i.set(first.get),
        readHomes,
        i.set(first.get),
        whileTrue(
          i32.lt(i.get, n.get),
          lines.at.set(listed(tree.homes)),
          lines.tag.set(listed(tree.tags)),
          lines.loadExtra(i.get),
          whileTrue(
            i32.const(1),
            lines.look,
            when(lines.free.get, [enter, leave(2)]),
            leaveIf(1, lines.matches.get),
            lines.goOn,
            leaveIf(3, lines.isTooFar),
          ),
          i.add(1),
        ),
        i32.store(base.get, found.get, tree.found),
        i.get,
      ];
    },
    name,
  );
}

/** Defines `takeOut(base, table, start, end)`: lists the keys of these lines, which are left as they are. */
function defineTakeOut(module: ModuleCode, tree: TreeArea, name: string, isWide: boolean): void {
  module.define(
    [I32, I32, I32, I32],
    ([base, table, line, end], variable) => {
      const [n, place] = [variable(), variable()];
      const lines = new LineCode(base, table, tree, variable, isWide);
      return [
        lines.begin,
        whileTrue(
          i32.lt(line.get, end.get),
          lines.goTo(line.get),
          place.set(i32.const(0)),
          whileTrue(
            i32.lt(place.get, lines.places),
            lines.read(place),
            leaveIf(1, i32.isZero(lines.tag.get)),
            i32.store(row(base, n.get), lines.topAt(line), tree.tops),
            i32.store(row(base, n.get), lines.rest, tree.rests),
            n.add(1),
            place.add(1),
          ),
          line.add(1),
        ),
        n.get,
      ];
    },
    name,
  );
}
