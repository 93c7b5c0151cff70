/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const familySources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/passthrough',
  'Linux, drivers/iommu: the commits named with each catalogue entry',
  'VT-d, AMD-Vi and SMMUv3 specifications, PCI Express Base Specification (ATS, resets), by way of the survey',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${values.devices === 1 ? 'One device' : 'Two devices, of which one stays where it is'}; requests are writes to ${values.iovas === 1 ? 'one I/O page' : 'two I/O pages'} that dom1 has mapped, or to the one page of another domain.`,
    'cpu0 does one thing at a time, and so does cpu1; the two go on side by side.',
    'Hardware reads an entry in one step; the CPU may write it in two.',
    'A device sends what it likes, but keeps to ATS: it sends translated only what it was given.',
    'Caches drop nothing of their own accord.',
    'The invalidation queue has room for two commands and is worked off in order.',
  ];
}
