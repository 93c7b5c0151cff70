/** Defects of migrating a VF with its guest: which writes are known of, and what is in force afterwards. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf } from '../../entries.ts';

const defect = defectsOf('sriov', { scene: 'migration' });

export const migrationDefects: readonly DefectEntry[] = [
  defect({
    id: 'UNMAP_DROPS_DIRTY',
    title: 'What a device wrote is forgotten with the mapping it wrote by',
    story:
      'A VF behind a virtual IOMMU writes to a page while memory is copied; the log has it by I/O address. The guest unmaps that address, and what was logged of it goes too. Nobody copies the page again, and at the destination the guest finds what was there before the write.',
    source:
      'N11 of the survey; QEMU e46883204c, 3c26c80a0a, which refuse to migrate for this reason; toggle UNMAP_DROPS_DIRTY',
    confidence: 'reported',
    defect: { paths: ['MIG', 'VIO', 'WRT'], defects: ['UNMAP_DROPS_DIRTY'] },
    property: 'DirtyFollowsMappings',
    depth: 22,
    fix: 'Read the log of a range as it is unmapped, or refuse to migrate behind a virtual IOMMU, as QEMU does.',
  }),
  defect({
    id: 'LOG_RANGES_FIXED',
    title: 'A mapping that is made while memory is copied is not logged',
    story:
      'The device is told which ranges to log when logging begins: those that are mapped. The guest maps another one, the VF writes there, and nothing is logged.',
    source:
      'N11 of the survey, dirty tracking must follow mappings; vfio_devices_dma_logging_start takes its ranges once; toggle LOG_RANGES_FIXED',
    confidence: 'hypothesis',
    defect: { paths: ['MIG', 'VIO', 'WRT'], defects: ['LOG_RANGES_FIXED'] },
    property: 'DirtyFollowsMappings',
    depth: 23,
    fix: 'Log all that can be mapped, or refuse to migrate behind a virtual IOMMU.',
  }),
  defect({
    id: 'LOG_NOT_DRAINED',
    title: 'The log is cleared while a write that was in it is on its way',
    story:
      'A write is logged when it is translated. The log is read and cleared, the page is copied, and only then the write arrives: the copy is without it, and so is the log.',
    source:
      'P6 and P8 of the survey, applied to dirty bits; iopt_read_and_clear_dirty_data flushes before it returns; toggle LOG_NOT_DRAINED',
    confidence: 'hypothesis',
    defect: { paths: ['MIG', 'WRT'], defects: ['LOG_NOT_DRAINED'] },
    property: 'DirtyFollowsMappings',
    depth: 18,
    fix: 'Flush, with writes drained, between reading the log and copying.',
  }),
  defect({
    id: 'SAVED_IN_FLIGHT',
    title: 'The state of a VF is saved while a write of it is under way',
    story:
      'The VF is told to stop, and its state is saved at once. A write that it had sent arrives at the source after the last page was copied, and the device at the destination believes it done.',
    source:
      'N11 of the survey, a state that is handed over; the states RUNNING_P2P and STOP of the VFIO migration interface; toggle SAVED_IN_FLIGHT',
    confidence: 'hypothesis',
    defect: { paths: ['MIG', 'WRT'], defects: ['SAVED_IN_FLIGHT'] },
    property: 'HandedOverQuiet',
    depth: 14,
    fix: 'Save the state once the device has nothing under way.',
  }),
  defect({
    id: 'F18-VF',
    title: 'After a migration the view of a VF is not that of its domain',
    story:
      'The destination starts with endpoints that reach all memory of the guest. The state of the virtual IOMMU is loaded and says that the VF is in a domain; nobody switches its view, and its I/O addresses are taken for addresses of memory.',
    source: 'F18 and N11 of the survey; QEMU d355566bd9; toggle VF_VIEW_NOT_SWITCHED',
    confidence: 'confirmed',
    defect: { paths: ['MIG'], defects: ['VF_VIEW_NOT_SWITCHED'] },
    property: 'ViewMatchesState',
    depth: 16,
    fix: 'Switch the view of every endpoint once the state is loaded.',
  }),
];
