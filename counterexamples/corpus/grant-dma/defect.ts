/** What the defects of grant-dma have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** One reference, one page, one backend with one CPU that maps and one compare-exchange; nothing else. */
const smallest: Parameters = { attempts: 1, maps: ['r'], copies: [], grants: ['r'], paths: [] };

/** A defect by what its smallest configuration adds. */
export const defect = defectsOf('grant-dma', smallest);

/** The toggle is off. */
export const none: Parameters = { defects: [] };
