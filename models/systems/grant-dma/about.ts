/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const familySources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/common/grant_table.c',
  'drivers/xen/grant-table.c and drivers/xen/grant-dma-ops.c of Linux, as surveyed in 2025',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  const { refs, pages, backends, cpus } = values;
  return [
    `${count(refs, 'reference')}, ${count(pages, 'page')}; ${count(backends, 'backend')}, the first with ${count(cpus, 'CPU')}, each of which has one mapping at a time.`,
    'A critical section whose inside nobody sees is one step.',
    'A TLB holds whatever was mapped since it was flushed last.',
    'Full pages only: no sub-page or transitive grants, no transfers.',
  ];
}
