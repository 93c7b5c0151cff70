/** What the entries of ecam-ioreq have in common. */

import { defectsOf, designsOf } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration. */
export const defect = defectsOf('ecam-ioreq');

/** A design of the catalogue. */
export const design = designsOf('ecam-ioreq', 'ECAM-');
