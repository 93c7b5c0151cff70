/** Defects of S3, which came before what landed in three stages. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, landed } from './defect.ts';

export const s3Defects: readonly DefectEntry[] = [
  defect({
    id: 'V-13',
    title: 'S3 as v8: pcidevs_lock inside d->pci_lock',
    story:
      'Enabling MSI holds d->pci_lock and wants pcidevs_lock; removal and assignment hold pcidevs_lock and want d->pci_lock for writing.',
    source: 'D3a; by reading of v8; toggle LOCK_S3_MSI',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v8', profile: 'domU', incarnations: 1, paths: ['MSI', 'DEA'] },
    property: 'L-NODEADLOCK',
    depth: 9,
    fix: 'The MSI path does without pcidevs_lock (v9).',
    fixed: { scheme: 'S3v9' },
  }),
  defect({
    id: 'V-14',
    title: 'S3 as v9: registers are written after the lock was given up',
    story:
      'Deferred work maps under the read lock, gives it up and then locks and writes through pdev->vpci. Deassignment frees vpci in between.',
    source: 'D3c; by reading of v9; toggle LOCK_S3_PEND',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v9', profile: 'domU', incarnations: 1, paths: ['CMD', 'PEND', 'DEA'] },
    property: 'NO-UAF',
    depth: 24,
    fix: 'Hold the lock until the registers are written (v10).',
    fixed: { scheme: 'S3v10' },
  }),
  defect({
    id: 'D3d',
    title: 'S3 as v9: deferred work does not ask whether vpci is gone',
    story:
      'The slot names a device that was deassigned since. Deferred work follows its NULL vpci.',
    source: 'D3d; by reading of v9',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v9', profile: 'domU', incarnations: 1, paths: ['CMD', 'PEND', 'DEA'] },
    property: 'NO-NULL',
    depth: 22,
    fix: 'Test vpci and owner first (v10).',
    fixed: { scheme: 'S3v10' },
  }),
  defect({
    id: 'D3d-FAIL',
    title: 'S3 as v9: a failed map hands on the pointer it has just cleared',
    story:
      'When the map fails in the hardware domain, the slot is emptied and then its pointer is passed to vpci_deassign_device.',
    source: '1.5 of the survey, PEND of v9; by reading',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v9', paths: ['CMD', 'PEND'] },
    property: 'NO-NULL',
    depth: 17,
    fix: 'A failed map only turns decode off (S4).',
    fixed: { ...landed, paths: ['CMD', 'PEND', 'REM'] },
  }),
  defect({
    id: 'D3d-KEPT',
    title: 'S3 as v10: the early exit keeps the slot',
    story:
      'Deferred work that finds vpci gone returns without emptying the slot, and the vCPU runs guest code with a request outstanding.',
    source: 'D3d; by reading of v10',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v10', profile: 'domU', incarnations: 1, paths: ['CMD', 'PEND', 'DEA'] },
    property: 'PEND-BLOCKS',
    depth: 22,
    fix: 'The early exit empties the slot (S4).',
    fixed: landed,
  }),
  defect({
    id: 'D3d-LOST',
    title: 'S3 as v10: the slot that was kept is overwritten',
    story: 'The request that the early exit left in the slot is overwritten by the next one.',
    source: 'D3d; by reading of v10',
    confidence: 'hypothesis',
    defect: { scheme: 'S3v10', profile: 'domU', paths: ['CMD', 'PEND', 'ASG', 'DEA'] },
    property: 'ONE-SLOT',
    depth: 45,
    fix: 'The early exit empties the slot (S4).',
    fixed: landed,
  }),
];
