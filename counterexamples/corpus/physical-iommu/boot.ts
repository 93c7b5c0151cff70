/** Defects of what "nothing configured" means, of what firmware asks for, of a new kernel, and of quarantine. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const bootDefects: readonly DefectEntry[] = [
  defect({
    id: 'dteNotPrefilled',
    title: 'AMD: requests of a device that nobody set up pass untranslated',
    story:
      'A device table entry that is not valid does not block, it lets requests pass as they are. The table was filled only for devices that were known; the others reach all memory once the IOMMU is on.',
    source: '5.1 of the survey, Xen 1b00c16bdf; toggle dteNotPrefilled',
    confidence: 'confirmed',
    defect: { iommu: 'amd', paths: ['INIT'], defects: ['dteNotPrefilled'] },
    property: 'DetachedBlocked',
    depth: 2,
    fix: 'All entries are made valid and empty before the IOMMU is switched on.',
  }),
  defect({
    id: 'steBypass',
    title: 'SMMUv3: streams that nobody set up bypass',
    story:
      'The driver fills the stream table before it switches the SMMU on. With disable_bypass=0 it does so with entries that bypass, and a device that nobody has set up reaches all memory.',
    source: '5.1 of the survey; disable_bypass of the SMMUv3 driver at c447b7308b',
    confidence: 'reported',
    defect: { iommu: 'smmu', paths: ['INIT'], defects: ['steBypass'] },
    property: 'DetachedBlocked',
    depth: 3,
    fix: 'Entries that nobody set up abort (disable_bypass=1, the default).',
  }),
  defect({
    id: 'gbpaKept',
    title: 'SMMUv3: a crash kernel switches translation off under a device at work',
    story:
      'A kernel that boots after a crash finds the SMMU on, and devices that still write to buffers of the old kernel. It switches the SMMU off to set it up anew. What requests meet meanwhile is a register of its own, which lets them pass unless somebody has set it: I/O virtual addresses are taken for addresses of memory.',
    source:
      '5.1 of the survey; Linux b63b3439b856, arm_smmu_device_reset at c447b7308b; toggle gbpaKept',
    confidence: 'confirmed',
    defect: { iommu: 'smmu', paths: ['KEXEC'], defects: ['gbpaKept'] },
    property: 'NoIovaAsGpa',
    depth: 2,
    fix: 'Set GBPA to abort before the SMMU is switched off.',
  }),
  defect({
    id: 's2crBypass',
    title: 'SMMUv1 and v2: a stream that was detached bypasses',
    story:
      'A device is taken from its domain, and its stream is given back. What an unmatched stream means hangs on a register of the SMMU, and by default it bypasses: the device, which may still be doing what its guest told it, reaches all memory.',
    source: '5.1 of the survey, Xen fc151829ba; toggle s2crBypass',
    confidence: 'confirmed',
    defect: { iommu: 'smmu', paths: ['DEA'], quarantine: 'basic', defects: ['s2crBypass'] },
    property: 'QUARANTINE',
    depth: 7,
    fix: 'The register of the stream is set to fault when the device is detached.',
  }),
  defect({
    id: 'F47-BOOT',
    title: 'AMD: a range that is RAM is accepted as a unity map',
    story:
      'ACPI lists ranges that a device needs mapped to themselves. Xen checked that they are reserved memory, with the condition inverted: a range in RAM was accepted and is reachable for the device at its own address.',
    source: 'F47, Xen 83afa31358; toggle ivmdInverted',
    confidence: 'confirmed',
    defect: { iommu: 'amd', paths: ['IVMD'], defects: ['ivmdInverted'] },
    property: 'NoForeignIdentity',
    depth: 3,
    fix: 'A range that is not reserved memory is refused.',
  }),
  defect({
    id: 'F44',
    title: 'A device that is plugged in claims the IDs of one with a quirk',
    story:
      'Some graphics devices do not work with translation, and a quirk waives it for them by vendor and device id. A device says itself what ids it has. One behind an external port says those, and reaches all memory.',
    source: 'F44, Linux 67e8a5b18d41; toggle quirkByIds',
    confidence: 'confirmed',
    defect: { paths: ['PROBE'], defects: ['quirkByIds'] },
    property: 'QuirkOnlyTrusted',
    depth: 3,
    fix: 'Quirks that waive translation are for devices that are trusted.',
  }),
  defect({
    id: 'basicQuarantine',
    title: 'A device in quarantine without mappings retries for ever',
    story:
      'A device that a guest has left behind is in quarantine, with all its requests blocked. Some devices make a blocked request again and again, even after a reset, and hang the host with that.',
    source: '5.3 of the survey, Xen ea38867831; variant basicQuarantine',
    confidence: 'confirmed',
    defect: { paths: ['DEA'], quarantine: 'basic', retries: true },
    property: 'QuarantineQuiet',
    depth: 8,
    fix: 'Quarantine with a scratch page, where its requests go.',
    fixed: { quarantine: 'scratch' },
  }),
];
