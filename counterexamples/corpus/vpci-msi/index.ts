/**
 * Defects of MSI and MSI-X, published and found by reading or by the model, and the family's designs.
 *
 * Ids: XSA-nnn is an advisory of the Xen project; V-nn is a row of this project's list of review
 * findings; words in capitals are defect toggles.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { hypercallDefects } from './hypercalls.ts';
import { messageDefects } from './messages.ts';
import { openDefects } from './open.ts';
import { tableDefects } from './tables.ts';

export const msiDefects: readonly DefectEntry[] = [
  ...openDefects,
  ...messageDefects,
  ...hypercallDefects,
  ...tableDefects,
];
