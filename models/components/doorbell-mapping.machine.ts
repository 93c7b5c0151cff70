/**
 * The page of a domain's I/O page tables through which its devices reach an MSI doorbell.
 *
 * On most Arm systems a message is a DMA write like any other, and the SMMU must map an address to the
 * physical doorbell (Linux: iommu_dma_get_msi_page; Xen: the translation register of an ITS, for the
 * hardware domain, write-only). It should let devices write, nothing else, and lead nowhere else.
 */

import { setup } from 'xstate';

export type DoorbellMappingEvent =
  /** Maps the page of the doorbell, to be written only. */
  | { readonly type: 'MAP' }
  /** Maps it so that it can be read too. */
  | { readonly type: 'MAP_READABLE' }
  /** Maps a page that has other registers beside the doorbell. */
  | { readonly type: 'MAP_WIDE' };

const mapping = { MAP: 'writeOnly', MAP_READABLE: 'readable', MAP_WIDE: 'wide' } as const;

export const doorbellMapping = setup({
  types: { events: {} as DoorbellMappingEvent },
}).createMachine({
  id: 'doorbellMapping',
  initial: 'absent',
  states: {
    absent: { on: mapping },
    // Whoever maps it for another device of the same domain finds it mapped.
    writeOnly: { on: { MAP: { target: 'writeOnly' } } },
    readable: { on: { MAP_READABLE: { target: 'readable' } } },
    wide: { on: { MAP_WIDE: { target: 'wide' } } },
  },
});
