/** Defects of S2, whose lock is a reader-writer lock of the domain or of all devices. */

import type { DefectEntry } from '../../catalogue.ts';
import { alone, defect, landed } from './defect.ts';

export const s2Defects: readonly DefectEntry[] = [
  defect({
    id: 'D2a',
    title: 'S2: a window between lookup and lock',
    story:
      'The rwlock guards pdev->vpci, but the device is looked up before it is taken. Removal frees the pdev in between.',
    source: 'D2a; YguQ8wfhfYFXTWSU@Air-de-Roger, 2022-02-15',
    confidence: 'confirmed',
    defect: { scheme: 'S2v1', profile: 'domU', paths: ['RD', 'REM'] },
    property: 'NO-UAF',
    depth: 15,
    fix: 'One lock for the list and the pointer (S4).',
    fixed: landed,
  }),
  defect({
    id: 'LOCK_S2_REREAD',
    title: 'S2: giving the read lock up to take it for writing',
    story:
      'A reader that finds it must write drops the lock, takes it in write mode and goes on with the pointer it had. Removal came in between.',
    source: 'D2c; thread of 2022-02-07 and 2022-02-08, option 2; toggle LOCK_S2_REREAD',
    confidence: 'confirmed',
    defect: { scheme: 'S2v7', profile: 'domU', paths: ['CMD', 'REM'], defects: ['LOCK_S2_REREAD'] },
    property: 'NO-UAF',
    depth: 15,
    fix: 'Choose the mode before entering, under one lock for list and pointer (S4).',
    fixed: { ...landed, defects: [] },
  }),
  defect({
    id: 'V-10',
    title: 'S2 as v7: pcidevs_lock inside the rwlock',
    story:
      'modify_bars takes pcidevs_lock to walk the devices while it holds the rwlock in write mode; add and remove hold pcidevs_lock and want the rwlock.',
    source: 'D2d; ZJQDGOrP1I3hR5Jj@MacBook-Air-de-Roger.local, 2023-06-22; toggle LOCK_S2_ORDER',
    confidence: 'confirmed',
    defect: { scheme: 'S2v7', profile: 'domU', paths: ['CMD', 'REM'] },
    property: 'L-NODEADLOCK',
    depth: 13,
    fix: 'One lock guards the list and vpci, so the walk needs no other (S4).',
    fixed: landed,
  }),
  defect({
    id: 'V-11',
    title: 'S2: the removal loop follows the pointer it has just cleared',
    story:
      'Removal copies pdev->vpci, sets it to NULL and unlocks, so that the rest can be freed outside the lock. The loop that frees the handlers still goes through pdev->vpci.',
    source: 'D2f; review of v7, June 2023; in the diff of v1 already; toggle REM_LOOP',
    confidence: 'confirmed',
    defect: { scheme: 'S2v7', vcpus: 0, paths: ['REM'], defects: ['REM_LOOP'] },
    property: 'NO-NULL',
    depth: 8,
    fix: 'Go through the copy.',
    fixed: { vcpus: 1, profile: 'domU', paths: ['RD', 'REM'], defects: [] },
  }),
  defect({
    id: 'D2g',
    title: 'S2: the mode is chosen by an unlocked look into the state',
    story:
      'Whether a write needs the lock in read or write mode is decided by comparing the register with header.rom_reg, before any lock is taken. The state it looks into may be gone.',
    source: 'D2g; by reading',
    confidence: 'hypothesis',
    defect: { scheme: 'S2v1', profile: 'domU', paths: ['CMD', 'REM'] },
    property: 'NO-NULL',
    depth: 10,
    fix: 'All writes in write mode (S4).',
    fixed: landed,
  }),
  defect({
    id: 'V-12',
    title: 'S2p: enabling MSI upgrades a read lock to a write lock',
    story:
      'In the prototype pcidevs_lock() means write mode. The MSI path calls it from inside an access, which holds the same lock in read mode, and waits for itself.',
    source: 'D2h; branch pci_full_on_locks_v2, 2022; toggle LOCK_UPGRADE',
    confidence: 'hypothesis',
    defect: { scheme: 'S2p', ...alone, paths: ['MSI'] },
    property: 'L-NOSELF',
    depth: 6,
    fix: 'The prototype was given up; the MSI path does without pcidevs_lock (S4).',
    fixed: { ...landed, vcpus: 2 },
  }),
  defect({
    id: 'LOCK_READREC',
    title: 'A read lock inside a read lock, and a writer in between',
    story:
      'Taking d->pci_lock for reading once for translation and once more for the access works until a writer announces itself in between: the second read waits for the writer, who waits for the first.',
    source: 'rules of rwlock_t, xen/include/xen/rwlock.h; toggle LOCK_READREC',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      profile: 'domU',
      incarnations: 1,
      paths: ['RD', 'DEA'],
      defects: ['LOCK_READREC'],
    },
    property: 'L-NOSELF',
    depth: 6,
    fix: 'Take it once (ad3ac58a9d).',
    fixed: { defects: [] },
  }),
];
