/** What the defects of MSI and MSI-X have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration; nobody acts that they do not name. */
export const defect = defectsOf('vpci-msi');

/** The toggle is off. */
export const none: Parameters = { defects: [] };
