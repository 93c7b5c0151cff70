/** What the defects of reserved regions have in common. */

import { defectsOf } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration. */
export const defect = defectsOf('reserved-regions');
