/** Which function of which revision a code path stands for; printed below traces. */

import type { PathCode, SchemeName } from './parameters.ts';
import type { World } from './world.ts';

/** Where each scheme was read. */
const revisions: Readonly<Record<SchemeName, string>> = {
  S0: 'at the parent of 7dc0233f53',
  S1: 'in v5 of the series',
  S2v1: 'in the posting of February 2022',
  S2v7: 'in v7 of the series',
  S2p: 'in branch pci_full_on_locks_v2',
  S3v8: 'in v8 of the series',
  S3v9: 'in v9 of the series',
  S3v10: 'in v10 of the series',
  S4: 'at c447b7308b',
  S5: 'at c447b7308b with 20260708210233.922275-1',
};

/** Code paths, and what they call that has lines of its own. */
export type Code = PathCode | 'hypercall' | 'DBG';

const functions: Readonly<Record<Code, string>> = {
  RD: 'vpci_read',
  WR: 'vpci_write',
  CMD: 'cmd_write, modify_bars, defer_map',
  BAR: 'bar_write',
  PEND: 'vpci_process_pending',
  MSIX: 'the MSI-X accesses of drivers/vpci/msix.c',
  MSI: 'control_write',
  ADD: 'pci_add_device',
  REM: 'pci_remove_device',
  ASG: 'assign_device',
  DEA: 'deassign_device',
  RST: 'the reset hypercall (9a2d7b5bb6)',
  DOM: 'pci_release_devices',
  FLT: 'pci_check_disable_device',
  DBG: 'vpci_dump_msi',
  hypercall: 'the hypercalls about devices',
};

/** `vpci_write at c447b7308b` */
export function codeOf({ scheme }: Pick<World, 'scheme'>, code: Code): string {
  return `${functions[code]} ${revisions[scheme]}`;
}
