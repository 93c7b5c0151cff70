/** The full system: presets, and what breaks it, one part at a time. */

import type { CatalogueEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';
import { backendDefects } from './backend.ts';
import { fullDefect as defect } from './defect.ts';
import { lifeDefects } from './life.ts';

const design = designsOf('full-passthrough', 'FULL-', {
  guests: 1,
  vcpus: 1,
  devices: 1,
  paths: ['CMD', 'TOUCH', 'DEQ'],
});

const crossing =
  'MMIO-CONFINED: the BAR stays in the p2m when the device has left; QUARANTINE: through that mapping the guest starts the device again after its reset';

export const fullPassthroughEntries: readonly CatalogueEntry[] = [
  design(
    'ideal',
    'passthrough as a whole, with everything that is known to be needed',
    { preset: 'ideal' },
    {},
  ),
  design(
    'ideal-life',
    'passthrough as a whole: interrupts, guests that are destroyed, devices that cannot be taken away',
    { preset: 'ideal', paths: ['MSI', 'DOM', 'FAIL'] },
  ),
  design(
    'seed-v5',
    'passthrough as a whole, with the series of November 2021',
    { preset: 'seed-v5' },
    { 'MMIO-CONFINED': 40, QUARANTINE: 55 },
    crossing,
  ),
  design(
    'xen-4.19',
    'passthrough as a whole, vPCI for guests on what Xen 4.19 has',
    { preset: 'xen-4.19' },
    { 'MMIO-CONFINED': 55, QUARANTINE: 61 },
    crossing,
  ),
  design(
    'xen-4.21',
    'passthrough as a whole, vPCI for guests on what Xen 4.21 has',
    { preset: 'xen-4.21' },
    { 'MMIO-CONFINED': 58, QUARANTINE: 64 },
    crossing,
  ),
  design(
    'proposed-2026',
    'passthrough as a whole, with the tasks proposed in July 2026',
    { preset: 'proposed-2026' },
    { 'MMIO-CONFINED': 65, QUARANTINE: 72 },
    crossing,
  ),
  defect({
    id: 'FULL-FLUSH_LATE',
    title: 'a page is freed before the IOTLB is flushed, and a device still writes to it',
    story:
      'The guest gives a page back. Its entry is cleared, the page goes to the heap and to somebody else, and only then is the IOTLB flushed: until then the device of the guest reaches the page by what the IOTLB remembers.',
    source: 'XSA-346 (dea460d869); V-22 of the survey; toggle FLUSH_LATE of assignment',
    confidence: 'confirmed',
    defect: { flush: 'late', paths: ['MEM'] },
    property: 'DMA-CONFINED',
    depth: 7,
    fix: 'The flush is done, and waited for, before the page is freed.',
    fixed: { flush: 'strict' },
  }),
  defect({
    id: 'FULL-FLUSH_SKIP',
    title: 'a page is freed and the IOTLB is never flushed',
    story:
      'The same without any flush: what the IOTLB remembers of a page outlives the page, for as long as the hardware likes.',
    source: 'XSA-78 (85c72f9fe7); toggle FLUSH_SKIP of assignment',
    confidence: 'confirmed',
    defect: { flush: 'never', paths: ['MEM'] },
    property: 'NO-STALE-DMA',
    depth: 7,
    fix: 'Every entry that is cleared is flushed before its page is freed.',
    fixed: { flush: 'strict' },
  }),
  defect({
    id: 'FULL-QUARANTINE_DEPTH',
    title: 'scratch tables of quarantine are a level deeper than the hardware walks',
    story:
      'A device in quarantine is to reach a scratch page and nothing else. Its tables have more levels than the context says, so the hardware takes a page of the tables for the page that is meant, and the device writes to it.',
    source: 'XSA-445 (fe1e4668b3); toggle QUARANTINE_DEPTH of assignment',
    confidence: 'confirmed',
    defect: { defects: ['QUARANTINE_DEPTH'] },
    property: 'QUARANTINE',
    depth: 1,
    fix: 'The tables are as deep as the context says.',
  }),
  defect({
    id: 'FULL-LEVEL_IGNORED',
    title: 'a device is given the root of shared tables that are too deep for its IOMMU',
    story:
      'The p2m of the guest is shared with the IOMMU, which walks fewer levels than the CPU. Without an adjustment of the root a walk ends a level early, in a page of the tables, which the device may then write to.',
    source: '02b46377b6; toggle LEVEL_IGNORED of assignment',
    confidence: 'confirmed',
    defect: { quarantine: 'basic', defects: ['LEVEL_IGNORED'] },
    property: 'DMA-CONFINED',
    depth: 4,
    fix: 'The context gets the table at the level the IOMMU begins with.',
  }),
  defect({
    id: 'FULL-TIMEOUT_IS_ERROR',
    title: 'a flush that takes too long is given up, and deassignment ends half-way',
    story:
      'Deassignment waits for the flush of the context it has changed. When that takes too long the wait is given up and the hypercall returns with an error, while the hardware still goes by the old context.',
    source: '7c893abc4e; toggle TIMEOUT_IS_ERROR of assignment',
    confidence: 'confirmed',
    defect: { quarantine: 'basic', start: 'assigned', defects: ['TIMEOUT_IS_ERROR'] },
    property: 'NO-STALE-DMA',
    depth: 17,
    fix: 'The flush is waited for, however long it takes.',
  }),
  defect({
    id: 'FULL-NO_UNMAP',
    title: 'a device leaves its guest while its BAR stays in the p2m',
    story:
      'The guest has the BAR mapped. Deassignment frees vPCI state with its record of what is mapped, and nobody takes the pages out of the p2m: the guest goes on reading and writing registers of a device that is not its own any more, and that another guest may get next.',
    source: 'vpci_deassign_device; NO_UNMAP of the survey; vpci-mapping without repair UNMAP',
    confidence: 'hypothesis',
    defect: {
      quarantine: 'basic',
      start: 'used',
      paths: ['CMD'],
      repairs: ['DEASSIGN_FIRST'],
    },
    property: 'MMIO-CONFINED',
    depth: 18,
    fix: 'Whatever takes vPCI state away unmaps the BARs first.',
    fixed: { repairs: ['UNMAP', 'DEASSIGN_FIRST'] },
  }),
  defect({
    id: 'FULL-DEA_LATE_VPCI',
    title: 'the IOMMU moves before vPCI of the old owner is gone',
    story:
      'In the series of 2021 the hook of vPCI came after the IOMMU had moved the device. In between the device is with dom_io, and the guest has its BAR mapped and can write to its config space.',
    source: 'patch 04 of v5; toggle DEA_LATE_VPCI of assignment',
    confidence: 'hypothesis',
    defect: {
      quarantine: 'basic',
      start: 'used',
      paths: ['CMD'],
      repairs: ['UNMAP', 'DEASSIGN_FIRST'],
      defects: ['DEA_LATE_VPCI'],
    },
    property: 'MMIO-CONFINED',
    depth: 9,
    fix: 'The state of vPCI goes, with its mappings, before the device moves.',
  }),
  defect({
    id: 'FULL-RESET_UNDONE',
    title: 'through a mapping that was left, a guest starts a device again after its reset',
    story:
      'libxl resets the device while the guest still has it, and the guest turns decode on again by a write of the command register. The device was reset, so it is let out of quarantine and back to dom0. But its BAR is still in the p2m of the guest that had it: the guest tells it to do DMA once more, and that DMA now goes by the tables of dom0. Mapping and IOMMU are each as their own families have them; only together they fail.',
    source: 'vpci_deassign_device; pci_remove_detached; XSA-302 for what quarantine is to prevent',
    confidence: 'hypothesis',
    defect: { quarantine: 'basic', start: 'used', paths: ['CMD', 'TOUCH', 'DEQ'] },
    property: 'QUARANTINE',
    depth: 36,
    fix: 'The device is deassigned before it is reset, so that no guest turns its decode on again.',
    fixed: { repairs: ['DEASSIGN_FIRST'] },
  }),
  ...backendDefects,
  ...lifeDefects,
];
