/**
 * Defects and designs of virtio-iommu.
 *
 * Ids: F with a number are rows of this project's list of IOMMU defects; other words are toggles.
 * Every configuration is the smallest one in which the defect shows.
 */

import type { CatalogueEntry } from '../../catalogue.ts';
import { answerDefects } from './answers.ts';
import { bootDefects, bootDesigns } from './boot.ts';
import { connectionDefects } from './connections.ts';
import { hostDefects } from './host.ts';
import { linuxDefects, linuxDesigns } from './linux.ts';
import { requestDefects } from './requests.ts';
import { resetDefects } from './resets.ts';

export const virtioIommuEntries: readonly CatalogueEntry[] = [
  {
    kind: 'design',
    id: 'virtio-iommu-text',
    title: 'virtio-iommu as the text has it, under any driver',
    design: { system: 'virtio-iommu', parameters: {} },
    violated: {},
  },
  ...bootDesigns,
  ...resetDefects,
  ...requestDefects,
  ...answerDefects,
  ...hostDefects,
  ...connectionDefects,
  ...bootDefects,
  ...linuxDesigns,
  ...linuxDefects,
];
