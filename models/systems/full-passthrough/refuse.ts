/** Combinations of parameters that make no sense. */

import type { Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { quarantine, defects, paths, flush, guests, vcpus, grants, bypass } = values;
  if (vcpus < guests) return `vcpus is ${vcpus}, but each of ${guests} guests needs one`;
  if (flush !== 'strict' && !paths.includes('MEM')) {
    return `flush is ${flush}, but no page is given back: allowed is strict, or MEM among the paths`;
  }
  if (paths.includes('DEQ') && quarantine === 'none') {
    return 'DEQ is among the paths, but with quarantine=none nothing is ever in quarantine';
  }
  if (defects.includes('QUARANTINE_DEPTH') && quarantine !== 'scratch') {
    return `defect QUARANTINE_DEPTH needs quarantine=scratch, not ${quarantine}`;
  }
  if (bypass !== 'never' && !paths.includes('VIOMMU')) {
    return `bypass is ${bypass}, but no guest has a virtual IOMMU: allowed is never, or VIOMMU among the paths`;
  }
  if (paths.includes('GRANT') && grants.length === 0) {
    return 'GRANT is among the paths, but grants is empty: allowed are r, w';
  }
  if (defects.includes('GRANT_FLUSH_LATE') && !paths.includes('GRANT')) {
    return 'defect GRANT_FLUSH_LATE needs GRANT among the paths';
  }
  return undefined;
}
