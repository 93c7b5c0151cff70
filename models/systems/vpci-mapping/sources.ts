/** Which function of which revision a code path stands for; printed below traces. */

import type { PathCode, SchemeName, Values } from './parameters.ts';

/** Where each scheme was read. */
const revisions: Readonly<Record<SchemeName, string>> = {
  pciback: 'as of XSA-120',
  qemu: 'as of XSA-126',
  S1: 'in v5 of the series',
  S3v8: 'in v8 of the series',
  S4: 'at c447b7308b',
  S5: 'at c447b7308b with 20260708210233.922275-1',
};

/** Code paths, and what they call that has lines of its own. */
export type Code = PathCode | 'WR' | 'PEND' | 'p2m' | 'hole' | 'hypercall';

const functions: Readonly<Record<Code, string>> = {
  WR: 'vpci_write',
  CMD: 'cmd_write, modify_bars, defer_map',
  BAR: 'guest_mem_bar_write, bar_write',
  MSI: 'control_write',
  ROM: 'rom_write',
  PEND: 'vpci_process_pending',
  p2m: 'map_range, map_mmio_regions, unmap_mmio_regions',
  hole: 'vpci_make_msix_hole',
  FAIL: 'p2m_set_entry',
  FAIL_ROM: 'p2m_set_entry',
  ADD: 'pci_add_device, vpci_assign_device, init_msix',
  RST: 'the reset hypercall (9a2d7b5bb6)',
  DEA: 'deassign_device',
  ASG: 'assign_device',
  XL: 'pci_remove_detached (libxl_pci.c)',
  FLR: 'libxl__device_pci_reset',
  REVOKE: 'XEN_DOMCTL_iomem_permission',
  PTE: 'page-table updates of a PV guest',
  TOUCH: 'an access of a bus master',
  hypercall: 'the hypercalls about devices',
};

/** `vpci_write at c447b7308b` */
export function codeOf({ scheme }: Pick<Values, 'scheme'>, code: Code): string {
  if (scheme === 'pciback' && code === 'WR') return 'xen-pciback, command writes, as of XSA-120';
  if (scheme === 'qemu' && code === 'WR') return 'xen_pt of QEMU, command writes, as of XSA-126';
  if (scheme === 'qemu' && code === 'p2m') return 'XEN_DOMCTL_memory_mapping before b10bca0483';
  return `${functions[code]} ${revisions[scheme]}`;
}
