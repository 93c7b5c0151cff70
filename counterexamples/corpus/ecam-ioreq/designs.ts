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
  design(
    'requests',
    'A request whose server may go, completed with all-ones',
    { scene: 'requests' },
    {},
  ),
  design(
    'requests-x86',
    'A request whose server may go, as on x86',
    { scene: 'requests', destroyInflight: 'latchedData' },
    { 'NO-STRANDED': 10, 'NO-FOREIGN-DATA': 18 },
    'E9a, E9b',
  ),
  design(
    'requests-Arm',
    'A request whose last server may go, as on Arm',
    { scene: 'requests', destroyInflight: 'noCompletion' },
    { 'NO-STRANDED': 10, 'NO-ABORT': 19, 'IO-IDLE': 17 },
    'E9a, E9c',
  ),
  design('ranges', 'Ranges of servers, as they should be', { scene: 'ranges' }, {}),
  design(
    'ranges-Xen',
    'Ranges of servers, as they are',
    { scene: 'ranges', overlap: 'perServer', slotPolicy: 'highestId', unmapPauses: 'off' },
    { 'OWNER-UNIQUE': 4, 'NEWEST-WINS': 10 },
    'E6, E7; device models ask again, so not E10',
  ),
  design(
    'move',
    'A BAR with an MSI-X table is moved with decode off',
    { scene: 'bars-and-windows', msix: true },
    {},
  ),
  design(
    'hot-add',
    'A guest makes room for a function, in order',
    { scene: 'bars-and-windows', change: 'hotAdd', rebalance: 'inOrder' },
    {},
  ),
  design(
    'hot-add-refused',
    'A guest leaves alone a function that does not fit',
    { scene: 'bars-and-windows', change: 'hotAdd' },
    {},
  ),
];
