/** The approaches of the thread of 2018 as they are, and each relaxation of the first. */

import type { DesignEntry } from '../../catalogue.ts';
import { design } from './defect.ts';

export const ecamDesigns: readonly DesignEntry[] = [
  design(
    'none',
    'ECAM as today: a range of memory of the first device model',
    { approach: 'none' },
    { 'CFG-ONCE': 7, 'READ-YOUR-WRITES': 36 },
    'ECAM_MEMORY',
  ),
  design('I', 'Notification, before the response', { approach: 'I' }, {}),
  design('II', 'Own chipset', { approach: 'II' }, {}),
  design('III', 'Transparent interception', { approach: 'III' }, {}),
];
