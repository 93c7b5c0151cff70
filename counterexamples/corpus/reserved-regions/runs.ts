/** Whether what is added to a guest is accepted or refused in the end. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsInTheLongRun } from '../../entries.ts';
import { reservedRegionDesigns } from './designs.ts';

const property = 'HOTADD-DECIDES';

export const reservedRegionRunDesigns: readonly DesignEntry[] = designsInTheLongRun(
  reservedRegionDesigns,
  {
    'RR-VFIO': { [property]: 'holds' },
    'RR-VFIO-QEMU': { [property]: [7, 0] },
    'RR-VFIO-DEVICE-RAM': { [property]: 'holds' },
    'RR-VFIO-RAM-DEVICE': { [property]: 'holds' },
  },
);
