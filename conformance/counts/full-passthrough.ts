/** Counts of the family `full-passthrough`, each with who else counted the same. */

import type { Row } from './row.ts';

export const fullPassthroughRows: readonly Row[] = [];
