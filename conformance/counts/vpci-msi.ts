/** Counts of the family `vpci-msi`, each with who else counted the same. */

import { ALL, OTHERS, type Row } from './row.ts';

export const msiRows: readonly Row[] = [
  ['MSI-landed', 43_321, 125_757, 124, OTHERS],
  ['MSI-repaired', 22_587, 65_533, 115, ALL],
  ['V-27 defect', 103, 208, 18, ALL],
  ['V-27 fixed', 125, 236, 23, ALL],
  ['MSI_LEFT defect', 14, 15, 12, ALL],
  ['MSI_LEFT fixed', 19, 20, 17, ALL],
  ['MSI_LEFT-VIEW defect', 699, 1_401, 69, ALL],
  ['MSI_LEFT-VIEW fixed', 527, 1_057, 52, ALL],
  ['INTX_BACK defect', 121, 130, 55, ALL],
  ['INTX_BACK-FAILS defect', 328, 381, 63, ALL],
  ['INTX_BACK-VECTORS defect', 641, 714, 71, ALL],
  ['V-36 defect', 95, 101, 50, ALL],
  ['V-36 fixed', 33, 35, 26, ALL],
  ['XSA-458 defect', 551, 613, 63, ALL],
  ['XSA-458 fixed', 2_084, 3_420, 64, ALL],
];
