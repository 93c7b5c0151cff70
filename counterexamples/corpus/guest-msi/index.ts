/**
 * Defects of the ways that writes and messages of passed-through devices take.
 *
 * Ids: XSA-nnn are advisories, Fnn rows of this project's list about IOMMUs; words in capitals are
 * toggles. Every configuration is the smallest one in which the defect shows.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { hotAddDefects } from './hot-add.ts';
import { messageDefects } from './messages.ts';
import { peerDefects } from './peers.ts';
import { upkeepDefects } from './upkeep.ts';

export const guestMsiDefects: readonly DefectEntry[] = [
  ...messageDefects,
  ...upkeepDefects,
  ...peerDefects,
  ...hotAddDefects,
];
