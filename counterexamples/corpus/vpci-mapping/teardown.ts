/** What is left of mappings, permissions and decode when a device is taken away. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, split } from './defect.ts';

const unplug = { scheme: 'S4', ...split, paths: ['CMD', 'XL'] } as const;
const orderly = { repairs: ['CANCEL', 'UNMAP', 'DEASSIGN_FIRST'] } as const;

export const teardownDefects: readonly DefectEntry[] = [
  defect({
    id: 'V-23',
    title: 'S4: a device that is deassigned stays mapped',
    story:
      'Deassignment frees the vPCI state and moves the device; nobody takes its BARs out of the p2m. The guest that had it reads and writes its registers as before.',
    source:
      'D4h; by reading; for the hardware domain accepted in a mail of 2021-10-28; toggle NO_UNMAP',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', paths: ['CMD', 'DEA'] },
    property: 'OWN-MFN',
    depth: 32,
    fix: 'Whatever takes vPCI state away unmaps the BARs first; a patch of 2018 did, and was not merged.',
    fixed: { repairs: ['UNMAP'] },
  }),
  defect({
    id: 'NO_UNMAP',
    title: 'S4: deassignment leaves p2m entries behind',
    story:
      'The same, seen when the hypercall has returned: what the domain had for the device is not gone.',
    source: 'D4h; by reading; toggle NO_UNMAP',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', paths: ['CMD', 'DEA'], repairs: ['CANCEL'] },
    property: 'NO-RESIDUE',
    depth: 36,
    fix: 'Whatever takes vPCI state away unmaps the BARs first; a patch of 2018 did, and was not merged.',
    fixed: { repairs: ['CANCEL', 'UNMAP'] },
  }),
  defect({
    id: 'RESET_LIVE',
    title: 'libxl resets a device that is still mapped',
    story:
      'Hot-unplug resets the device through dom0 before it deassigns it. The reset clears decode in hardware, and the guest still has the BARs in its p2m.',
    source:
      '7.5 of the survey, V-33; by reading, c447b7308b: pci_remove_detached; toggle RESET_LIVE',
    confidence: 'hypothesis',
    defect: unplug,
    property: 'HW-DECODE',
    depth: 18,
    fix: 'The device is deassigned first, which unmaps its BARs; nobody has posted that.',
    fixed: orderly,
  }),
  defect({
    id: 'V-33',
    title: 'A guest is crashed for unmapping what it has no permission for any more',
    story:
      'Hot-unplug revokes permission first. Unmapping asks for permission as mapping does, so a guest that turns decode off now is crashed by its deferred work.',
    source: 'V-33; by reading, c447b7308b: map_range, pci_remove_detached; toggle PERM_UNMAP',
    confidence: 'hypothesis',
    defect: unplug,
    property: 'PERM-UNMAP',
    depth: 37,
    fix: 'Unmapping asks for no permission; nobody has posted that.',
    fixed: { repairs: ['UNMAP_FREE'] },
  }),
  defect({
    id: 'V-33-PERM',
    title: 'Permission is revoked while the device is mapped',
    story:
      'Revoking a permission does not look at the p2m. Until the device is deassigned, and after that too, the guest has pages mapped that it has no permission for.',
    source: 'V-33; by reading, c447b7308b: pci_remove_detached',
    confidence: 'hypothesis',
    defect: unplug,
    property: 'PERM',
    depth: 17,
    fix: 'The device is deassigned first, which unmaps its BARs; nobody has posted that.',
    fixed: orderly,
  }),
  defect({
    id: 'XSA-476',
    title: 'libxl revokes permission for a truncated range',
    story:
      'Addresses of BARs were kept in 32 bits when a device was removed. Of a BAR above 4 GiB another range was revoked, and the guest kept its permission.',
    source: 'XSA-476; 421432b822; toggle PERM_TRUNC',
    confidence: 'confirmed',
    defect: { scheme: 'S4', vcpus: 0, paths: ['XL'], defects: ['PERM_TRUNC'] },
    property: 'NO-RESIDUE',
    depth: 14,
    fix: 'Addresses have 64 bits (421432b822).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-492',
    title: 'A permission is revoked between its test and the mapping',
    story:
      'Deferred work tests permission and then maps, under a lock that revoking does not take. The advisory put a lock of their own around permissions and the mappings that hypercalls make; the change says that other users may need it too.',
    source: 'XSA-492; 960713dfd4, which names uses outside hypercalls; for vPCI by reading',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', paths: ['CMD', 'REVOKE'] },
    property: 'PERM-RACE',
    depth: 16,
    fix: 'The lock of the permissions is held from the test to the mapping.',
    fixed: { repairs: ['PERM_LOCK'] },
  }),
  defect({
    id: 'D0h',
    title: 'Mapping a BAR asks for no permission',
    story:
      'Before baa6ea7003 deferred work mapped whatever the bases said, whether the domain had permission for it or not.',
    source: 'D0h; baa6ea7003 (2023-07)',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      paths: ['CMD', 'REVOKE'],
      defects: ['MAP_UNCHECKED'],
      repairs: ['PERM_LOCK'],
    },
    property: 'PERM-RACE',
    depth: 16,
    fix: 'Permission is asked for every page (baa6ea7003).',
    fixed: { defects: [] },
  }),
];
