/** Defects of S0, whose lock is inside the state that it guards. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, landed } from './defect.ts';

export const s0Defects: readonly DefectEntry[] = [
  defect({
    id: 'V-01',
    title: 'S0: a lock that is dropped before what it guards is freed',
    story:
      "The lock that should protect a device's vPCI state lives inside that state. Removal takes it, frees the handlers, drops it and then frees the rest. A config read that has loaded the pointer before goes on to lock memory that is gone.",
    source: 'D0a; motivation of the 2018, v5 and landed patches, 4f78438b45',
    confidence: 'confirmed',
    defect: { scheme: 'S0', profile: 'domU', paths: ['RD', 'REM'] },
    property: 'NO-UAF',
    depth: 12,
    fix: 'One lock outside the state, taken before the device is looked up (S4).',
    fixed: landed,
  }),
  defect({
    id: 'LOCK_S0',
    title: 'S0: nothing keeps the tested pointer from changing',
    story:
      'The same race, seen from the pointer: between the load of pdev->vpci and its last use removal frees the object, because no lock that removal needs is held in between.',
    source: 'D0a; toggle LOCK_S0',
    confidence: 'confirmed',
    defect: { scheme: 'S0', profile: 'domU', paths: ['RD', 'REM'] },
    property: 'PTR-STABLE',
    depth: 11,
    fix: 'Readers hold d->pci_lock from the lookup to the last use; whoever frees needs it in write mode (S4).',
    fixed: landed,
  }),
  defect({
    id: 'V-02',
    title: 'S0: a pending slot outlives the device it was filled for',
    story:
      "dom0 reports a device whose memory decode is on. The mapping is deferred to the CPU's way back to dom0; then attaching the device to the IOMMU fails and its vPCI state is freed. The slot still names it, and the deferred work follows a NULL pointer.",
    source: 'D0b; report with a backtrace, 2021-10-28, YXp4ovmIsHKTGiw0@Air-de-Roger',
    confidence: 'confirmed',
    defect: { scheme: 'S0', vcpus: 0, paths: ['CMD', 'PEND', 'ADD', 'REM'] },
    property: 'NO-NULL',
    depth: 34,
    fix: 'Deferred work tests vpci and owner under the lock (S4).',
    fixed: landed,
  }),
  defect({
    id: 'V-03',
    title: 'S0: the MSI-X table stays on the list of the domain',
    story:
      'Teardown frees the MSI-X state without taking it off the list of tables that every trapped MSI-X access walks. The walk itself holds no lock either, which is the shorter way to the same end and remains after the list was mended.',
    source: 'D0e; c14aea137e (2022-10); toggle MSIX_LIST',
    confidence: 'confirmed',
    defect: { scheme: 'S0', profile: 'domU', paths: ['MSIX', 'REM'], defects: ['MSIX_LIST'] },
    property: 'NO-UAF',
    depth: 11,
    fix: 'Take it off the list (c14aea137e), and walk under d->pci_lock (S4).',
    fixed: { ...landed, defects: [] },
  }),
  defect({
    id: 'V-04',
    title: 'S0: enabling MSI takes pcidevs_lock inside vpci->lock',
    story:
      'A guest that enables MSI holds the lock of the device and wants pcidevs_lock; removal holds pcidevs_lock and wants the lock of the device. Two CPUs wait for each other for ever.',
    source: 'D0d; by reading, since 118da371d1',
    confidence: 'hypothesis',
    defect: { scheme: 'S0', paths: ['MSI', 'REM'] },
    property: 'L-NODEADLOCK',
    depth: 9,
    fix: 'The MSI path does without pcidevs_lock (S4).',
    fixed: landed,
  }),
  defect({
    id: 'D0f',
    title: 'S0: a failed map removes vPCI from under the accesses',
    story:
      'When a deferred map fails in the hardware domain, the vPCI state is freed from that context, without the lock of the device list. The next access loads a NULL pointer and follows it.',
    source: 'D0f; 6ccb5e308c',
    confidence: 'confirmed',
    defect: { scheme: 'S0', paths: ['CMD', 'PEND'] },
    property: 'NO-NULL',
    depth: 24,
    fix: 'Accesses test the pointer (6ccb5e308c), under a lock that removal needs (S4).',
    fixed: { ...landed, profile: 'domU', paths: ['CMD', 'PEND', 'REM'] },
  }),
  defect({
    id: 'S0-DOMAIN',
    title: 'S0: removal asks a device without a domain for its domain',
    story:
      'When attaching a device to the IOMMU fails, ADD leaves the pdev on the global list with no domain. Removal of that device begins by asking whether its domain has vPCI and follows the NULL pointer. Found by this model; the test of pdev->domain came with another fix.',
    source:
      'found by the model; parent of 7dc0233f53: pci_add_device, vpci_remove_device; gone since 635dd1120a',
    confidence: 'hypothesis',
    defect: { scheme: 'S0', vcpus: 0, paths: ['ADD', 'REM'] },
    property: 'NO-NULL',
    depth: 32,
    fix: 'Removal looks for the domain before it calls vPCI (635dd1120a).',
    fixed: landed,
  }),
];
