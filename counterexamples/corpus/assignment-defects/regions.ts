/** Defects around reserved regions: RMRRs of VT-d and unity-mapped ranges of AMD. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const regionDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-400',
    title: 'A device is detached before it is attached',
    story:
      'A device with a reserved region may access it at any time, firmware being in charge of that. Reassignment removed its context and then made it anew, so that for a while nothing was mapped, the region included.',
    source:
      'XSA-400 (CVE-2022-26359, CVE-2022-26360), 8f41e481b4, 1fa6e9aa36; toggle REASSIGN_TWO_STEP',
    confidence: 'confirmed',
    defect: { start: 'dom1', regions: 1, paths: ['DEA'], defects: ['REASSIGN_TWO_STEP'] },
    property: 'RMRR-MAPPED',
    depth: 4,
    fix: 'The context is changed in a single step.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-400-ORDER',
    title: 'VT-d: the region is unmapped before the context has changed',
    story:
      'On deassignment the reserved region was unmapped from the tables of the guest while the context still led there, and on assignment it was mapped after the context had been set.',
    source: 'XSA-400 (CVE-2022-26358), 78a40f8b5d; toggle RMRR_ORDER',
    confidence: 'confirmed',
    defect: { start: 'dom1', regions: 1, paths: ['DEA'], defects: ['RMRR_ORDER'] },
    property: 'RMRR-MAPPED',
    depth: 4,
    fix: 'Map it before the context is set, unmap it after the context has changed.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-400-QUARANTINE',
    title: 'Quarantine takes the reserved region away',
    story:
      'dom_io has no mappings, which is what quarantine is for. A device with a reserved region lost it there, although nobody can say that the device has stopped using it.',
    source: 'XSA-400 (CVE-2022-26361), 14dd241aad; toggle QUARANTINE_NO_RMRR',
    confidence: 'confirmed',
    defect: { start: 'dom1', regions: 1, paths: ['DEA'], defects: ['QUARANTINE_NO_RMRR'] },
    property: 'RMRR-MAPPED',
    depth: 4,
    fix: 'Page tables for each device in quarantine, with its regions in them.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-378-REMOVABLE',
    title: 'A guest removes the mapping of a reserved region',
    story:
      'The identity mapping of a reserved region could be removed by the guest like that of any page, and the device that the region is for was left without it.',
    source: 'XSA-378 (CVE-2021-28694), 753cb68e65; toggle RMRR_REMOVABLE',
    confidence: 'confirmed',
    defect: {
      start: 'dom1',
      regions: 1,
      vcpus: 1,
      paths: ['MEM'],
      defects: ['RMRR_REMOVABLE'],
    },
    property: 'RMRR-MAPPED',
    depth: 2,
    fix: 'Such entries are removed only by what has made them.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-378-MERGED',
    title: 'AMD: what lies between two unity ranges is mapped too',
    story:
      'Ranges that firmware asks for were merged into one from the lowest to the highest address. The guest, and its device, got everything between them, which is memory of somebody else.',
    source: 'XSA-378 (CVE-2021-28695), 34750a3eb0; toggle RMRR_MERGED',
    confidence: 'confirmed',
    defect: {
      driver: 'amd',
      start: 'dom1',
      regions: 2,
      paths: 'none',
      defects: ['RMRR_MERGED'],
    },
    property: 'DMA-CONFINED',
    depth: 1,
    fix: 'Ranges are kept apart.',
    fixed: { paths: ['DEA'], defects: [] },
  }),
  defect({
    id: 'XSA-386',
    title: 'VT-d: deassignment ends once it has unmapped the reserved region',
    story:
      'A test for one harmless error was written so that any other outcome ended the function, success included. The device kept its context; deassignment was reported as done, and destruction went on to free the tables that the context leads to.',
    source: 'XSA-386 (CVE-2021-28702), 192aaf7e14; toggle RMRR_SHORTCUT',
    confidence: 'confirmed',
    defect: { start: 'dom1', regions: 1, paths: ['DOM'], defects: ['RMRR_SHORTCUT'] },
    property: 'NO-STALE-DMA',
    depth: 6,
    fix: 'End with an error only if there is one, and it is not the harmless one.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-460',
    title: 'A region that could not be noted stays mapped',
    story:
      'The reserved region was mapped first and noted in a list afterwards. If there was no memory for the note, the assignment failed, and as there was no note nothing could be unmapped: the guest keeps firmware memory of a device it did not get.',
    source: 'XSA-460 (CVE-2024-31145), beadd68b54; toggle RMRR_UNTRACKED',
    confidence: 'confirmed',
    defect: { regions: 1, paths: ['ASG'], failures: ['region'], defects: ['RMRR_UNTRACKED'] },
    property: 'NO-RESIDUE',
    depth: 6,
    fix: 'The note is made first.',
    fixed: { defects: [] },
  }),
];
