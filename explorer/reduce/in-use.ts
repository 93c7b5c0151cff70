/** The reductions of a search as plain data, that a worker or a later search can go on with. */

import type { PartialOrderKept } from './partial-order.ts';
import type { Symmetry } from './symmetry.ts';

/** Null for a reduction that was not asked for. */
export interface InUse {
  readonly symmetry: Symmetry | null;
  readonly partialOrder: PartialOrderKept | null;
}
