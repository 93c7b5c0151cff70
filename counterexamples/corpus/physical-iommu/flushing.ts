/** Defects of unmapping: what is flushed, when, and who waits for it. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const flushingDefects: readonly DefectEntry[] = [
  defect({
    id: 'submitOnly',
    title: 'An unmap returns once its flush is in the queue',
    story:
      'The command is written and nobody waits until the IOMMU has carried it out. The unmap returns, and the page goes back to its owner while the IOTLB still leads to it.',
    source: 'P6: Linux 0b15e02f0cc4, f44a4d7e4f1c; FlushCompleteBeforeReturn',
    confidence: 'confirmed',
    defect: { paths: ['UNMAP'], defects: ['submitOnly'] },
    property: 'FlushCompleteBeforeReturn',
    depth: 5,
    fix: 'Wait for the completion of the flush.',
  }),
  defect({
    id: 'noDrain',
    title: 'A flush is complete while a request it should have caught is on its way',
    story:
      'The IOTLB is flushed, and says so. A write that was translated before has not reached memory yet; the flush was one that does not drain. The page is given away and the write arrives.',
    source: 'NoDmaToFreed of the survey, "no posted request"; VT-d specification, drain of writes',
    confidence: 'hypothesis',
    defect: { paths: ['UNMAP'], defects: ['noDrain'] },
    property: 'NoDmaToFreed',
    depth: 8,
    fix: 'Flush with reads and writes drained.',
  }),
  defect({
    id: 'CVE-2026-31735',
    title: 'A superpage is unmapped, and only the part that was asked for is flushed',
    story:
      'An unmap of one page meets an entry that maps a larger one, and removes all of it. The flush covers what was asked for, and the device goes on reaching the rest by the IOTLB.',
    source: 'P10, CVE-2026-31735; toggle flushShort',
    confidence: 'confirmed',
    defect: { paths: ['UNMAP'], iovas: 2, defects: ['flushShort'] },
    property: 'FlushCoversUnmap',
    depth: 8,
    fix: 'Flush as much as was unmapped.',
  }),
  defect({
    id: 'flushBeforeWriteBack',
    title: 'The IOTLB is flushed before the entry is in memory',
    story:
      'The IOMMU does not snoop the caches of CPUs. The entry is cleared, the IOTLB is flushed, and only then the cache line is written back: a request in between makes the IOMMU read the old entry again.',
    source: 'P11, the order beside XSA-321; toggle flushBeforeWriteBack',
    confidence: 'hypothesis',
    defect: { paths: ['UNMAP'], coherent: false, defects: ['flushBeforeWriteBack'] },
    property: 'TableVisible',
    depth: 3,
    fix: 'Write the entry back first.',
  }),
  defect({
    id: 'F39',
    title: 'Lazy flushing for a device that nobody trusts',
    story:
      'To save time the flush of an unmap is left to a timer, and the page is given back at once; only the I/O address is kept until then. A device that was plugged in can read and write the page for milliseconds after.',
    source: 'F39, P9: patch of 2021-02-25; toggle lazyFlush',
    confidence: 'confirmed',
    defect: { flush: 'lazy', paths: ['UNMAP'], defects: ['lazyFlush'] },
    property: 'StrictForUntrusted',
    depth: 5,
    fix: 'Strict flushing for devices that are not trusted.',
  }),
  defect({
    id: 'F39-FREED',
    title: 'A page is given away in the window that lazy flushing leaves',
    story:
      'What F39 leads to: the page is unpinned and given to somebody else, the entry of the IOTLB is still there, and the device writes to it.',
    source: 'F39, P9: patch of 2021-02-25; toggle lazyFlush',
    confidence: 'confirmed',
    defect: { flush: 'lazy', paths: ['UNMAP'], defects: ['lazyFlush'] },
    property: 'NoDmaToFreed',
    depth: 6,
    fix: 'Strict flushing for devices that are not trusted.',
  }),
  defect({
    id: 'iovaEarly',
    title: 'An I/O address is given out again before the lazy flush',
    story:
      'Lazy flushing is sound for a trusted device only because the I/O address is kept until the flush. It is given out at once, a new buffer is mapped there, and what the device writes to it goes to the old one.',
    source: 'P9; toggle iovaEarly',
    confidence: 'hypothesis',
    defect: {
      flush: 'lazy',
      trusted: true,
      paths: ['UNMAP', 'MAP'],
      defects: ['iovaEarly'],
    },
    property: 'IovaFresh',
    depth: 9,
    fix: 'Give the address out again when the flush is complete.',
  }),
  defect({
    id: 'freelistEarly',
    title: 'A page of the tables is given back before the lazy flush',
    story:
      'An unmap empties a page of the tables. With the flush left to the timer the page was given back at once, and the IOMMU, which has cached the way to it, reads as entries what its new owner puts there.',
    source: 'P8: Linux series of 2020-11 on freelists and deferred flushing; toggle freelistEarly',
    confidence: 'confirmed',
    defect: {
      flush: 'lazy',
      trusted: true,
      paths: ['TABLE'],
      defects: ['freelistEarly'],
    },
    property: 'SharedTableFlush',
    depth: 4,
    fix: 'Queue the page with the flush, and give it back after.',
  }),
  defect({
    id: 'F42',
    title: 'A page of tables that CPU and IOMMU share is given back without an IOTLB flush',
    story:
      'With shared virtual addressing the IOMMU walks the tables of the CPU. The kernel gives a page of its own tables back and flushes the TLBs of CPUs. Nobody tells the IOMMU, which has cached the way to it.',
    source: 'F42, P12: CVE-2025-71089, CVE-2025-71202; toggle sharedNoFlush',
    confidence: 'confirmed',
    defect: { paths: ['SVA'], defects: ['sharedNoFlush'] },
    property: 'SharedTableFlush',
    depth: 5,
    fix: 'Flush the IOTLB too, then give the page back.',
  }),
  defect({
    id: 'F42-WALK',
    title: 'The IOMMU walks through a page that is somebody else’s by now',
    story:
      'What F42 leads to: a request of the device is translated by what the new owner of the page has written there, and goes to any page of memory.',
    source: 'F42, P12: CVE-2025-71089, CVE-2025-71202; toggle sharedNoFlush',
    confidence: 'confirmed',
    defect: { paths: ['SVA'], defects: ['sharedNoFlush'] },
    property: 'DMA-CONFINED',
    depth: 7,
    fix: 'Flush the IOTLB too, then give the page back.',
  }),
  defect({
    id: 'pinLate',
    title: 'An entry is written before its page is pinned',
    story:
      'The entry is there and devices may use it, and the page is not pinned yet. The host takes it for something else in between.',
    source: 'P17; toggle pinLate',
    confidence: 'hypothesis',
    defect: { paths: ['MAP'], defects: ['pinLate'] },
    property: 'NoUnpinnedMapping',
    depth: 2,
    fix: 'Pin the page, then write the entry.',
  }),
  defect({
    id: 'rollbackMissing',
    title: 'A mapping fails half way, and what was mapped before stays',
    story:
      'Two pages are to be mapped. The second one fails; the first is unpinned, its entry stays. Devices go on reaching a page that nobody knows to be mapped.',
    source: 'P17; toggle rollbackMissing',
    confidence: 'hypothesis',
    defect: { paths: ['MAP'], iovas: 2, defects: ['rollbackMissing'] },
    property: 'RollbackComplete',
    depth: 8,
    fix: 'Clear what was mapped before, flush, and unpin after that.',
  }),
];
