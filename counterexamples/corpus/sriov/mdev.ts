/** Defects of mediated devices: what a vendor driver pins, and what becomes of it on an unmapping. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf } from '../../entries.ts';

const defect = defectsOf('sriov', { scene: 'mdev' });

export const mdevDefects: readonly DefectEntry[] = [
  defect({
    id: 'NO_NOTIFY',
    title: 'A range is unmapped and the vendor driver is not told',
    story:
      'A mediated device has no entry in an IOMMU that unmapping could clear: its pages are pinned and in a table of its own. Without word of the unmapping the vendor driver keeps both, and the device goes on using memory that the guest has put to another use.',
    source: 'N5 of the survey; comment in vfio_dma_do_unmap, since c086de818dd8; toggle NO_NOTIFY',
    confidence: 'confirmed',
    defect: { paths: ['UNM', 'PIN'], defects: ['NO_NOTIFY'] },
    property: 'MdevUnpinsOnUnmap',
    depth: 12,
    fix: 'Tell vendor drivers, and look again until nothing is pinned.',
  }),
  defect({
    id: 'MISSING_UNPIN',
    title: 'A vendor driver does not unpin when it is told',
    story:
      'Type1 tells vendor drivers of an unmapping and looks again, ten times. A driver that does not unpin in response stops the host there, since the tenth time is an assertion.',
    source: 'N5 of the survey; BUG_ON(++retries > 10) in vfio_dma_do_unmap; toggle MISSING_UNPIN',
    confidence: 'confirmed',
    defect: { paths: ['UNM', 'PIN'], defects: ['MISSING_UNPIN'] },
    property: 'ASSERT-FREE',
    depth: 19,
    fix: 'Vendor drivers must unpin what they are told of.',
  }),
  defect({
    id: 'SHORT_UNPIN',
    title: 'A vendor driver unpins the first page of what is unmapped',
    story:
      'The callback is given a range. A driver that takes it for a page, as the interface of the pins suggests, leaves the others pinned, and the unmapping never finds the range free.',
    source: 'variant of MISSING_UNPIN; toggle SHORT_UNPIN',
    confidence: 'hypothesis',
    defect: { pages: 2, paths: ['UNM', 'PIN'], defects: ['SHORT_UNPIN'] },
    property: 'ASSERT-FREE',
    depth: 27,
    fix: 'Go through all of the range.',
  }),
  defect({
    id: 'REPIN',
    title: 'Type1: a range is pinned again between two rounds',
    story:
      'While vendor drivers are told, the lock of the range is not held and the range is still there. A guest that uses its device has pages pinned again before the next round looks, and the number of rounds is bounded by an assertion.',
    source:
      'by reading, Linux 6.12: vfio_dma_do_unmap, vfio_iommu_type1_pin_pages; found by the model; container=type1',
    confidence: 'hypothesis',
    defect: { container: 'type1', paths: ['UNM', 'PIN'] },
    property: 'ASSERT-FREE',
    depth: 44,
    fix: 'Let nothing more be pinned once unmapping has begun, as iommufd does (prevent_access).',
    fixed: { defects: [], container: 'iommufd' },
  }),
  defect({
    id: 'NOTIFY_UNDER_LOCK',
    title: 'Vendor drivers are told while the lock is held that they need',
    story:
      'Unpinning takes the lock of the range. A callback that is made with the lock held waits for whoever makes it.',
    source:
      'ce4b4657ff18 and the code before it, which drop the lock for this reason; toggle NOTIFY_UNDER_LOCK',
    confidence: 'confirmed',
    defect: { paths: ['UNM', 'PIN'], defects: ['NOTIFY_UNDER_LOCK'] },
    property: 'L-NOSELF',
    depth: 16,
    fix: 'Drop the lock around the callback, and look at everything again.',
  }),
  defect({
    id: 'UNPIN_KEEPS_ENTRY',
    title: 'A page is unpinned and stays in the table of the device',
    story:
      'The vendor driver unpins what it is told of, and type1 is satisfied: it counts pins, and knows nothing of the table of the device.',
    source: 'N5 of the survey, isolation inside the device; toggle UNPIN_KEEPS_ENTRY',
    confidence: 'hypothesis',
    defect: { paths: ['UNM', 'PIN'], defects: ['UNPIN_KEEPS_ENTRY'] },
    property: 'MdevUnpinsOnUnmap',
    depth: 24,
    fix: 'Take the page out of the table first.',
  }),
  defect({
    id: 'UNPIN_BEFORE_FLUSH',
    title: 'A page is unpinned before the device has forgotten it',
    story:
      'Entry, cache, pin is the order of every unmapping. With the pin dropped in the middle the host takes the page, and the device writes to it from its cache.',
    source: 'P8 of the survey, applied to the table of a device; toggle UNPIN_BEFORE_FLUSH',
    confidence: 'hypothesis',
    defect: { paths: ['UNM', 'PIN', 'BAL'], defects: ['UNPIN_BEFORE_FLUSH'] },
    property: 'HostContained',
    depth: 20,
    fix: 'Flush before unpinning.',
  }),
  defect({
    id: 'PUBLISH_BEFORE_PIN',
    title: 'A page is in the table of the device before it is pinned',
    story:
      'Pinning may fail, and may bring a page back from where the host has put it. A table that leads to the page before that leads to memory that is somebody else’s by now.',
    source: 'P17 of the survey; toggle PUBLISH_BEFORE_PIN',
    confidence: 'hypothesis',
    defect: { paths: ['PIN'], defects: ['PUBLISH_BEFORE_PIN'] },
    property: 'NoUnpinnedMapping',
    depth: 3,
    fix: 'Pin first.',
  }),
  defect({
    id: 'PUBLISH_UNLOCKED',
    title: 'A page is entered after an unmapping has gone by',
    story:
      'The vendor driver pins a page, drops its lock and then enters the page in the table. An unmapping that is told in between unpins the page and finds no entry to clear; the entry comes after.',
    source: 'variant of the order of kvmgt, which holds its lock; toggle PUBLISH_UNLOCKED',
    confidence: 'hypothesis',
    defect: { paths: ['UNM', 'PIN'], defects: ['PUBLISH_UNLOCKED'] },
    property: 'MdevUnpinsOnUnmap',
    depth: 24,
    fix: 'Hold the lock from the pin to the entry.',
  }),
];
