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
];
