/** Defects of grant-dma-ops: set-up, counts, buffers that cannot be ended. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect as entry } from './defect.ts';

const defect = (init: Parameters<typeof entry>[0]): DefectEntry =>
  entry({ ...init, defect: { scene: 'ops', ...init.defect } });

export const opsDefects: readonly DefectEntry[] = [
  defect({
    id: 'G7',
    title: 'An offset beyond the first page grants too much and releases too little',
    story:
      'A driver maps the second page of an allocation, given as an offset into it. The count went from the first page on, so that one was granted as well; the address pointed at the second reference, and unmapping began there. The first page stays granted for ever and its reference is lost.',
    source: 'G7 of the survey; Linux 875553e317b2',
    confidence: 'confirmed',
    defect: { buffer: 'offset', release: 'partial' },
    property: 'GRANT-EXACT',
    depth: 17,
    fix: 'The offset is reduced to one within a page before pages are counted.',
    fixed: { release: 'all' },
  }),
  defect({
    id: 'G7-REUSE',
    title: 'What was granted too much is used for something else, granted',
    story:
      'The page before the buffer goes back to its owner with the rest, while its grant is valid. A backend maps it whenever it likes and reads what the guest keeps there next.',
    source: 'G7 of the survey; Linux 875553e317b2; the consequence is found by the model',
    confidence: 'hypothesis',
    defect: { buffer: 'offset', release: 'partial' },
    property: 'GRANT-NO-REUSE',
    depth: 28,
    fix: 'The offset is reduced to one within a page before pages are counted.',
    fixed: { release: 'all' },
  }),
  defect({
    id: 'G8',
    title: 'A buffer across two pages is granted by its size alone',
    story:
      'The number of pages was computed from the size, without the offset within the first page. A buffer that is smaller than a page and runs into the next one is granted by half.',
    source: 'G8 of the survey; xen_grant_dma_map_page of Linux 5.19',
    confidence: 'confirmed',
    defect: { buffer: 'crossing', count: 'size' },
    property: 'GRANT-EXACT',
    depth: 12,
    fix: 'The number of pages is computed from offset and size.',
    fixed: { count: 'offset+size' },
  }),
  defect({
    id: 'BE_EXIT',
    title: 'A grant that cannot be mapped ends the device model',
    story:
      'The second page of a buffer was not granted. The device model maps both, as it was told; the second map fails, and QEMU exits. All devices that it serves are gone, those of other guests too.',
    source: 'B.3 of the survey; xen-mapcache.c of QEMU 10.2.50; toggle mapFail',
    confidence: 'hypothesis',
    defect: { buffer: 'crossing', count: 'size', backendActs: 'asTold', mapFail: 'beExit' },
    property: 'NO-EXIT',
    depth: 34,
    fix: 'The device model reports an error for this buffer.',
    fixed: { mapFail: 'error' },
  }),
  defect({
    id: 'G10',
    title: 'A streaming buffer is reused although its grant could not be ended',
    story:
      'The backend keeps a buffer mapped. unmap_page finds the grant in use, marks the device as broken, and returns; it cannot return an error. From then on nothing is mapped for this device, but the caller knows nothing of it and uses the page for something else, which the backend reaches.',
    source: 'G10 of the survey; xen_grant_dma_unmap_page of Linux; toggle onBusy: markBrokenReuse',
    confidence: 'hypothesis',
    defect: { onBusy: 'markBrokenReuse' },
    property: 'GRANT-NO-REUSE',
    depth: 23,
    fix: 'The page is kept until its grant can be ended, as drivers do since XSA-396.',
    fixed: { onBusy: 'defer' },
  }),
  defect({
    id: 'G4',
    title: 'A page is granted that holds more than the buffer',
    story:
      'Grants are of whole pages, and buffers need not be. A driver maps part of a page; the whole page is granted, with what else is in it. There is no bounce buffer.',
    source: 'G4 of the survey; XSA-403, 54d8f27d04; xen_grant_dma_map_page of Linux',
    confidence: 'confirmed',
    defect: { buffer: 'part', bounce: false },
    property: 'PAGE-ALONE',
    depth: 18,
    fix: 'Buffers that do not fill their pages are copied to pages that they do not share.',
    fixed: { bounce: true },
  }),
  defect({
    id: 'G6',
    title: 'A device tree node without a backend makes a forced policy void',
    story:
      'CONFIG_XEN_VIRTIO_FORCE_GRANT asks for grants for every virtio device. It is looked at only for devices that have no device tree node. A device with a node that names no backend is given addresses of the platform.',
    source: 'G6 of the survey; xen_grant_init_backend_domid of Linux since 6.1; toggle forceGrant',
    confidence: 'hypothesis',
    defect: { named: false, forceGrant: 'ignoredWithDT' },
    property: 'POLICY',
    depth: 3,
    fix: 'A device is refused for which nobody names a backend.',
    fixed: { forceGrant: 'enforced' },
  }),
  defect({
    id: 'SETUP_FAILS',
    title: 'Grant operations cannot be set up, and the device works without',
    story:
      'Setting up the operations fails for want of memory. A message says that those of the platform stay in place, and the hook says that access is restricted all the same. The device is negotiated as restricted and works unrestricted.',
    source: 'B.3 of the survey; xen_grant_setup_dma_ops of Linux; toggle setupFail',
    confidence: 'hypothesis',
    defect: { failures: true, setupFail: 'retainPlatform' },
    property: 'NO-FAIL-OPEN',
    depth: 4,
    fix: 'The probe of a device fails whose operations cannot be set up.',
    fixed: { setupFail: 'abort' },
  }),
  defect({
    id: 'XARRAY_STALE',
    title: 'An entry that outlives its device keeps grant operations away',
    story:
      'What grant-dma-ops knows of a device is found by the address of the device. Nothing takes the entry out when the driver is unbound. At the next probe the entry is found, taken for a duplicate, and no operations are installed. The device works without grants.',
    source: 'B.3 of the survey; xen_grant_setup_dma_ops of Linux; toggle xarrayErase',
    confidence: 'hypothesis',
    defect: { xarrayErase: false },
    property: 'NO-FAIL-OPEN',
    depth: 12,
    fix: 'The entry is erased when the driver is unbound.',
    fixed: { xarrayErase: true },
  }),
  defect({
    id: 'XARRAY_FREED',
    title: 'An entry that outlives its data is used after it was freed',
    story:
      'Where the operations of a device stay in place when its driver is unbound, the stale entry does not open the device: it leads to freed memory. The next buffer is granted to whatever domain id is read there.',
    source:
      'xen_grant_dma_map_page of Linux, and arch_teardown_dma_ops, which x86 does not have; found by the model',
    confidence: 'hypothesis',
    defect: { xarrayErase: false, unbind: 'keeps' },
    property: 'NO-UAF',
    depth: 13,
    fix: 'The entry is erased when the driver is unbound.',
    fixed: { xarrayErase: true },
  }),
];
