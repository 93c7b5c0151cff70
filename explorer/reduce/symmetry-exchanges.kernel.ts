/**
 * Exchanges of neighbouring columns as what a search applies to states: the slots they affect, and
 * whether together they permute columns and do nothing else.
 */

import type { Block } from './symmetry.ts';

/** One exchange of neighbouring columns, reduced to the slots it affects. */
export interface Exchange {
  /** Slot `from[i]` in local state `x` becomes slot `to[i]` in local state `tables[i][x]`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly tables: readonly Int32Array[];
}

/** The exchanges of a block, in order. */
export function exchangesOf(block: Block): readonly Exchange[] {
  return block.exchanges.map(affected);
}

/**
 * Whether the exchanges of these blocks generate no more than the permutations of the columns of each:
 * the relations of Coxeter's presentation of the symmetric group hold, and those of different blocks
 * commute.
 */
export function permuteColumnsOnly(blocks: readonly Block[]): boolean {
  const all = blocks.flatMap((block, b) => exchangesOf(block).map((exchange) => ({ exchange, b })));
  return all.every(({ exchange: e, b }, i) =>
    all.slice(0, i + 1).every(({ exchange: f, b: other }, j) => {
      const slots = new Set([...e.from, ...f.from]);
      if (i === j) return isNeutral([e, e], slots);
      const neighbours = b === other && i - j === 1;
      return isNeutral(neighbours ? [e, f, e, f, e, f] : [e, f, e, f], slots);
    }),
  );
}

/** Whether exchanges one after the other change nothing in these slots. */
function isNeutral(word: readonly Exchange[], slots: ReadonlySet<number>): boolean {
  for (const slot of slots) {
    let at = slot;
    let table: Int32Array | null = null;
    for (const { from, to, tables } of word) {
      const i = from.indexOf(at);
      if (i < 0) continue;
      at = to[i]!;
      table = table === null ? tables[i]! : table.map((local) => tables[i]![local]!);
    }
    if (at !== slot || (table !== null && !isIdentity(table))) return false;
  }
  return true;
}

function affected({ slots, locals }: Block['exchanges'][number]): Exchange {
  const from = slots.map((_, s) => s).filter((s) => slots[s] !== s || !isIdentity(locals[s]!));
  return { from, to: from.map((s) => slots[s]!), tables: Array.from(from, (s) => locals[s]!) };
}

/** Whether a table changes nothing. */
export function isIdentity(map: Int32Array): boolean {
  return map.every((to, from) => to === from);
}
