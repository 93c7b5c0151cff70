/** The full system with a backend: the guest that waits for it, and the page that is granted to it. */

import { fullDefect } from './defect.ts';

export const backendDefects = [
  fullDefect({
    id: 'FULL-GRANT_FLUSH_LATE',
    title: 'a grant is ended while the IOTLB of the backend still has its page',
    story:
      'dom0 maps a page that a guest has granted, and its IOMMU tables follow. dom0 unmaps it: the entry is cleared and the guest is told that its grant is unused, and only then is the IOTLB flushed. A request that a device of dom0 has under way arrives in a page that the guest has taken back. What tlbFlush=afterStatus is for CPUs, this is for devices; in Xen the flush is part of iommu_legacy_unmap, unless somebody suppresses it.',
    source:
      'toggle tlbFlush of the survey, carried over to devices; XSA-346 for what it looks like',
    confidence: 'hypothesis',
    defect: {
      quarantine: 'none',
      paths: ['GRANT'],
      grants: ['w'],
      defects: ['GRANT_FLUSH_LATE'],
    },
    property: 'DMA-CONFINED',
    depth: 21,
    fix: 'The IOTLB is flushed, and the flush waited for, before the status is cleared.',
  }),
  fullDefect({
    id: 'FULL-NO_WAIT',
    title: 'a guest looks for its device before the backend has come up',
    story:
      'Guest and backend start at the same time. The device tree names the backend and makes nobody wait for it: the guest reads all-ones from a device that nobody serves yet, and does not look again.',
    source: 'R1, V8 of the survey; thread of October 2022; backend-ready with variant V8',
    confidence: 'confirmed',
    defect: { quarantine: 'none', paths: ['READY'], backend: 'V8' },
    property: 'NO-EARLY-PROBE',
    depth: 2,
    fix: 'The guest listens, and samples a level that says that its backend is ready (V0).',
    fixed: { backend: 'V0' },
  }),
];
