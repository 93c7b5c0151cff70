/** What the defects of assignment have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

const least: Parameters = { rids: 1, regions: 0, vcpus: 0, failures: 'none' };

/** A defect by what its smallest configuration adds. */
export const defect = defectsOf('assignment', least);
