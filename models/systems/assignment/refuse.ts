/** Combinations of parameters that make no sense. */

import { needs } from './defects.ts';
import type { Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { driver, quarantine, start, regions, iommu, paths } = values;
  if (start === 'dom_io' && quarantine === 'none') {
    return 'start is dom_io, but quarantine is none; allowed are dom0 and dom1';
  }
  if (driver === 'smmuv3' && regions > 0) {
    return `regions is ${regions}, but Xen knows of no reserved regions behind an SMMUv3; allowed is 0`;
  }
  if (driver === 'smmuv3' && quarantine === 'scratch') {
    return 'quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic';
  }
  if (!iommu && start !== 'dom0') {
    return `start is ${start}, but without an IOMMU every device is with dom0; allowed is dom0`;
  }
  for (const [path, allowed] of onlyWith) {
    if (paths.includes(path) && !allowed.includes(driver)) {
      return `path ${path} is of driver ${allowed.join(' or ')}, not of ${driver}`;
    }
  }
  for (const defect of values.defects) {
    if (!needs[defect].met(values)) return `defect ${defect} needs ${needs[defect].what}`;
  }
  if (values.defects.includes('QUARANTINE_NO_RMRR') && start === 'dom_io') {
    return 'start is dom_io, but with QUARANTINE_NO_RMRR the device has lost its region there already; allowed are dom0 and dom1';
  }
  return undefined;
}

/** Code paths that only some drivers have. */
const onlyWith: readonly (readonly [Values['paths'][number], readonly Values['driver'][]])[] = [
  ['IDS', ['vtd']],
  ['TYPE', ['vtd', 'amd']],
];
