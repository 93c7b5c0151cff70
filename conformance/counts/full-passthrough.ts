/** Counts of the family `full-passthrough`, each with who else counted the same. */

import type { Row } from './row.ts';

export const fullPassthroughRows: readonly Row[] = [
  ['FULL-ideal', 11_813, 35_057, 118, ['reference']],
  ['FULL-seed-v5', 37_447, 107_658, 161, []],
  ['FULL-xen-4.19', 26_493, 76_317, 174, []],
  ['FULL-xen-4.21', 43_753, 130_566, 180, []],
  ['FULL-proposed-2026', 28_162, 84_093, 150, []],
  ['FULL-FLUSH_LATE defect', 2_914, 9_008, 62, ['reference']],
  ['FULL-FLUSH_LATE fixed', 2_074, 5_948, 62, ['reference']],
  ['FULL-FLUSH_SKIP defect', 1_960, 6_291, 59, ['reference']],
  ['FULL-QUARANTINE_DEPTH defect', 280, 568, 54, ['reference']],
  ['FULL-QUARANTINE_DEPTH fixed', 280, 568, 54, ['reference']],
  ['FULL-LEVEL_IGNORED defect', 118, 225, 48, ['reference']],
  ['FULL-LEVEL_IGNORED fixed', 118, 225, 48, ['reference']],
  ['FULL-TIMEOUT_IS_ERROR defect', 630, 1_459, 129, ['reference']],
  ['FULL-NO_UNMAP defect', 7_239, 19_744, 138, ['reference']],
  ['FULL-NO_UNMAP fixed', 4_490, 12_582, 102, ['reference']],
  ['FULL-DEA_LATE_VPCI defect', 7_826, 20_876, 134, ['reference']],
  ['FULL-DEA_LATE_VPCI fixed', 4_490, 12_582, 102, []],
  ['FULL-RESET_UNDONE defect', 21_525, 61_850, 148, []],
  ['FULL-RESET_UNDONE fixed', 7_401, 21_132, 112, []],
  ['FULL-GRANT_FLUSH_LATE defect', 85_209, 348_580, 93, []],
  ['FULL-GRANT_FLUSH_LATE fixed', 70_854, 289_630, 89, []],
  ['FULL-NO_WAIT defect', 6_720, 22_592, 64, ['reference']],
  ['FULL-NO_WAIT fixed', 18_480, 66_888, 70, []],
  ['FULL-BYPASS_OPEN defect', 9_156, 25_832, 109, []],
  ['FULL-BYPASS_OPEN fixed', 5_822, 12_388, 161, ['reference']],
  ['FULL-BYPASS_FLIPPED defect', 8_338, 19_946, 123, []],
];
