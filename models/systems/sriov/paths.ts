/** The scenes, and what happens in each. */

export const scenes = ['pf-vf', 'mdev', 'nested', 'migration'] as const;
export type Scene = (typeof scenes)[number];

const known = {
  NUM: ['pf-vf', 'the host enables VFs, and disables them again'],
  DRV: ['pf-vf', 'the host gives the PF from one driver to the other'],
  KDR: ['pf-vf', 'drivers of the host kernel take VFs'],
  OPN: ['pf-vf', 'guests open and close VFs'],
  PFO: ['pf-vf', 'users open and close the PF'],
  RST: ['pf-vf', 'the PF is reset'],
  VFD: ['pf-vf', 'VFs send requests'],
  UNM: ['mdev', 'the VMM unmaps the range'],
  REM: ['mdev', 'the VMM maps the range again'],
  PIN: ['mdev', 'the guest uses the device, so that the vendor driver pins pages'],
  BAL: ['mdev', 'the host takes pages that are not pinned'],
  INV: ['nested', 'the guest unmaps pages in stage 1, has them invalidated, and maps them again'],
  S2C: ['nested', 'the host takes pages away in stage 2, and gives them back'],
  TDN: ['nested', 'the host takes the device out of its domain, and puts one into it'],
  VRS: ['nested', 'the virtual IOMMU is reset, and another kernel uses the memory of stage 1'],
  MSE: ['nested', 'the guest enables MSI'],
  MIG: ['migration', 'the VMM copies memory, stops the VF, and starts it at the destination'],
  VIO: ['migration', 'the guest unmaps and maps an I/O page by its virtual IOMMU'],
  WRT: ['migration', 'the VF writes to memory of the guest'],
} as const satisfies Readonly<Record<string, readonly [Scene, string]>>;

export type PathCode = keyof typeof known;

export const paths = Object.keys(known) as readonly PathCode[];

/** What each of them is. */
export const pathMeanings = Object.fromEntries(
  Object.entries(known).map(([code, [scene, meaning]]) => [code, `scene=${scene}: ${meaning}`]),
) as Readonly<Record<PathCode, string>>;

/** The scene it belongs to. */
export function sceneOfPath(code: PathCode): Scene {
  return known[code][0];
}
