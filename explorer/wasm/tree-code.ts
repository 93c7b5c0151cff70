/**
 * A compressed tree as WebAssembly, but for its table of keys: what `tree-nodes.kernel.ts`,
 * `tree-keys.kernel.ts` and `tree-roots.kernel.ts` do for each member of a batch, on the same arrays.
 */

import { REST_FACTOR } from '../store/tree-keys.kernel.ts';
import { NODE_FOLD, NODE_LAST_FOLD } from '../store/tree-nodes.kernel.ts';
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
import { row, times4 } from './probe.ts';
import type { TreeArea } from './tree-area.ts';

/** Defines `number`, `scramble`, `append`, `readRoots` and `part`. */
export function defineTree(module: ModuleCode, tree: TreeArea): void {
  defineNumber(module);
  defineScramble(module, tree);
  defineAppend(module, tree);
  defineReadRoots(module);
  definePart(module);
}

/** Goes through numbers that lie at equal distances. */
const go = (at: Local, step: Local): Code => at.set(i32.add(at.get, step.get));

/**
 * Defines `number(n, left, leftStep, right, rightStep, numbers, list, table, bits, count, multiplier)`: as
 * `TreeNodes.numberAll`, for words that begin at two addresses and lie so many bytes apart. `list` and `table`
 * of 2^bits entries are those of the nodes, of which there are `count`; returns how many there are then.
 */
function defineNumber(module: ModuleCode): void {
  module.define(
    [I32, I32, I32, I32, I32, I32, I32, I32, I32, I32, I32],
    (
      [n, left, leftStep, right, rightStep, numbers, list, table, bits, count, multiplier],
      variable,
    ) => {
      const [x, y, last, mask] = [variable(), variable(), variable(), variable()];
      const nodes = { list, table, bits, count, multiplier, mask };
      return [
        mask.set(i32.sub(i32.shl(i32.const(1), bits.get), i32.const(1))),
        whileTrue(
          n.get,
          x.set(i32.load(left.get)),
          y.set(i32.load(right.get)),
          numberOf(x, y, last, nodes, variable),
          i32.store(numbers.get, last.get),
          go(left, leftStep),
          go(right, rightStep),
          numbers.add(4),
          n.add(-1),
        ),
        count.get,
      ];
    },
    'number',
  );
}

interface Nodes {
  readonly list: Local;
  readonly table: Local;
  readonly bits: Local;
  readonly count: Local;
  readonly multiplier: Local;
  readonly mask: Local;
}

/** Sets `number` to that of the pair `x`, `y`, which gets one if it has none. */
function numberOf(
  x: Local,
  y: Local,
  number: Local,
  { list, table, bits, count, multiplier, mask }: Nodes,
  variable: (type?: Type) => Local,
): Code {
  const [h, place, e, pair] = [variable(), variable(), variable(), variable()];
  const fold = (by: number): Code => i32.xor(h.get, i32.shr(h.get, i32.const(by)));
  const mixed = (value: Code): Code => h.set(i32.mul(value, multiplier.get));
  const tag = i32.shl(h.get, bits.get);
  const entryAt = i32.add(table.get, times4(place.get));
  const pairOf = (of: Local): Code => i32.add(list.get, i32.shl(of.get, i32.const(3)));
  return [
    mixed(x.get),
    mixed(i32.xor(fold(NODE_FOLD), y.get)),
    mixed(fold(NODE_FOLD)),
    h.set(fold(NODE_LAST_FOLD)),
    place.set(i32.shr(h.get, i32.sub(i32.const(32), bits.get))),
    whileTrue(
      i32.const(1),
      e.set(i32.load(entryAt)),
      when(i32.isZero(e.get), [
        number.set(count.get),
        pair.set(pairOf(number)),
        i32.store(pair.get, x.get),
        i32.store(pair.get, y.get, 4),
        count.add(1),
        i32.store(entryAt, i32.or(tag, count.get)),
        leave(2),
      ]),
      when(i32.isZero(i32.shr(i32.xor(e.get, tag), bits.get)), [
        number.set(i32.sub(i32.and(e.get, mask.get), i32.const(1))),
        pair.set(pairOf(number)),
        leaveIf(
          2,
          i32.and(i32.eq(i32.load(pair.get), x.get), i32.eq(i32.load(pair.get, 4), y.get)),
        ),
      ]),
      place.set(i32.and(i32.add(place.get, i32.const(1)), mask.get)),
    ),
  ];
}

/**
 * Defines `scramble(base, n, lefts, rights, rightBits, hasRest, mask, shift, multiplier)`: as `scramble` of
 * `tree-keys.kernel.ts`, of words at two addresses. `hasRest` is -1 or 0; `mask` and `shift` follow from the
 * bits of a top.
 */
function defineScramble(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32, I32, I32, I32, I32, I32],
    ([base, n, lefts, rights, rightBits, hasRest, mask, shift, multiplier], variable) => {
      const [i, left, rest, x] = [variable(), variable(), variable(), variable()];
      const shifted = i32.shr(left.get, i32.sub(i32.const(32), rightBits.get));
      const root = i32.or(i32.shl(left.get, rightBits.get), i32.load(row(rights, i.get)));
      const masked = (value: Code): Code => x.set(i32.and(value, mask.get));
      const fold = i32.xor(x.get, i32.shr(x.get, shift.get));
      return [
        whileTrue(
          i32.lt(i.get, n.get),
          left.set(i32.load(row(lefts, i.get))),
          rest.set(i32.and(shifted, hasRest.get)),
          masked(i32.add(root, i32.mul(rest.get, i32.const(REST_FACTOR)))),
          masked(i32.mul(fold, multiplier.get)),
          masked(i32.mul(fold, multiplier.get)),
          i32.store(row(base, i.get), fold, tree.tops),
          i32.store(row(base, i.get), rest.get, tree.rests),
          i.add(1),
        ),
        i.get,
      ];
    },
    'scramble',
  );
}

/**
 * Defines `append(base, from, end, lefts, rights, chunk, bit, leftBits, rightBits)`: writes, from a bit of
 * a chunk on, the roots of the fresh members from place `from` to before `end`.
 */
function defineAppend(module: ModuleCode, tree: TreeArea): void {
  module.define(
    [I32, I32, I32, I32, I32, I32, I32, I32, I32],
    ([base, from, end, lefts, rights, chunk, bit, leftBits, rightBits], variable) => {
      const [member, at, held, pending] = [variable(), variable(), variable(), variable(I64)];
      const put = (value: Code, width: Code): Code => [
        pending.set(i64.or(pending.get, i64.shl(i64.of32(value), i64.of32(held.get)))),
        held.set(i32.add(held.get, width)),
        when(i32.ge(held.get, i32.const(32)), [
          i32.store(at.get, i32.of64(pending.get)),
          pending.set(i64.shr(pending.get, i64.const(32n))),
          at.add(4),
          held.add(-32),
        ]),
      ];
      const before = i32.sub(i32.shl(i32.const(1), held.get), i32.const(1));
      return [
        at.set(i32.add(chunk.get, times4(i32.shr(bit.get, i32.const(5))))),
        held.set(i32.and(bit.get, i32.const(31))),
        pending.set(i64.of32(i32.and(i32.load(at.get), before))),
        whileTrue(
          i32.lt(from.get, end.get),
          member.set(i32.load(row(base, from.get), tree.area.fresh)),
          put(i32.load(row(lefts, member.get)), leftBits.get),
          put(i32.load(row(rights, member.get)), rightBits.get),
          from.add(1),
        ),
        i32.store(at.get, i32.of64(pending.get)),
        from.get,
      ];
    },
    'append',
  );
}

/** Defines `readRoots(n, chunk, bit, leftBits, rightBits, lefts, rights)`: reads `n` roots of a chunk. */
function defineReadRoots(module: ModuleCode): void {
  module.define(
    [I32, I32, I32, I32, I32, I32, I32],
    ([n, chunk, bit, leftBits, rightBits, lefts, rights], variable) => {
      const i = variable();
      const read = (width: Local): Code => {
        const at = i32.add(chunk.get, i32.shr(bit.get, i32.const(3)));
        const within = i64.of32(i32.and(bit.get, i32.const(7)));
        const mask = i32.sub(i32.shl(i32.const(1), width.get), i32.const(1));
        return i32.and(i32.of64(i64.shr(i64.load(at), within)), mask);
      };
      return [
        whileTrue(
          i32.lt(i.get, n.get),
          i32.store(row(lefts, i.get), read(leftBits)),
          bit.set(i32.add(bit.get, leftBits.get)),
          i32.store(row(rights, i.get), read(rightBits)),
          bit.set(i32.add(bit.get, rightBits.get)),
          i.add(1),
        ),
        i.get,
      ];
    },
    'readRoots',
  );
}

/**
 * Defines `part(n, numbers, list, left, leftStep, right, rightStep)`: writes the pairs that have these numbers
 * to two addresses, each so many bytes after the one before.
 */
function definePart(module: ModuleCode): void {
  module.define(
    [I32, I32, I32, I32, I32, I32, I32],
    ([n, numbers, list, left, leftStep, right, rightStep], variable) => {
      const pair = variable();
      return [
        whileTrue(
          n.get,
          pair.set(i32.add(list.get, i32.shl(i32.load(numbers.get), i32.const(3)))),
          i32.store(left.get, i32.load(pair.get)),
          i32.store(right.get, i32.load(pair.get, 4)),
          numbers.add(4),
          go(left, leftStep),
          go(right, rightStep),
          n.add(-1),
        ),
        n.get,
      ];
    },
    'part',
  );
}
