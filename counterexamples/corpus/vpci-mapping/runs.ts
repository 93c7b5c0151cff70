/** Whether a guest can always let go of its devices again. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsInTheLongRun, designsInTheLongRun, lasso } from '../../entries.ts';
import { mappingDesigns } from './designs.ts';
import { mappingDefects } from './index.ts';

const property = 'L-RELEASABLE';

export const mappingRunDesigns: readonly DesignEntry[] = designsInTheLongRun(mappingDesigns, {
  'MAP-S1': { [property]: 'holds' },
  'MAP-S3v8': { [property]: 'holds' },
  'MAP-S4': { [property]: 'holds' },
  'MAP-S5': { [property]: 'holds' },
});

export const mappingRunDefects: readonly DefectEntry[] = defectsInTheLongRun(mappingDefects, {
  'V-26': {
    title: 'S4: a guest whose hole cannot be punched never gets its device back',
    story:
      'Once the flags of the device are set and its hole is refused, every write of the guest to its command register and BARs goes the same way: the request is queued, nothing is mapped or unmapped, the hole is refused again. The guest is busy for ever, and no write leads back to decode off with nothing mapped.',
    property,
    ...lasso(116, 25),
  },
});
