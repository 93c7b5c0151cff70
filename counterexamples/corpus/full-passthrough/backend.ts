/** The full system with a backend, and with a virtual IOMMU that the guest boots with. */

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
  fullDefect({
    id: 'FULL-BYPASS_OPEN',
    title: 'a device is in bypass of the virtual IOMMU until the OS has attached it',
    story:
      'The virtual IOMMU starts with bypass = 1, so that firmware without a driver can load the kernel. A device that is assigned to the guest before its OS has attached it reaches all memory of the guest: the p2m is right, and what the guest was to put before it is not there yet.',
    source: 'bootBypass of virtio-iommu; 4.1 of the survey; 448179e33e: QEMU boots with bypass on',
    confidence: 'confirmed',
    defect: { quarantine: 'basic', paths: ['VIOMMU'], bypass: 'until-attached' },
    property: 'UntrustedNeverOpen',
    depth: 3,
    fix: 'Firmware with a small driver attaches the boot disk, and bypass is 0 from the start.',
    fixed: { bypass: 'never' },
  }),
  fullDefect({
    id: 'FULL-BYPASS_FLIPPED',
    title: 'firmware opens the virtual IOMMU for its boot disk, and all devices are open',
    story:
      'The firmware writes bypass = 1 to load the kernel from its boot disk, and 0 afterwards. The field is one for all endpoints: a device of the host that was assigned meanwhile reaches all memory of the guest, and no BUS_MASTER bit of a virtual bridge stops it.',
    source: 'F12 of virtio-iommu; virtio-dev, October 2021; G2 of the survey for the bridge',
    confidence: 'confirmed',
    defect: { quarantine: 'basic', paths: ['VIOMMU'], bypass: 'while-loading' },
    property: 'UntrustedNeverOpen',
    depth: 12,
    fix: 'Firmware with a small driver attaches the boot disk, and bypass stays 0.',
    fixed: { bypass: 'never' },
  }),
];
