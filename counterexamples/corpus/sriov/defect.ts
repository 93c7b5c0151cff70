/** What the defects of shared devices have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by the parameters of its smallest configuration. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it, besides taking the defect away. */
  readonly fixed?: Parameters;
}

/** Entries of one scene, with what is the least there. */
export function defectsOf(least: Parameters): (init: Init) => DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'sriov',
    parameters: { ...least, ...parameters },
  });
  return (init) => ({
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: configuration({ ...init.defect, defects: [], ...init.fixed }),
  });
}
