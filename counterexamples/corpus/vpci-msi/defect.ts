/** What the defects of MSI and MSI-X have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration; nobody acts that they do not name. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({ system: 'vpci-msi', parameters });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

/** The toggle is off. */
export const none: Parameters = { defects: [] };
