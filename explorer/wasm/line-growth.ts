/**
 * Doubling a table of lines without extra bits, as WebAssembly. What `LineTable` does by taking keys out and adding
 * them again is done here tag by tag: a line becomes two by the next bit of its keys, which is in their tags.
 */

import { LINE_WORDS } from '../store/line-geometry.ts';
import { range } from '../store/made-code.ts';
import { type Code, I32, i32, i64, type Local, leaveIf, when, whileTrue } from './instructions.ts';
import { LineCode } from './line-code.ts';
import type { ModuleCode } from './module.ts';
import { row } from './probe.ts';
import type { TreeArea } from './tree-area.ts';

const LINE_BYTES = 4 * LINE_WORDS;

/**
 * Defines `splitLines(base, table, start, line)`: moves the keys of the lines from `start` to before `line`, all of
 * them homes, to the lines from `2 start` to before `2 line` of a table of twice the size, in place, beginning with
 * the last. The former are free afterwards, as the latter must be before. Keys that are not at home are listed
 * instead, as by `takeOut`; returns how many these are.
 */
export function defineSplit(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32],
    ([base, table, start, line], variable) => {
      const [n, half] = [variable(), variable()];
      const [from, end, to] = [variable(), variable(), variable()];
      /** Bytes written to the two lines, in 16 bits each. */
      const taken = variable();
      const lines = new LineCode(base, table, tree, variable, false);
      return [
        lines.begin,
        whileTrue(
          i32.gt(line.get, start.get),
          line.add(-1),
          lines.goTo(line.get),
          from.set(i32.add(base.get, i32.const(tree.area.moving))),
          range(LINE_BYTES / 8).map((k) => [
            i64.store(from.get, i64.load(lines.at.get, 8 * k), 8 * k),
            i64.store(lines.at.get, i64.const(0n), 8 * k),
          ]),
          to.set(i32.add(lines.at.get, i32.mul(line.get, i32.const(LINE_BYTES)))),
          taken.set(i32.const(0)),
          end.set(i32.add(from.get, i32.const(LINE_BYTES))),
          whileTrue(
            i32.lt(from.get, end.get),
            lines.tag.set(i32.load16(from.get)),
            leaveIf(1, i32.isZero(lines.tag.get)),
            from.add(2),
            when(lines.isAtHome, put(lines, { to, half, taken }), [
              i32.store(row(base, n.get), lines.topAt(line), tree.tops),
              i32.store(row(base, n.get), lines.rest, tree.rests),
              n.add(1),
            ]),
          ),
        ),
        n.get,
      ];
    },
    'splitLines',
  );
}

/** Puts the key at hand into the first or the second of the lines at `to`. */
function put(
  lines: LineCode,
  { to, half, taken }: Readonly<Record<'to' | 'half' | 'taken', Local>>,
): Code {
  const bytes = i32.and(i32.shr(taken.get, i32.shl(half.get, i32.const(4))), i32.const(0xffff));
  const place = i32.add(i32.add(to.get, i32.mul(half.get, i32.const(LINE_BYTES))), bytes);
  return [
    half.set(lines.nextBit),
    i32.store16(place, lines.splitTag),
    taken.set(i32.add(taken.get, i32.shl(i32.const(2), i32.shl(half.get, i32.const(4))))),
  ];
}
