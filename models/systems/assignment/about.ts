/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const familySources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/passthrough',
  'fixes of the advisories, named with each catalogue entry',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `One device with ${values.rids === 1 ? 'one RID' : `${values.rids} RIDs`}, one guest; requests are writes to one I/O page, which every domain's tables map to a page of its own.`,
    'One CPU of dom0 manages the device at a time and holds pcidevs_lock throughout.',
    'dom0 has no vPCI state of its own (PV, or Arm).',
    'The guest starts DMA by config accesses; its access to BARs, which outlives deassignment, belongs to the mapping family.',
    'A reset stops a device that is not hostile, and is believed to have stopped one that is.',
    'Quarantine tables are made before they are needed, and that does not fail.',
    'Device-TLBs (ATS), which Xen does not support as secure, are not modelled.',
  ];
}
