/** The defects of physical IOMMUs. */

import type { DefectEntry } from '../../catalogue.ts';
import { bootDefects } from './boot.ts';
import { deviceTlbDefects } from './device-tlb.ts';
import { entryDefects } from './entries.ts';
import { flushingDefects } from './flushing.ts';
import { resetDefects } from './resets.ts';

export const physicalIommuDefects: readonly DefectEntry[] = [
  ...entryDefects,
  ...deviceTlbDefects,
  ...flushingDefects,
  ...resetDefects,
  ...bootDefects,
];
