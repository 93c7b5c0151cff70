/** What the entries of ecam-ioreq have in common. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

const configuration = (parameters: Parameters) => ({ system: 'ecam-ioreq', parameters });

/** A defect of the catalogue. */
export function defect(init: Init): DefectEntry {
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

/** A design of the catalogue. */
export function design(
  id: string,
  title: string,
  parameters: Parameters,
  violated: DesignEntry['violated'],
  remarks?: string,
): DesignEntry {
  return {
    kind: 'design',
    id: `ECAM-${id}`,
    title,
    design: configuration(parameters),
    violated,
    ...(remarks === undefined ? {} : { remarks }),
  };
}
