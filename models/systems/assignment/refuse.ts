/** Combinations of parameters that make no sense. */

import { needs } from './defects.ts';
import type { Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  if (values.start === 'dom_io' && values.quarantine === 'none') {
    return 'start is dom_io, but quarantine is none; allowed are dom0 and dom1';
  }
  if (values.driver === 'smmuv3' && values.regions > 0) {
    return `regions is ${values.regions}, but Xen knows of no reserved regions behind an SMMUv3; allowed is 0`;
  }
  if (values.driver === 'smmuv3' && values.quarantine === 'scratch') {
    return 'quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic';
  }
  for (const defect of values.defects) {
    if (!needs[defect].met(values)) return `defect ${defect} needs ${needs[defect].what}`;
  }
  return undefined;
}
