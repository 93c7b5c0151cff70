/** The defects that can be switched on: what each is, and where it can be. */

import type { Values } from './parameters.ts';

export const defects = ['ASG_PHANTOM', 'ASG_NOROLLBACK', 'DEA_LATE_VPCI'] as const;
export type Defect = (typeof defects)[number];

export const defectMeanings: Readonly<Record<Defect, string>> = {
  ASG_PHANTOM: 'an error in assigning a phantom function is ignored (before cb4ecb3cc1)',
  ASG_NOROLLBACK:
    'an error of the vPCI hook is undone only where there are phantom functions (as landed, by reading)',
  DEA_LATE_VPCI: 'vPCI of the old owner goes after the device has moved (series v5)',
};

/** What a configuration must have for a defect to be possible, and how that is said. */
export const needs: Readonly<
  Record<Defect, { readonly met: (values: Values) => boolean; readonly what: string }>
> = {
  ASG_PHANTOM: {
    met: (v) => v.rids > 1 && v.driver !== 'smmuv3',
    what: 'rids=2 and driver=vtd or amd',
  },
  ASG_NOROLLBACK: { met: (v) => v.failures.includes('vpci'), what: 'vpci among the failures' },
  DEA_LATE_VPCI: { met: (v) => v.paths.includes('DEA'), what: 'DEA among the paths' },
};
