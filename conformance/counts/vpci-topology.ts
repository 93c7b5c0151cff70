/** Counts of the family `vpci-topology`, each with who else counted the same. */

import { ALL, type Row } from './row.ts';

export const topologyRows: readonly Row[] = [
  ['topology-S1', 6_907, 14_802, 49, ALL],
  ['topology-S4', 3_936, 7_929, 81, ALL],
  ['topology-S4-hwdom', 972, 1_800, 44, ALL],
  ['XLATE_TWICE defect', 4_334, 7_908, 84, ALL],
  ['XLATE_TWICE fixed', 2_465, 4_764, 81, ALL],
  ['SLOT_SPLIT8 defect', 1_090, 2_008, 50, ALL],
  ['FAILED_ASSIGN_BIT defect', 14, 15, 12, ALL],
  ['FAILED_ASSIGN_BIT fixed', 19, 20, 17, ALL],
  ['HWDOM_SLOTS defect', 18, 19, 16, ALL],
  ['HWDOM_SLOTS fixed', 16, 17, 14, ALL],
  ['D4p defect', 14, 14, 12, ALL],
];
