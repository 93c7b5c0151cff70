/** Combinations of parameters that make no sense. */

import type { Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const {
    start,
    quarantine,
    defects,
    paths,
    flush,
    guests,
    vcpus,
    grants,
    bypass,
    intremap,
    scheme,
    repairs,
  } = values;
  if (vcpus < guests) return `vcpus is ${vcpus}, but each of ${guests} guests needs one`;
  if (['S1', 'S3v8'].includes(scheme) && repairs.includes('CANCEL') && paths.includes('CMD')) {
    return `repair CANCEL is of tasks, which scheme=${scheme} has not: allowed is scheme=S4 or S5, or repairs without it`;
  }
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
  if (grants.length === 1 && !paths.includes('GRANT')) {
    return `grants is ${grants.join()}, but nothing is granted: allowed is r,w, or GRANT among the paths`;
  }
  if (start === 'used' && !paths.includes('CMD') && !paths.includes('MSI')) {
    return 'start is used, but there is nothing in use: allowed are free and assigned, or CMD or MSI among the paths';
  }
  if (intremap !== 'SID' && !paths.includes('MSI')) {
    return `intremap is ${intremap}, but there are no messages: allowed is SID, or MSI among the paths`;
  }
  for (const [defect, needed] of [
    ['DESTROY_GOES_ON', 'DOM'],
    ['DESTROY_GOES_ON', 'FAIL'],
    ['GRANT_FLUSH_LATE', 'GRANT'],
  ] as const) {
    if (defects.includes(defect) && !paths.includes(needed)) {
      return `defect ${defect} needs ${needed} among the paths`;
    }
  }
  return undefined;
}
