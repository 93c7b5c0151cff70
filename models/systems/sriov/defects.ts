/** What may be wrong in each scene. */

import type { PathCode, Scene } from './paths.ts';

interface Defect {
  readonly scene: Scene;
  readonly meaning: string;
  /** The code paths it is in. */
  readonly paths?: readonly PathCode[];
}

const known = {
  pfUntrusted: {
    scene: 'pf-vf',
    meaning: 'VFs of a PF in user space are taken for isolated from it: there is no token',
    paths: ['OPN', 'PFO'],
  },
  TOKEN_CDEV: {
    scene: 'pf-vf',
    meaning: 'a VF that is opened by its character device is not asked for the token',
    paths: ['OPN'],
  },
  TOKEN_EARLY: {
    scene: 'pf-vf',
    meaning: 'the token is compared before the VF counts as in use, and not again',
    paths: ['OPN', 'PFO'],
  },
  TOKEN_KEPT: {
    scene: 'pf-vf',
    meaning: 'the token of one user of the PF stays in force for the next, who has not set one',
    paths: ['OPN', 'PFO'],
  },
  PF_REPLACED: {
    scene: 'pf-vf',
    meaning: 'whoever opens the PF is not asked for the token of VFs in use',
    paths: ['OPN', 'PFO'],
  },
  PF_BOUND_WITH_VFS: {
    scene: 'pf-vf',
    meaning: 'vfio-pci takes a PF whose VFs are enabled',
    paths: ['DRV'],
  },
  VF_AUTOPROBE: {
    scene: 'pf-vf',
    meaning: 'drivers of the host take VFs of a PF in user space',
    paths: ['KDR'],
  },
  VF_KEEPS_CONTEXT: {
    scene: 'pf-vf',
    meaning: 'a VF that is removed keeps its IOMMU context',
    paths: ['NUM'],
  },
  NO_PREFILL: {
    scene: 'pf-vf',
    meaning: 'the IOMMU lets requests of an RID pass that it has no entry for',
    paths: ['NUM', 'VFD'],
  },
  IOV_NOT_RESTORED: {
    scene: 'pf-vf',
    meaning: 'the SR-IOV capability is not written back after a reset of the PF',
    paths: ['RST'],
  },
  ATC_ASSUMED_EMPTY: {
    scene: 'pf-vf',
    meaning: 'disabling ATS is taken for emptying the device-TLB',
  },
  ATC_SKIPPED: {
    scene: 'pf-vf',
    meaning: 'device-TLBs are looked for by the domain that is in the context already',
  },
  MISSING_UNPIN: {
    scene: 'mdev',
    meaning: 'the vendor driver does nothing when it is told of an unmapping',
    paths: ['UNM', 'PIN'],
  },
  NO_NOTIFY: {
    scene: 'mdev',
    meaning: 'vendor drivers are not told of an unmapping',
    paths: ['UNM', 'PIN'],
  },
  NOTIFY_UNDER_LOCK: {
    scene: 'mdev',
    meaning: 'vendor drivers are told while the lock of the range is held',
    paths: ['UNM', 'PIN'],
  },
  SHORT_UNPIN: {
    scene: 'mdev',
    meaning: 'the vendor driver takes back only the first page of what is unmapped',
    paths: ['UNM', 'PIN'],
  },
  UNPIN_KEEPS_ENTRY: {
    scene: 'mdev',
    meaning: 'the vendor driver unpins a page and leaves it in the table of its device',
    paths: ['UNM', 'PIN'],
  },
  UNPIN_BEFORE_FLUSH: {
    scene: 'mdev',
    meaning: 'the vendor driver unpins a page before the device has forgotten it',
    paths: ['UNM', 'PIN'],
  },
  PUBLISH_BEFORE_PIN: {
    scene: 'mdev',
    meaning: 'the vendor driver enters a page in the table of its device before it is pinned',
    paths: ['PIN'],
  },
  PUBLISH_UNLOCKED: {
    scene: 'mdev',
    meaning: 'the vendor driver enters a page after it has dropped its lock',
    paths: ['UNM', 'PIN'],
  },
  INVALIDATION_DROPPED: {
    scene: 'nested',
    meaning: 'invalidations of the guest are answered and not forwarded',
    paths: ['INV'],
  },
  INVALIDATION_EARLY: {
    scene: 'nested',
    meaning: 'invalidations of the guest are answered before the host has carried them out',
    paths: ['INV'],
  },
  RANGE_SHORT: {
    scene: 'nested',
    meaning: 'a range is rounded down on its way to the host',
    paths: ['INV'],
  },
  S2_FLUSH_BY_ADDRESS: {
    scene: 'nested',
    meaning: 'a change of stage 2 flushes what is cached of stage 2, by address, and nothing else',
    paths: ['S2C'],
  },
  S2_TAKEN_EARLY: {
    scene: 'nested',
    meaning: 'a page is taken before the flush',
    paths: ['S2C'],
  },
  PASID_SCOPE: {
    scene: 'nested',
    meaning: 'taking a device out of its domain flushes by PASID',
    paths: ['TDN'],
  },
  S2_HOLE: {
    scene: 'nested',
    meaning: 'stage 2 leads to a page of another guest',
    paths: ['INV', 'S2C'],
  },
  RESET_KEEPS_STAGE1: {
    scene: 'nested',
    meaning: 'the reset leaves stage 1 in the context',
    paths: ['VRS'],
  },
  RESET_NO_FLUSH: {
    scene: 'nested',
    meaning: 'the reset does not flush what is cached of stage 1',
    paths: ['VRS'],
  },
  DOORBELL_ONE_STAGE: {
    scene: 'nested',
    meaning: 'the host does not map the doorbell in stage 2',
    paths: ['MSE'],
  },
  DOORBELL_UNTOLD: {
    scene: 'nested',
    meaning: 'the guest does not know that it has to map the doorbell in stage 1',
    paths: ['MSE'],
  },
  DOORBELL_WIDE: {
    scene: 'nested',
    meaning: 'what stage 2 maps for the doorbell has those of other devices too',
    paths: ['MSE'],
  },
  UNMAP_DROPS_DIRTY: {
    scene: 'migration',
    meaning: 'what was logged of a mapping goes with the mapping',
    paths: ['MIG', 'VIO', 'WRT'],
  },
  LOG_RANGES_FIXED: {
    scene: 'migration',
    meaning: 'writes are logged only to what was mapped when logging began',
    paths: ['MIG', 'VIO', 'WRT'],
  },
  LOG_NOT_DRAINED: {
    scene: 'migration',
    meaning: 'the log is read and cleared without waiting for the writes that were in it',
    paths: ['MIG', 'WRT'],
  },
  SAVED_IN_FLIGHT: {
    scene: 'migration',
    meaning: 'the state of the VF is saved while requests of it are under way',
    paths: ['MIG', 'WRT'],
  },
  VF_VIEW_NOT_SWITCHED: {
    scene: 'migration',
    meaning: 'the view of the VF is not switched after the virtual IOMMU was loaded',
    paths: ['MIG'],
  },
} as const satisfies Readonly<Record<string, Defect>>;

export type DefectName = keyof typeof known;

export const defects = Object.keys(known) as readonly DefectName[];

/** What each of them is. */
export const defectMeanings = Object.fromEntries(
  Object.entries(known).map(([name, { scene, meaning }]) => [name, `scene=${scene}: ${meaning}`]),
) as Readonly<Record<DefectName, string>>;

/** What a defect needs. */
export function needsOf(name: DefectName): Defect {
  return known[name];
}
