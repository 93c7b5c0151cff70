/** Counts of the family `late-xenstore`, each with who else counted the same. */

import { ALL, type Row, type Witness } from './row.ts';

/** What SPIN and Rumur have not been asked yet. */
const REFERENCE: readonly Witness[] = ['reference'];

export const lateXenstoreRows: readonly Row[] = [
  ['LATE-G0-LINUX', 671, 1_333, 48, ALL],
  ['LATE-G1-LINUX', 485, 944, 48, REFERENCE],
  ['LATE-G2-LINUX', 508, 987, 51, REFERENCE],
  ['LATE-G0', 853, 1_783, 48, REFERENCE],
  ['LATE-G1', 601, 1_222, 48, ALL],
  ['LATE-G2', 626, 1_269, 51, REFERENCE],
  ['LATE-LEGACY', 871, 1_817, 50, REFERENCE],
  ['LATE-PORT', 992, 2_212, 42, REFERENCE],
  ['L1 defect', 461, 910, 48, REFERENCE],
  ['L1 fixed', 601, 1_222, 48, REFERENCE],
  ['L1-TWICE defect', 661, 1_343, 49, REFERENCE],
  ['L1-TWICE fixed', 601, 1_222, 48, REFERENCE],
  ['L2 defect', 638, 1_284, 48, REFERENCE],
  ['L2 fixed', 853, 1_783, 48, REFERENCE],
  ['L3 defect', 1_259, 2_947, 48, REFERENCE],
  ['L3 fixed', 1_248, 3_027, 49, REFERENCE],
  ['L3-REQUEST fixed', 1_578, 3_904, 48, REFERENCE],
  ['L3b defect', 14_138, 41_782, 65, ALL],
  ['L3b fixed', 626, 1_269, 51, ALL],
  ['L4 defect', 257, 476, 36, REFERENCE],
  ['L4 fixed', 626, 1_269, 51, REFERENCE],
  ['L5 defect', 38, 59, 15, ALL],
  ['L5 fixed', 871, 1_817, 50, ALL],
  ['L6 defect', 806, 1_768, 40, ALL],
  ['L6 fixed', 992, 2_212, 42, ALL],
  ['L7 defect', 4_451, 12_720, 59, REFERENCE],
  ['L7 fixed', 1_091, 2_379, 56, REFERENCE],
  ['L8 defect', 232, 419, 38, ALL],
  ['L8 fixed', 601, 1_222, 48, ALL],
  ['L8-LEGACY defect', 634, 1_249, 48, REFERENCE],
  ['L8-LEGACY fixed', 853, 1_783, 48, REFERENCE],
];
