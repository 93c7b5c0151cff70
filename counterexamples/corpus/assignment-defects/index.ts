/**
 * Defects of assigning and deassigning devices, and of the IOMMU drivers below.
 *
 * Ids: XSA-nnn are advisories, V-nn rows of this project's list of review findings; words in capitals
 * are defect toggles. Every configuration is the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { movingDefects } from './moving.ts';

export const assignmentDefects: readonly DefectEntry[] = [...movingDefects];
