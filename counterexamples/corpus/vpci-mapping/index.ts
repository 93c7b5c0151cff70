/**
 * Defects of how vPCI maps BARs, and of the command register.
 *
 * Ids: V-nn are rows of this project's list of review findings, XSA-nnn advisories; words in capitals
 * are defect toggles. Every configuration is the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { orderDefects } from './orders.ts';

export const mappingDefects: readonly DefectEntry[] = [...orderDefects];
