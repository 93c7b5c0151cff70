/** What the defects of assignment have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  /** One RID, no reserved region, no vCPU and nothing that fails, where they say nothing of it. */
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

const least: Parameters = { rids: 1, regions: 0, vcpus: 0, failures: 'none' };

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'assignment',
    parameters: { ...least, ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}
