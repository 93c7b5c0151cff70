/** What the defects of physical-iommu have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration; without ATS unless it says so. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; the toggle is off where it is left out. */
  readonly fixed?: Parameters;
}

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'physical-iommu',
    parameters: { ats: 'off', ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: configuration({ ...init.defect, ...(init.fixed ?? { defects: 'none' }) }),
  };
}
