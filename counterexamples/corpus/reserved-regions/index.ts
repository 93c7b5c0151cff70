/**
 * Defects of reserved regions.
 *
 * Ids: Fnn are rows of this project's list about IOMMUs, `mergeRI`, `mergeMI` and `regionAfterMap`
 * toggles of its survey; words in capitals are other toggles. Every configuration is the smallest one in which the
 * defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { hostDefects } from './hosts.ts';
import { mapDefects } from './mapping.ts';
import { mergeDefects } from './merge.ts';

export const reservedRegionDefects: readonly DefectEntry[] = [
  ...mergeDefects,
  ...mapDefects,
  ...hostDefects,
];
