/** What the defects of backend-ready have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration; one device with a backend by default. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'backend-ready',
    parameters: { devices: 1, backends: 1, unmapped: 0, ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

/** Two devices of two backends behind one bridge. */
export const sharedBridge: Parameters = { devices: 2, backends: 2 };
/** The reference protocol instead. */
export const reference: Parameters = { variant: 'V0', defects: [] };
/** The toggle is off. */
export const none: Parameters = { defects: [] };
