/** Counts of the family `xenbus`, each with who else counted the same. */

import { ALL, type Row } from './row.ts';

export const xenbusRows: readonly Row[] = [
  ['XB-ATTACH', 202, 401, 26, ALL],
  ['XB-SAME', 3_439, 8_574, 37, ALL],
  ['XB-NEW', 3_088, 7_831, 37, ALL],
  ['XB-SAME-LOCKED', 3_419, 8_472, 37, ALL],
  ['XB-NEW-LOCKED', 3_056, 7_711, 37, ALL],
  ['XB-KDUMP', 342, 636, 55, ALL],
  ['XB-DETACH', 1_747, 4_078, 46, ALL],
  ['XB-FORCED', 14_647, 45_003, 45, ALL],
  ['R7 defect', 2_689, 6_896, 36, ALL],
  ['R8 defect', 3_619, 8_957, 37, ALL],
  ['R9 defect', 106, 178, 23, ALL],
  ['PUBLISH_FIRST defect', 226, 450, 26, ALL],
  ['CONNECT_FIRST defect', 226, 465, 26, ALL],
  ['END_FIRST defect', 1_852, 4_349, 46, ALL],
  ['CLOSING_AGAIN defect', 3_074, 6_964, 79, ALL],
  ['CLOSING_AGAIN fixed', 4_039, 9_382, 79, ALL],
  ['CLOSES_NEW defect', 3_426, 8_534, 43, ALL],
  ['KDUMP defect', 1_231, 2_701, 55, ALL],
  ['R7 fixed', 3_088, 7_831, 37, ALL],
  ['R8 fixed', 3_439, 8_574, 37, ALL],
  ['R9 fixed', 202, 401, 26, ALL],
  ['PUBLISH_FIRST fixed', 202, 401, 26, ALL],
  ['END_FIRST fixed', 1_747, 4_078, 46, ALL],
  ['CLOSES_NEW fixed', 3_056, 7_711, 37, ALL],
];
