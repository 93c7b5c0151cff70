/** What the smallest configurations of the full system have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

/** One guest with one vCPU, one device, no path and no repair but those that an entry names. */
const smallest: Parameters = { guests: 1, vcpus: 1, devices: 1, paths: [], repairs: [] };

/** A defect of the full system. */
export const fullDefect = defectsOf('full-passthrough', smallest);
