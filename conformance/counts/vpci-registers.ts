/** Counts of the family `vpci-registers`, each with who else counted the same. */

import { ALL, type Row } from './row.ts';

export const registerRows: readonly Row[] = [
  ['registers-S1', 2_336, 10_176, 20, ALL],
  ['registers-S4', 1_332, 5_652, 20, ALL],
  ['registers-QEMU', 42, 136, 6, ALL],
  ['REG_PASSTHRU defect', 14, 16, 13, ALL],
  ['REG_PASSTHRU fixed', 44, 52, 17, ALL],
  ['XSA-131 defect', 6, 8, 5, ALL],
  ['XSA-131 fixed', 6, 7, 3, ALL],
  ['XSA-128 defect', 52, 168, 11, ALL],
  ['XSA-128 fixed', 16, 48, 6, ALL],
  ['D1n defect', 7, 7, 5, ALL],
  ['D1n fixed', 18, 20, 12, ALL],
  ['S1-RESET defect', 44, 98, 8, ALL],
  ['S1-RESET fixed', 56, 124, 10, ALL],
  ['S1-RSVDP defect', 18, 20, 12, ALL],
  ['S1-RSVDP fixed', 12, 13, 9, ALL],
  ['RSVDP_CACHED defect', 36, 111, 18, ALL],
  ['IGNORE_BARS defect', 64, 136, 12, ALL],
  ['RESET_UNTOLD defect', 34, 71, 17, ALL],
  ['RESET_UNTOLD fixed', 82, 129, 18, ALL],
  ['CAPS_SHOWN defect', 9, 9, 8, ALL],
  ['CAPS_SHOWN fixed', 8, 8, 7, ALL],
  ['RW1C_MERGE defect', 78, 166, 19, ALL],
  ['RW1C_MERGE fixed', 38, 81, 9, ALL],
];
