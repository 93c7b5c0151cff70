/** What the defects of vPCI's locking have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** A defect by the parameters of its smallest configuration; one vCPU where they say nothing of it. */
export const defect = defectsOf('vpci-locking', { vcpus: 1 });

/** Repaired by what landed. */
export const landed: Parameters = { scheme: 'S4' };
/** Repaired by what is proposed. */
export const proposed: Parameters = { scheme: 'S5' };
/** A domain that nobody manages: no dom0, no device that comes or goes. */
export const alone: Parameters = { toolstacks: 0, managed: 0 };
