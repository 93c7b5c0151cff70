/**
 * Defects of vPCI's locking, as found in reviews, fixes and by reading the code.
 *
 * Ids: V-nn are rows of this project's list of review findings; D0 to D4 with a letter name a defect
 * of scheme S0 to S4; words in capitals are defect toggles. Every configuration is the smallest one in
 * which the defect shows. A defect of a scheme that is shown by a toggle in a later one is with the
 * scheme it is of.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { s0Defects } from './s0.ts';
import { s1Defects } from './s1.ts';
import { s2Defects } from './s2.ts';
import { s3Defects } from './s3.ts';
import { s4Defects } from './s4.ts';

export const vpciDefects: readonly DefectEntry[] = [
  ...s0Defects,
  ...s1Defects,
  ...s2Defects,
  ...s3Defects,
  ...s4Defects,
];
