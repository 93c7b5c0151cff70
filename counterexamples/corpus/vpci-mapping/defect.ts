/** What the defects of vPCI's mappings have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** One frame, no bit beside decode, and nothing but command writes: what no entry needs unless it says so. */
const smallest: Parameters = { frames: 1, bits: [], paths: ['CMD'] };

/** A defect by what its smallest configuration adds. */
export const defect = defectsOf('vpci-mapping', smallest);

/** Register before the map, after the unmap: the window of V-29 is closed. */
export const split: Parameters = { order: 'split' };
