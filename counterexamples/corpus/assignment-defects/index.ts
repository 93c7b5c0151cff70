/**
 * Defects of assigning and deassigning devices, and of the IOMMU drivers below.
 *
 * Ids: XSA-nnn are advisories, with a word where one of them has several mechanisms; V-nn are rows of
 * this project's list of review findings; words in capitals are defect toggles. Every configuration is
 * the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { flushDefects } from './flushing.ts';
import { movingDefects } from './moving.ts';
import { quarantineDefects } from './quarantine.ts';
import { regionDefects } from './regions.ts';
import { tableDefects } from './tables.ts';

export const assignmentDefects: readonly DefectEntry[] = [
  ...movingDefects,
  ...quarantineDefects,
  ...regionDefects,
  ...flushDefects,
  ...tableDefects,
];
