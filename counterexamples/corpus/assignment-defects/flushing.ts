/** Defects of flushing: what was changed is still in use by way of a cache. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const guest = { start: 'dom1', vcpus: 1 } as const;

export const flushDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-78',
    title: 'VT-d: no flush when an entry is cleared',
    story:
      'A parameter that says whether the entry had been present was passed on the wrong way round, so that the IOTLB was not flushed when a present entry was cleared. The device goes on writing to a page that the guest has given back.',
    source: 'XSA-78, 85c72f9fe7; toggle FLUSH_SKIP',
    confidence: 'confirmed',
    defect: { ...guest, paths: ['MEM'], defects: ['FLUSH_SKIP'] },
    property: 'NO-STALE-DMA',
    depth: 4,
    fix: 'Always flush.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-275',
    title: 'AMD: no flush when only the permission of an entry changes',
    story:
      'Whether to flush was decided by whether the address in the entry had changed. A page that became read-only could still be written to by the device.',
    source: 'XSA-275, 1a7ffe466c; toggle FLUSH_PERMISSION',
    confidence: 'confirmed',
    defect: { driver: 'amd', ...guest, paths: ['RO'], defects: ['FLUSH_PERMISSION'] },
    property: 'NO-STALE-DMA',
    depth: 4,
    fix: 'Compare all of the entry.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-346',
    title: 'A page is freed before the flush that was put off',
    story:
      'A guest that moves a range of pages has one flush made for all of them at the end. A page that is displaced by the move was freed at once, and could be in use elsewhere by the time of the flush.',
    source: 'XSA-346, dea460d869, 5777a3742d; toggle FLUSH_LATE',
    confidence: 'confirmed',
    defect: { ...guest, paths: ['MEM'], defects: ['FLUSH_LATE'] },
    property: 'NO-STALE-DMA',
    depth: 4,
    fix: 'Do not put the flush off where a page is freed; hold on to pages until it has been made.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-80',
    title: 'A failed batch leaves the flag set that suppresses flushes',
    story:
      'While a range of pages is worked on, a flag of the CPU suppresses the flush for each of them. An error path forgot to clear it: from then on no flush was made on that CPU, whatever it was for.',
    source: 'XSA-80 (CVE-2013-6400), 552b7fcb9a; toggle FLUSH_SUPPRESSED',
    confidence: 'confirmed',
    defect: { ...guest, paths: ['MEM', 'BATCH'], defects: ['FLUSH_SUPPRESSED'] },
    property: 'NO-STALE-DMA',
    depth: 7,
    fix: 'Clear the flag on every path.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-321',
    title: 'Changed entries are not written back to memory',
    story:
      'Page tables that are shared with the CPU were changed by code that knows of no IOMMU. One that does not snoop CPU caches goes on reading from memory what was there before; a flush of its own caches does not help.',
    source: 'XSA-321, c23274fd04; toggle NO_WRITE_BACK',
    confidence: 'confirmed',
    defect: { ...guest, coherent: false, paths: ['MEM'], defects: ['NO_WRITE_BACK'] },
    property: 'NO-STALE-DMA',
    depth: 6,
    fix: 'Write the entry back whenever it changes.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-373',
    title: 'AMD: a flush that takes too long counts as done',
    story:
      'Waiting for the IOMMU to carry out a command ended after some time, and callers were not told. They went on as if the flush had been made.',
    source: 'XSA-373 (CVE-2021-28692), e4fee66043; toggle TIMEOUT_IS_DONE',
    confidence: 'confirmed',
    defect: { driver: 'amd', ...guest, paths: ['MEM'], defects: ['TIMEOUT_IS_DONE'] },
    property: 'NO-STALE-DMA',
    depth: 6,
    fix: 'Wait for as long as it takes.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-373-MISREAD',
    title: 'VT-d: the completion of one flush is taken for that of another',
    story:
      'A flush that took too long was given up with an error. The command was still in the queue; when it was carried out, the word in memory that says so told the same CPU, which by then was waiting for another flush, that this one was done.',
    source: 'XSA-373 (CVE-2021-28692), 7c893abc4e; toggle TIMEOUT_IS_ERROR',
    confidence: 'confirmed',
    defect: { start: 'dom1', rids: 2, paths: ['DEA'], defects: ['TIMEOUT_IS_ERROR'] },
    property: 'NO-RESIDUE',
    depth: 20,
    fix: 'Wait for as long as it takes.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-442',
    title: 'AMD: a device table entry is flushed, but not the IOTLB',
    story:
      'By the specification a changed device table entry needs no flush of the IOTLB, since that is tagged with the domain id. Some hardware goes on using what it has cached for the device: after reassignment its requests reach pages of the former owner.',
    source: 'XSA-442 (CVE-2023-34326), 5fc98b9708; toggle CONTEXT_NO_TLB',
    confidence: 'confirmed',
    defect: {
      driver: 'amd',
      start: 'dom1',
      quarantine: 'scratch',
      paths: ['DEA'],
      defects: ['CONTEXT_NO_TLB'],
    },
    property: 'NO-STALE-DMA',
    depth: 12,
    fix: 'Flush what the former domain id tags as well.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-480',
    title: 'A page of the tables is given back before the flush',
    story:
      'Taking the last entry out of a table frees the page the table is on. The flush that follows was put off, so hardware that remembers the way to that page walks whatever it holds next.',
    source: 'XSA-480 (CVE-2026-23554), 4bc2e5333a; toggle TABLE_FREED_EARLY',
    confidence: 'confirmed',
    defect: { ...guest, paths: ['PTP'], defects: ['TABLE_FREED_EARLY'] },
    property: 'NO-STALE-DMA',
    depth: 4,
    fix: 'Make flushes that are outstanding before the page is given back.',
    fixed: { defects: [] },
  }),
];
