/** What the defects of messages and peer-to-peer traffic have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  /** Function f0, guest A, and nobody who sends, where they say nothing of it. */
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

const least: Parameters = { functions: 'f0', guests: 'A', senders: 'none' };

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'guest-msi',
    parameters: { ...least, ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

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
