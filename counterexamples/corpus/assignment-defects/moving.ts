/** Defects of assignment and deassignment as such: what moves, in which order, and what is undone. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const movingDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-449',
    title: 'A phantom function stays with dom0',
    story:
      'A device with phantom functions uses several RIDs. If one of them could not be moved to the guest, the error was ignored: the assignment succeeded, and the device, which the guest now programs, could go on sending requests that were translated for dom0.',
    source: 'XSA-449, cb4ecb3cc1; toggle ASG_PHANTOM',
    confidence: 'confirmed',
    defect: {
      start: 'dom0',
      rids: 2,
      paths: ['ASG'],
      failures: ['phantom'],
      defects: ['ASG_PHANTOM'],
    },
    property: 'IOMMU-MATCH',
    depth: 11,
    fix: 'Fail, and undo what was done; if that fails too, mark the device broken and crash the guest.',
    fixed: { failures: ['phantom', 'deassign'], defects: [] },
  }),
  defect({
    id: 'XSA-449-ATOMIC',
    title: 'An assignment succeeds without one of its functions',
    story:
      'The same seen from the hypercall: it returns success although one of the RIDs of the device was left where it was.',
    source: 'XSA-449, cb4ecb3cc1; toggle ASG_PHANTOM',
    confidence: 'confirmed',
    defect: { rids: 2, paths: ['ASG'], failures: ['phantom'], defects: ['ASG_PHANTOM'] },
    property: 'ASSIGN-ATOMIC',
    depth: 8,
    fix: 'Fail, and undo what was done; if that fails too, mark the device broken and crash the guest.',
    fixed: { failures: ['phantom', 'deassign'], defects: [] },
  }),
  defect({
    id: 'V-30',
    title: 'A failed assignment is not undone where there are no phantom functions',
    story:
      'When the vPCI hook of the new owner fails, the hypercall returns an error. Whether anything is undone hangs on a comparison of function numbers that only tells something for devices with phantom functions: without them the device stays with the guest, IOMMU context and all, without vPCI state.',
    source: 'D4o; by reading, c447b7308b: assign_device; toggle ASG_NOROLLBACK',
    confidence: 'hypothesis',
    defect: { paths: ['ASG'], failures: ['vpci'], defects: ['ASG_NOROLLBACK'] },
    property: 'ASSIGN-ATOMIC',
    depth: 7,
    fix: 'Undo it whatever the number of functions.',
    fixed: { failures: ['vpci', 'deassign'], defects: [] },
  }),
  defect({
    id: 'DEA_LATE_VPCI',
    title: 'v5 of the series: the device moves before its vPCI state goes',
    story:
      'Deassignment moved the IOMMU contexts and the device first and called the vPCI hook of the old owner last. A vCPU that had found the device before went on to its handlers and configured a device that was not its own any more.',
    source: 'D1o; series v5, patch 05; toggle DEA_LATE_VPCI',
    confidence: 'confirmed',
    defect: { start: 'dom1', vcpus: 1, paths: ['DEA', 'CFG'], defects: ['DEA_LATE_VPCI'] },
    property: 'OWNER-CFG',
    depth: 13,
    fix: 'The hook comes first, under the lock that accesses hold (f20dde9259).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'V-32',
    title: 'Phantom functions go to dom0 while the guest still has the device',
    story:
      'Deassignment moves the phantom functions first, then takes vPCI away, then moves the function itself. Without quarantine the phantom functions go straight to dom0: until the next step the guest can still program the device, which has a RID that is translated for dom0.',
    source: 'by reading, c447b7308b: deassign_device; toggle DEA_PHANTOM_FIRST',
    confidence: 'hypothesis',
    defect: { start: 'dom1', quarantine: 'none', rids: 2, paths: ['DEA'] },
    property: 'IOMMU-MATCH',
    depth: 3,
    fix: 'Devices go to dom_io first (quarantine, the default since ba2ab00bbb).',
    fixed: { quarantine: 'basic' },
  }),
  defect({
    id: 'SMMU_LIST',
    title: 'SMMUv3: the device joins the guest’s list before it is attached',
    story:
      'The driver moves the device to the list of the new owner before it attaches it, and does not move it back when attaching fails. The hypercall returns an error, and the device is the guest’s, with its requests blocked.',
    source: 'by reading, c447b7308b: arm_smmu_assign_dev',
    confidence: 'hypothesis',
    defect: { driver: 'smmuv3', paths: ['ASG'], failures: ['context'] },
    property: 'ASSIGN-ATOMIC',
    depth: 7,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'XSA-378-JOIN',
    title: 'AMD: a device joins its new owner before the assignment has succeeded',
    story:
      'The driver disabled the device, moved it to the list of the new owner, and only then set up its device table entry. Where that failed, the error was returned, and the device stayed on the list.',
    source: 'XSA-378 (CVE-2021-28696), 899272539c; toggle JOIN_EARLY',
    confidence: 'confirmed',
    defect: { driver: 'amd', paths: ['ASG'], failures: ['context'], defects: ['JOIN_EARLY'] },
    property: 'ASSIGN-ATOMIC',
    depth: 7,
    fix: 'Lists change once the entry has been set up.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-61',
    title: 'A device is given to a guest although there is no IOMMU',
    story:
      'libxl did not ask whether an IOMMU is there and on before it assigned a device to an HVM guest, and the error of the hypercall was not acted upon. The guest could program the device, and its requests went to machine addresses.',
    source: 'XSA-61, 826eb17271; toggle NO_IOMMU_CHECK',
    confidence: 'confirmed',
    defect: { start: 'dom0', iommu: false, paths: ['ASG'], defects: ['NO_IOMMU_CHECK'] },
    property: 'IOMMU-MATCH',
    depth: 3,
    fix: 'Refuse; devices can be assigned where there is an IOMMU.',
    fixed: { iommu: true, defects: [] },
  }),
  defect({
    id: 'XSA-347',
    title: 'AMD: a live device table entry is changed in several writes',
    story:
      'Tables and domain id of a device table entry were written one after the other while the entry was valid. Hardware that reads it in between translates by the new tables and tags what it caches with the old domain id, so that other devices of the old domain use it.',
    source: 'XSA-347, 0514a3a25f; toggle CONTEXT_PIECEWISE',
    confidence: 'confirmed',
    defect: { driver: 'amd', start: 'dom0', paths: ['ASG'], defects: ['CONTEXT_PIECEWISE'] },
    property: 'IOMMU-MATCH',
    depth: 3,
    fix: 'One write of 16 bytes (1fa6e9aa36); at first, translation is disabled before the entry changes.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-399',
    title: 'VT-d: a domain id is given back before it is taken off its domain',
    story:
      'A guest that is buried clears the bit of its domain id and then the map entry that says whose id it is. It holds no lock; in between another CPU assigns a device, takes the id, and names it. Its name is wiped out: flushes for the new owner do not find their id any more.',
    source: 'XSA-399, d9eca7bb6c; toggle DOMID_RACE',
    confidence: 'confirmed',
    defect: { paths: ['ASG', 'IDS'], defects: ['DOMID_RACE'] },
    property: 'IOMMU-MATCH',
    depth: 9,
    fix: 'The map entry goes first, then the bit.',
    fixed: { defects: [] },
  }),
];
