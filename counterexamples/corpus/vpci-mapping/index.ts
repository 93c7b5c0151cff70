/**
 * Defects of how vPCI maps BARs, and of the command register.
 *
 * Ids: V-nn are rows of this project's list of review findings, D0 to D4 with a letter name a defect of
 * scheme S0 to S4, XSA-nnn advisories; words in capitals are defect toggles. Every configuration is the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { legacyDefects } from './legacy.ts';
import { orderDefects } from './orders.ts';
import { overlapDefects } from './overlap.ts';
import { pendingDefects } from './pending.ts';
import { teardownDefects } from './teardown.ts';

export const mappingDefects: readonly DefectEntry[] = [
  ...orderDefects,
  ...pendingDefects,
  ...overlapDefects,
  ...teardownDefects,
  ...legacyDefects,
];
