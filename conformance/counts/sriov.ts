/** Counts of the family `sriov`, each with who else counted the same. */

import { ALL, type Row } from './row.ts';

export const sriovRows: readonly Row[] = [
  ['SRIOV-USER', 1_330, 4_244, 24, ALL],
  ['SRIOV-LANDED', 1_515, 4_727, 29, ALL],
  ['SRIOV-KERNEL', 4_642, 14_746, 58, ALL],
  ['pfUntrusted defect', 105, 255, 14, ALL],
  ['pfUntrusted fixed', 474, 1_343, 23, ALL],
  ['TOKEN_CDEV defect', 363, 975, 20, ALL],
  ['TOKEN_CDEV fixed', 220, 577, 20, ALL],
  ['VF_AUTOPROBE defect', 90, 218, 12, ALL],
  ['VF_AUTOPROBE fixed', 220, 577, 20, ALL],
  ['PF_REPLACED defect', 516, 1_445, 25, ALL],
  ['TOKEN_KEPT defect', 516, 1_409, 23, ALL],
  ['TOKEN_EARLY defect', 561, 1_560, 28, ALL],
  ['PF_BOUND_WITH_VFS defect', 292, 702, 19, ALL],
  ['PF_BOUND_WITH_VFS fixed', 567, 1_517, 25, ALL],
  ['VF_KEEPS_CONTEXT defect', 7, 7, 6, ALL],
  ['VF_KEEPS_CONTEXT fixed', 7, 7, 6, ALL],
  ['NO_PREFILL defect', 22, 43, 8, ALL],
  ['NO_PREFILL fixed', 400, 1_249, 21, ALL],
  ['IOV_NOT_RESTORED defect', 12, 15, 7, ALL],
  ['IOV_NOT_RESTORED fixed', 9, 11, 6, ALL],
  ['ATC_ASSUMED_EMPTY defect', 3_972, 11_054, 47, ALL],
  ['ATC_ASSUMED_EMPTY fixed', 2_208, 6_249, 41, ALL],
  ['F38-VF defect', 66, 104, 20, ALL],
  ['F38-VF fixed', 39, 63, 13, ALL],
];
