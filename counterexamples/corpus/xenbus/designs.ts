/** A PV device under each of the things that happen to it, with the frontend as it is and with one that locks. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';

const design = designsOf('xenbus', 'XB-');

export const xenbusDesigns: readonly DesignEntry[] = [
  design('ATTACH', 'a device is attached', {}, {}),
  design(
    'SAME',
    'the backend crashes and comes back under its id, Linux as patched',
    { restart: 'sameDomid' },
    { 'NO-DEVICE-LEFT': 16 },
    'R7-UNREAD',
  ),
  design(
    'NEW',
    'the backend crashes and comes back under another id, Linux as patched',
    { restart: 'newDomid' },
    { 'NO-DEVICE-LEFT': 16, 'ONLY-REPLACED': 15 },
    'R7-UNREAD, R8-STALE',
  ),
  design(
    'SAME-LOCKED',
    'the same id, and devices compared with their lock held',
    { restart: 'sameDomid', replace: 'locked' },
    {},
  ),
  design(
    'NEW-LOCKED',
    'another id, and devices compared with their lock held',
    { restart: 'newDomid', replace: 'locked' },
    {},
  ),
  design('KDUMP', 'another kernel takes over, and waits', { kdump: 'patient' }, {}),
  design(
    'DETACH',
    'a device is detached while it connects',
    { detach: true },
    { 'XB-ORDER/MAP': 31, 'SAME-RING': 32 },
    'a hypothesis: the state the toolstack wrote is overwritten',
  ),
  design(
    'FORCED',
    'a device is removed by force',
    { detach: true, expiry: 'forces' },
    { 'XB-ORDER/MAP': 31, 'XB-ORDER/END': 27, 'SAME-RING': 32 },
    'as intended: force does not wait for the backend',
  ),
];
