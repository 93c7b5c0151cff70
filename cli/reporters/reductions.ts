/** Which reductions a search used, and what they saved. */

import { count, grouped } from '../../base/words.ts';
import type {
  PartialOrderUsed,
  Reduction,
  SearchResult,
  SymmetryUsed,
} from '../../explorer/index.ts';
import type { CheckReport } from '../check.ts';

/** Those that were asked for and did something. */
export function reductionsUsed({ symmetry, partialOrder }: SearchResult): readonly Reduction[] {
  return [
    ...(symmetry !== null && symmetry.exchanged.length > 0 ? (['symmetry'] as const) : []),
    ...(partialOrder !== null && partialOrder.since !== null ? (['partial-order'] as const) : []),
  ];
}

/** Whether states were left out that a shorter run could pass: by partial order, or as signatures. */
export function mayMissShorter({ result: { partialOrder }, store }: CheckReport): boolean {
  return store === 'compact' || (partialOrder !== null && partialOrder.since !== null);
}

/** The number of reachable states as a decimal string, where symmetry alone was used; or null. */
export function representedBy({ symmetry, partialOrder }: SearchResult): string | null {
  if (symmetry === null || (partialOrder !== null && partialOrder.since !== null)) return null;
  return String(symmetry.represented);
}

/** For each that was asked for, what came of it: one line each, and one for each refusal. */
export function reductionNotes({
  symmetry,
  partialOrder,
  states,
}: SearchResult): readonly string[] {
  return [
    ...(symmetry === null ? [] : symmetryNotes(symmetry, states)),
    ...(partialOrder === null ? [] : [partialOrderNote(partialOrder)]),
  ];
}

/** `states`: those visited; null where they do not stand for all. */
function symmetryNotes(
  { exchanged, refused, represented }: SymmetryUsed,
  states: bigint | null,
): readonly string[] {
  const groups = exchanged.map((columns) =>
    columns.map((column) => column.join(' with ')).join(', '),
  );
  const saved =
    states === null
      ? ''
      : `; ${count(states, 'visited state')} ${states === 1n ? 'stands' : 'stand'} for ${grouped(represented)}`;
  const used = `symmetry: ${groups.join('; ')} exchanged${saved}`;
  return [
    ...(exchanged.length === 0 ? [] : [used]),
    ...refused.map((why) => `symmetry not used: ${why}`),
    ...(exchanged.length + refused.length === 0
      ? ['symmetry not used: the system declares nothing interchangeable']
      : []),
  ];
}

function partialOrderNote({ since, share, refused }: PartialOrderUsed): string {
  const sample = share === null ? '' : `, ${Math.round(share * 100)} % of the steps in a sample`;
  if (since !== null) {
    return `partial order: after ${count(since, 'state')}${sample}; traces may not be the shortest`;
  }
  return `partial order not used: ${refused ?? 'the search ended before it could pay'}`;
}
