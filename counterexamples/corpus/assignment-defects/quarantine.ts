/** Defects of quarantine: where a device goes that a guest gives back, and what it reaches there. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const quarantineDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-302',
    title: 'A device goes back to dom0 with DMA in flight',
    story:
      'A guest can have a device write to memory at any time, also after the guest is gone: requests may be queued in the device. When the device was deassigned it went straight to dom0, and addresses the guest had chosen were translated by the tables of dom0.',
    source: 'XSA-302, 319f9a0ba9; toggle NO_QUARANTINE',
    confidence: 'confirmed',
    defect: {
      start: 'dom1',
      quarantine: 'none',
      vcpus: 1,
      hostile: false,
      paths: ['DEA', 'CFG'],
    },
    property: 'QUARANTINE',
    depth: 12,
    fix: 'The device goes to dom_io, which has no mappings, until it is explicitly taken out.',
    fixed: { quarantine: 'basic' },
  }),
  defect({
    id: 'XSA-306',
    title: 'Quarantine only for devices that a certain tool has prepared',
    story:
      'Devices were quarantined only if xl had made them assignable, which sets a flag. Other ways of preparing a device are documented and in use; after these it went straight back to dom0.',
    source: 'XSA-306, ba2ab00bbb; toggle QUARANTINE_BY_TOOL',
    confidence: 'confirmed',
    defect: {
      start: 'dom1',
      vcpus: 1,
      hostile: false,
      paths: ['DEA', 'CFG'],
      defects: ['QUARANTINE_BY_TOOL'],
    },
    property: 'QUARANTINE',
    depth: 13,
    fix: 'Every device is quarantined, unless an option says otherwise.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-445',
    title: 'AMD: scratch tables that are a level deeper than the hardware walks',
    story:
      'Quarantine tables were built with four levels where the IOMMU had been told of three. What was to be a table became the page that requests end at. It can be read and written, and is not cleared between users, as the scratch page is.',
    source: 'XSA-445 (CVE-2023-46835), fe1e4668b3; toggle QUARANTINE_DEPTH',
    confidence: 'confirmed',
    defect: {
      driver: 'amd',
      quarantine: 'scratch',
      paths: 'none',
      defects: ['QUARANTINE_DEPTH'],
    },
    property: 'QUARANTINE',
    depth: 1,
    fix: 'Build as many levels as the IOMMU walks.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-450',
    title: 'VT-d without HVM: quarantine tables are not used',
    story:
      'With support for HVM compiled out, a misplaced #endif made the code that finds the root of page tables ignore the root it was given. The context of a device in quarantine led to tables of dom_io as such, where neither the scratch page nor the reserved region of the device is.',
    source: 'XSA-450 (CVE-2023-46840), cc6ba68edf; toggle QUARANTINE_COMMON',
    confidence: 'confirmed',
    defect: {
      start: 'dom1',
      regions: 1,
      paths: ['DEA'],
      defects: ['QUARANTINE_COMMON'],
    },
    property: 'QUARANTINE',
    depth: 12,
    fix: 'The condition is written without the preprocessor.',
    fixed: { defects: [] },
  }),
];
