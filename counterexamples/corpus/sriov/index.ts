/**
 * Defects of shared devices: SR-IOV, mediated devices, nested translation, migration.
 *
 * Ids: Fnn are rows of this project's list about IOMMUs, the other words are toggles. Every
 * configuration is the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { mdevDefects } from './mdev.ts';
import { migrationDefects } from './migration.ts';
import { nestedDefects } from './nested.ts';
import { pfVfDefects } from './pf-vf.ts';

export const sriovDefects: readonly DefectEntry[] = [
  ...pfVfDefects,
  ...mdevDefects,
  ...nestedDefects,
  ...migrationDefects,
];
