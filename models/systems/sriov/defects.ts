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
