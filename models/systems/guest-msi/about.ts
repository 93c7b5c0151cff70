/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  '"Summary of LPC guest MSI discussion in Santa Fe", November 2016, and its replies',
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/passthrough and xen/arch/x86',
  'PCI Express Base Specification, 6.12 (Access Control Services)',
  'commits and advisories named with each catalogue entry',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  const present = values.senders.filter((name) => values.functions.includes(name));
  return [
    `${count(values.functions.length, 'function')}, of which ${present.length} may be hostile once a guest has had it; ${count(values.guests.length, 'guest')} and dom0; one interrupt for each function.`,
    'Functions send posted writes, one at a time: no two act on each other. Reads and completions are left out, and with them ACS Completion Redirect.',
    'A function forges requester IDs of another bus only with sends=forged; those of other functions of its own device nothing on the way could tell, and they are left out.',
    'What the IOMMU caches, and requests that are under way between IOMMU and memory, belong to the families about the IOMMU: a context is rewritten and in force in one step.',
    'A message carries any data; what it does is settled at P5.',
    'The tables of dom0 lead to its memory only, the tables of a guest to the memory of the guest and to the doorbell; no BAR is in any of them.',
    ...(values.paths.includes('RAM')
      ? ['Each of two hosts has one reserved region; guest A gets RAM over a region at most once.']
      : []),
  ];
}
