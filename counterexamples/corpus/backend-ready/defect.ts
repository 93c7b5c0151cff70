/** What the defects of backend-ready have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration; one device with a backend by default. */
export const defect = defectsOf('backend-ready', { devices: 1, backends: 1, unmapped: 0 });

/** Two devices of two backends behind one bridge. */
export const sharedBridge: Parameters = { devices: 2, backends: 2 };
/** The reference protocol instead. */
export const reference: Parameters = { variant: 'V0', defects: [] };
/** The toggle is off. */
export const none: Parameters = { defects: [] };
