/** What the defects of vPCI's locking have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration; one vCPU where they say nothing of it. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({ system: 'vpci-locking', parameters });
  return {
    kind: 'defect',
    ...init,
    defect: configuration({ vcpus: 1, ...init.defect }),
    fixed: init.fixed === null ? null : configuration({ vcpus: 1, ...init.defect, ...init.fixed }),
  };
}

/** Repaired by what landed. */
export const landed: Parameters = { scheme: 'S4' };
/** Repaired by what is proposed. */
export const proposed: Parameters = { scheme: 'S5' };
/** A domain that nobody manages: no dom0, no device that comes or goes. */
export const alone: Parameters = { toolstacks: 0, managed: 0 };
