/** Pinned counts of the family vpci-mapping . */

import type { Row } from './row.ts';

export const mappingRows: readonly Row[] = [
  ['V-29 defect', 52, 54, 41, ['reference']],
  ['V-29 fixed', 52, 54, 41, ['reference']],
];
