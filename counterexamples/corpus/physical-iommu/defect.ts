/** What the defects of physical-iommu have in common. */

import { defectsOf } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration; without ATS unless it says so. */
export const defect = defectsOf('physical-iommu', { ats: 'off' });
