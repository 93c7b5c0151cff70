/** Requirements on devices that a vendor driver translates and pins for: MdevUnpinsOnUnmap, NoUnpinnedMapping. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';

/** A page that a device may reach by a table of its own. */
export interface MediatedPage {
  /** The table of the device leads to it, or what the device has cached of the table. */
  readonly reached: Expression;
  readonly pinned: Expression;
}

/** What the requirements speak about. */
export interface MediatedSubject {
  readonly pages: readonly MediatedPage[];
  /** The range is not mapped any more: unmapping is done. */
  readonly unmapped: Expression;
  /** Unmapping is under way. */
  readonly unmapping: Expression;
}

/** When a range has been unmapped, nothing of it is pinned or reached. Source: vfio_dma_do_unmap. */
export function unpinsOnUnmap({ pages, unmapped, unmapping }: MediatedSubject): Property {
  return invariant({
    name: 'MdevUnpinsOnUnmap',
    statement:
      'when a range has been unmapped, the vendor driver has nothing of it pinned or in its tables',
    stake: 'a device goes on writing to memory that the guest has given to somebody else',
    holds: implies(
      unmapped,
      allOf(...pages.flatMap(({ reached, pinned }) => [not(reached), not(pinned)])),
    ),
    companion: companion(
      'a range is being unmapped while the device reaches some of it',
      allOf(unmapping, anyOf(...pages.map(({ reached }) => reached))),
    ),
  });
}

/** What a device reaches is pinned. Source: vfio_iommu_type1 (P17 of the survey). */
export function noUnpinnedMapping(pages: readonly MediatedPage[]): Property {
  return invariant({
    name: 'NoUnpinnedMapping',
    statement: 'what a device reaches by its tables or caches is pinned',
    stake: 'the host gives the page to somebody else, and the device still writes to it',
    holds: allOf(...pages.map(({ reached, pinned }) => implies(reached, pinned))),
    companion: companion('a device reaches a page', anyOf(...pages.map(({ reached }) => reached))),
  });
}
