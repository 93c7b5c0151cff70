/** The defects of `ecam-ioreq`, by scene. */

import type { DefectEntry } from '../../catalogue.ts';
import { barDefects } from './bars.ts';
import { configAccessDefects } from './config-access.ts';
import { otherDefects } from './others.ts';
import { rangeDefects } from './ranges.ts';
import { requestDefects } from './requests.ts';

export const ecamDefects: readonly DefectEntry[] = [
  ...configAccessDefects,
  ...requestDefects,
  ...rangeDefects,
  ...barDefects,
  ...otherDefects,
];
