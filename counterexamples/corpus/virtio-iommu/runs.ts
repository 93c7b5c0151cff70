/** Whether a machine with a virtio-iommu boots, and whether requests are answered. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import {
  type AskedByName,
  defectsInTheLongRun,
  designsInTheLongRun,
  lasso,
} from '../../entries.ts';
import { virtioIommuEntries } from './index.ts';

const boots: AskedByName = {
  EventuallyCompleted: 'holds',
  EventuallyBoots: 'holds',
  EventuallyAttached: 'holds',
};

const designs = virtioIommuEntries.filter((entry) => entry.kind === 'design');
const defects = virtioIommuEntries.filter((entry) => entry.kind === 'defect');

export const virtioIommuRuns: readonly (DesignEntry | DefectEntry)[] = [
  ...designsInTheLongRun(designs, {
    'boot-none': boots,
    'boot-flips-global': boots,
    'boot-attach-only': boots,
    'viommu-linux': { EventuallyCompleted: 'holds' },
  }),
  ...defectsInTheLongRun(defects, {
    bypassOnlyIfNegotiated: {
      title: 'A machine whose firmware knows no IOMMU never runs its OS',
      story:
        'The firmware has no driver, so it negotiates nothing, and a device that opens bypass only to those who asked for it keeps the boot disk blocked. The firmware cannot load the kernel and gives up.',
      property: 'EventuallyBoots',
      ...lasso(3, 0),
    },
  }),
];
