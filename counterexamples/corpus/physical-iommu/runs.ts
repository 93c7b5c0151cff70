/** Whether flushes end. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsInTheLongRun, designsInTheLongRun, lasso } from '../../entries.ts';
import { physicalIommuDesigns } from './designs.ts';
import { physicalIommuDefects } from './index.ts';

const property = 'FlushTerminates';

export const physicalIommuRunDesigns: readonly DesignEntry[] = designsInTheLongRun(
  physicalIommuDesigns,
  {
    'PI-VTD': { [property]: 'holds' },
    'PI-AMD': { [property]: 'holds' },
    'PI-AMD-NEIGHBOUR': { [property]: 'holds' },
    'PI-SMMU': { [property]: 'holds' },
    'PI-LAZY-TRUSTED': { [property]: 'holds' },
  },
);

export const physicalIommuRunDefects: readonly DefectEntry[] = defectsInTheLongRun(
  physicalIommuDefects,
  {
    F40: {
      title: 'A CPU waits for a device that is not there to answer',
      story:
        'The invalidation of the device-TLB is the oldest command, and the device that it is about has been pulled out. It is never answered, nothing behind it is carried out, and the CPU spins on a word that nobody will write.',
      property,
      ...lasso(7, 0),
    },
  },
);
