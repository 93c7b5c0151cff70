/** Defects by which a guest has RAM where the host it runs on has something else. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const hotAddDefects: readonly DefectEntry[] = [
  defect({
    id: 'RESV_NONE',
    title: 'RAM of a guest covers a doorbell that cannot be moved',
    story:
      'The memory map of an Arm system is not standard (case 1), and some addresses never reach the SMMU: doorbells in the root complex (case 3), windows of devices (case 4). A guest whose RAM was laid out without knowing them gets a device, and what the device writes to that RAM goes elsewhere.',
    source: 'seed of November 2016; toggle resv=none',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'RAM'], resv: 'none' },
    property: 'RESV-DISJOINT',
    depth: 3,
    fix: 'Compare RAM with the reserved regions when a device is attached, and fail.',
    fixed: { resv: 'atAttach' },
  }),
  defect({
    id: 'F22',
    title: 'A device is hot-added after migration, and the new host has other regions',
    story:
      'The guest was started with a memory map that suits its host. It migrates, and gets a device there. When the map was chosen there was no device to ask, and the new host has its regions elsewhere.',
    source: 'seed of November 2016; toggles resv=none, layout=thisHost',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'RAM', 'MIG'], resv: 'none', layout: 'thisHost' },
    property: 'RESV-DISJOINT',
    depth: 4,
    fix: 'Fail the hot-add on a conflict.',
    fixed: { resv: 'atAttach' },
  }),
  defect({
    id: 'RESV_EARLIER',
    title: 'RAM is added between the check and the attachment',
    story:
      'The regions are read and compared, then the guest gets more RAM, then the device is attached. What was compared is not what is there.',
    source: 'D.5 of the MSI note; toggle resv=earlier',
    confidence: 'hypothesis',
    defect: { paths: ['ASG', 'RAM'], resv: 'earlier' },
    property: 'HOTADD-CHECKED',
    depth: 4,
    fix: 'Compare once more in the step that attaches.',
    fixed: { resv: 'atAttach' },
  }),
  defect({
    id: 'MAP_FAIL_ABORT',
    title: 'The same conflict fails a hot-add or ends the guest, by who comes first',
    story:
      'If the RAM is there first, adding the device fails and nothing else happens. If the device is there first, mapping the RAM for it fails, and QEMU aborts: the guest is gone.',
    source: 'hw/vfio/listener.c of QEMU, by reading; toggle mapFailLate=abort',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'RAM'], mapFailLate: 'abort' },
    property: 'VM-ALIVE',
    depth: 3,
    fix: 'Take the RAM back.',
    fixed: { mapFailLate: 'reject' },
  }),
  defect({
    id: 'RDM_RELAXED',
    title: 'A device is assigned although RAM covers its reserved region',
    story:
      'With the relaxed policy Xen warns and assigns the device, without the identity mapping that its firmware may need, and with RAM of the guest in that place.',
    source: 'policy of xl (rdm, relaxed); D.5 of the MSI note; toggle rdmPolicy=relaxed',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'RAM'], rdmPolicy: 'relaxed' },
    property: 'RESV-DISJOINT',
    depth: 3,
    fix: 'The strict policy.',
    fixed: { rdmPolicy: 'strict' },
  }),
  defect({
    id: 'RDM_TEARDOWN',
    title: 'An identity mapping is undone that was never made',
    story:
      'With the relaxed policy a reserved region may be left without its identity mapping because the guest has RAM there. Deassigning the device unmapped it all the same, which hit an assertion.',
    source: 'adc5b2e05e; toggle RDM_TEARDOWN',
    confidence: 'confirmed',
    defect: {
      paths: ['ASG', 'DEA', 'RAM'],
      rdmPolicy: 'relaxed',
      defects: ['RDM_TEARDOWN'],
    },
    property: 'ASSERT-FREE',
    depth: 11,
    fix: 'Look whether it is an identity mapping, and warn if not (adc5b2e05e).',
    fixed: { defects: [] },
  }),
];
