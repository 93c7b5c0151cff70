/** What the defects of messages and peer-to-peer traffic have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

const least: Parameters = { functions: 'f0', guests: 'A', senders: 'none' };

/** A defect by what its smallest configuration adds. */
export const defect = defectsOf('guest-msi', least);

/** Two functions below two ports, one for each of two guests; the first of them sends. */
export const strangers: Parameters = {
  functions: ['f0', 'f2'],
  guests: ['A', 'B'],
  senders: ['f0'],
};

/** Two functions of one device, one for each of two guests; the first of them sends. */
export const siblings: Parameters = {
  functions: ['f0', 'f1'],
  guests: ['A', 'B'],
  senders: ['f0'],
};

/** A group goes to one guest as a whole, and is reset before it leaves. */
export const asGroup: Parameters = { groupPolicy: 'enforce', reset: 'works' };
