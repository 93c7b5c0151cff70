/** Defects of resets and of devices that are gone: invalidations that nobody answers. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const resetDefects: readonly DefectEntry[] = [
  defect({
    id: 'F41',
    title: 'A function is reset with its translation and ATS as they are',
    story:
      'PCI Express lets a function ignore invalidations while it is reset. Its domain goes on unmapping pages and flushing device-TLBs, and what is sent to the function meanwhile is lost.',
    source: 'F41, P16: Linux c279e83953d9; variant noResetBlock',
    confidence: 'confirmed',
    defect: { paths: ['RST'], defects: ['noResetBlock'] },
    property: 'ResetUnderBlock',
    depth: 2,
    fix: 'Park the function in a blocking domain, with ATS off, for the time of the reset.',
  }),
  defect({
    id: 'F41-WAIT',
    title: 'An unmap waits for a function that is being reset',
    story:
      'What F41 leads to: a CPU has put an invalidation of the device-TLB into the queue and waits for an answer that does not come. What others put into the queue waits behind it.',
    source: 'F41, P16: Linux c279e83953d9; variant noResetBlock',
    confidence: 'confirmed',
    defect: { ats: 'kept', paths: ['RST', 'UNMAP'], defects: ['noResetBlock'] },
    property: 'NO-DEAD-FLUSH',
    depth: 8,
    fix: 'Park the function in a blocking domain, with ATS off, for the time of the reset.',
  }),
  defect({
    id: 'resetNotReentrant',
    title: 'The end of an inner reset lifts the block of the outer one',
    story:
      'A quirk resets the function on its own within a reset, and goes on waiting until the function is ready. Preparing and ending are called for both: the end of the inner one gives the function its domain back while it is still not ready.',
    source: 'F41, P16: Linux 0d5fd7a9323c; toggle resetNotReentrant',
    confidence: 'confirmed',
    defect: { paths: ['RST'], defects: ['resetNotReentrant'] },
    property: 'ResetUnderBlock',
    depth: 7,
    fix: 'The inner reset leaves the block to the outer one.',
  }),
  defect({
    id: 'F40',
    title: 'A flush waits for ever for a device that was pulled out',
    story:
      'An unmap finds the device on the list of those to flush and waits for its answer. The device is gone; the CPU waits for ever, with a lock held.',
    source: 'F40, P16: CVE-2026-43130, CVE-2026-43161; toggle deadDeviceWaits',
    confidence: 'confirmed',
    defect: { ats: 'kept', paths: ['UNMAP', 'GONE'], defects: ['deadDeviceWaits'] },
    property: 'NO-DEAD-FLUSH',
    depth: 7,
    fix: 'Look whether the device is there, before and while waiting; a device that is gone has nothing cached.',
  }),
  defect({
    id: 'listUnlocked',
    title: 'A device is reset while somebody else is about to flush it',
    story:
      'The device is parked for a reset: its own flush is complete, it leaves the list. Another CPU has found it there before and puts its own flush into the queue; nobody waits for that one, the reset begins, and the other CPU waits for a device that may ignore it.',
    source:
      'P16; iommu list, 2025-10-15, "iommu/arm-smmu-v3: Add arm_smmu_invs based arm_smmu_domain_inv_range()": until then arm_smmu_atc_inv_domain waited without devices_lock',
    confidence: 'confirmed',
    defect: { ats: 'kept', paths: ['RST', 'UNMAP'], defects: ['listUnlocked'] },
    property: 'NO-DEAD-FLUSH',
    depth: 18,
    fix: 'Whoever flushes keeps the lock of the list until the device has answered.',
  }),
  defect({
    id: 'removalUnderWay',
    title: 'A device is pulled out, and its last write is still on its way',
    story:
      'The device has sent a translated write and is pulled out. Whoever unmaps the page finds that it is gone and waits for no answer of its device-TLB: that answer would have come after the write. The page is given away and the write arrives.',
    source:
      'by reading: pci_dev_is_disconnected and pci_device_is_present, by which drivers skip the flush, say nothing about requests; found by the model; removal=underWay',
    confidence: 'hypothesis',
    defect: { ats: 'kept', paths: ['UNMAP', 'GONE'], removal: 'underWay' },
    property: 'NoDmaToFreed',
    depth: 11,
    fix: 'None is known to be posted; hardware that says so would do.',
    fixed: { removal: 'arrived' },
  }),
];
