/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), as read for the families vpci-mapping, assignment, guest-msi, grant-dma and backend-ready',
  'virtio-spec at 15f488c and QEMU 10.0.91, as read for the family virtio-iommu',
  'series "PCI devices passthrough on Arm, part 3", v5: 20211125110251.2877218-1-andr2000@gmail.com',
  '20260708210233.922275-1-stewart.hildebrand@amd.com (July 2026)',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions({ guests, vcpus, devices, pages, paths }: Values): readonly string[] {
  return [
    `${count(guests, 'guest')} with ${count(vcpus, 'vCPU')} in all, ${count(devices, 'device')} with one BAR of ${count(pages, 'page')} and one requester ID.`,
    'Each guest has one page of memory that devices are told to write to; its I/O page tables are its p2m, as with shared tables.',
    'BARs are where the guest wants them and do not move; where two devices get in each other’s way is in vpci-mapping.',
    'Each CPU has a queue of its own for invalidations: those of different CPUs are carried out in any order.',
    'One vector for each device; a message goes through remapping in one step and is raised in another, without being drained.',
    'One CPU of dom0 manages devices; hypercalls do not fail for want of memory.',
    ...(paths.includes('MSI')
      ? ['Devices have no INTx: INTX_DISABLE, which MSI sets besides, is in vpci-mapping.']
      : []),
    ...(paths.includes('DOM') ? [] : ['No guest ends; with DOM among the paths they do.']),
    ...(paths.includes('FAIL')
      ? []
      : ['A context can always be rewritten; with FAIL among the paths it may fail.']),
    ...(paths.includes('GRANT')
      ? [
          'dom0 is a PV domain behind a strict IOMMU, or direct-mapped; one grant of the first guest, one handle, and a compare-exchange that fails is not tried again.',
        ]
      : []),
    ...(paths.includes('READY') ? ['One virtio device of the first guest; nobody dies.'] : []),
    ...(paths.includes('VIOMMU')
      ? [
          'The first guest boots once, with one page of I/O virtual addresses; its virtual IOMMU knows endpoints whether devices are there or not.',
        ]
      : []),
  ];
}
