/** What the defects of vPCI's mappings have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** One frame, no bit beside decode, and nothing but command writes: what no entry needs unless it says so. */
const smallest: Parameters = { frames: 1, bits: [], paths: ['CMD'] };

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({ system: 'vpci-mapping', parameters });
  return {
    kind: 'defect',
    ...init,
    defect: configuration({ ...smallest, ...init.defect }),
    fixed:
      init.fixed === null ? null : configuration({ ...smallest, ...init.defect, ...init.fixed }),
  };
}

/** Register before the map, after the unmap: the window of V-29 is closed. */
export const split: Parameters = { order: 'split' };
