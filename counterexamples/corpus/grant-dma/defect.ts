/** What the defects of grant-dma have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** One reference, one page, one backend with one CPU that maps and one compare-exchange; nothing else. */
const smallest: Parameters = { attempts: 1, maps: ['r'], copies: [], grants: ['r'], paths: [] };

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'grant-dma',
    parameters: { ...smallest, ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

/** The toggle is off. */
export const none: Parameters = { defects: [] };
