/** The defects of `ecam-ioreq`, by scene. */

import type { DefectEntry } from '../../catalogue.ts';
import { configAccessDefects } from './config-access.ts';

export const ecamDefects: readonly DefectEntry[] = [...configAccessDefects];
