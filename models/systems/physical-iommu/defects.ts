/** The defects that can be switched on: what each is, and where it can be. */

import type { Values } from './parameters.ts';

export const defects = [
  'contextNotFlushed',
  'flushOldIdMissing',
  'idBeforeFlush',
  'kexecNoFlush',
  'gbpaKept',
  'aliasLeft',
  'rmrrGap',
  'atcFirst',
  'atcSkipped',
  'atcByCurrentId',
  'atsDisableAssumedEmpty',
  'unlistedEarly',
  'listUnlocked',
  'atsDeviceFirst',
  'atsIommuOffFirst',
  'submitOnly',
  'noDrain',
  'flushShort',
  'flushBeforeWriteBack',
  'pteSplit',
  'lazyFlush',
  'iovaEarly',
  'freelistEarly',
  'sharedNoFlush',
  'pinLate',
  'rollbackMissing',
  'noResetBlock',
  'resetNotReentrant',
  'deadDeviceWaits',
  'dteNotPrefilled',
  'steBypass',
  's2crBypass',
  'ivmdInverted',
  'quirkByIds',
] as const;
export type Defect = (typeof defects)[number];

export const defectMeanings: Readonly<Record<Defect, string>> = {
  contextNotFlushed: 'the context cache is not flushed when an entry changes',
  flushOldIdMissing: 'what is tagged with the old domain id is not flushed when an entry changes',
  idBeforeFlush: 'a domain id is given back before what it tags has been flushed',
  kexecNoFlush: 'a new kernel reuses domain ids without a flush (before 36b7200f67df)',
  gbpaKept:
    'SMMUv3: a new kernel switches translation off with GBPA as it is, so that requests pass (before b63b3439b856)',
  aliasLeft: 'a change of hands changes the entry of the function, not that of its alias',
  rmrrGap: 'the reserved region is mapped in the new domain after the device is there',
  atcFirst: 'the device-TLB is flushed before the IOTLB',
  atcSkipped: 'the device-TLB is not flushed',
  atcByCurrentId:
    'the devices whose device-TLB is flushed are looked up by the domain id their entry has by then (Xen, by reading)',
  atsDisableAssumedEmpty:
    'a device-TLB is taken to be empty once ATS was switched off (before 8dd8f005bdd4)',
  unlistedEarly:
    'the device leaves the list of device-TLBs that are flushed with dom1 before its own is flushed',
  listUnlocked:
    'the list of device-TLBs that are flushed with dom1 is not locked while somebody flushes them',
  atsDeviceFirst: 'ATS is switched on at the device before it is at the IOMMU',
  atsIommuOffFirst: 'ATS is switched off at the IOMMU before it is at the device',
  submitOnly: 'nobody waits for a flush that was submitted (before 0b15e02f0cc4, f44a4d7e4f1c)',
  noDrain: 'a flush does not wait for requests that were translated already',
  flushShort: 'only what was asked for is flushed, not all that was unmapped (CVE-2026-31735)',
  flushBeforeWriteBack: 'the flush is made before the entry is in memory',
  pteSplit: 'an entry of the tables is changed field by field (before 3b055121c5)',
  lazyFlush: 'unmaps are flushed lazily, whether the device is trusted or not',
  iovaEarly: 'I/O addresses are given out again before the lazy flush',
  freelistEarly: 'pages of the tables are given back before the lazy flush',
  sharedNoFlush: 'a page of shared tables is given back without an IOTLB flush (CVE-2025-71089)',
  pinLate: 'an entry is written before its page is pinned',
  rollbackMissing: 'a mapping that fails half way is not taken back',
  noResetBlock: 'a device is reset with its translation and ATS as they are (before c279e83953d9)',
  resetNotReentrant:
    'the end of a reset within a reset lifts the block of both (before 0d5fd7a9323c)',
  deadDeviceWaits: 'a flush waits for a device that is gone (CVE-2026-43130, CVE-2026-43161)',
  dteNotPrefilled: 'AMD: device table entries nobody set up stay invalid (before 1b00c16bdf)',
  steBypass: 'SMMUv3: stream table entries nobody set up bypass (disable_bypass=0)',
  s2crBypass: 'SMMUv1/2: a stream that was detached bypasses (before fc151829ba)',
  ivmdInverted: 'AMD: ranges of ACPI are accepted where they are RAM (before 83afa31358)',
  quirkByIds:
    'a quirk that waives translation goes by the IDs a device claims (before 67e8a5b18d41)',
};

interface Need {
  readonly met: (values: Values) => boolean;
  readonly what: string;
}

const path = (...codes: readonly Values['paths'][number][]): Need => ({
  met: (v) => codes.some((code) => v.paths.includes(code)),
  what: `${codes.join(' or ')} among the paths`,
});
const iommu = (...names: readonly Values['iommu'][]): Need => ({
  met: (v) => names.includes(v.iommu),
  what: `iommu=${names.join(' or ')}`,
});
const ats = (...values: readonly Values['ats'][]): Need => ({
  met: (v) => values.includes(v.ats),
  what: `ats=${values.join(' or ')}`,
});
const lazy: Need = { met: (v) => v.flush === 'lazy', what: 'flush=lazy' };
const trusted: Need = { met: (v) => v.trusted, what: 'trusted=true' };
const untrusted: Need = { met: (v) => !v.trusted, what: 'trusted=false' };
const both = (...needs: readonly Need[]): Need => ({
  met: (v) => needs.every(({ met }) => met(v)),
  what: needs.map(({ what }) => what).join(', '),
});
const changing = path('MOVE', 'DEA');

/** What a configuration must have for a defect to be possible, and how that is said. */
export const needs: Readonly<Record<Defect, Need>> = {
  contextNotFlushed: changing,
  flushOldIdMissing: changing,
  idBeforeFlush: path('NEW'),
  kexecNoFlush: both(iommu('vtd', 'amd'), path('KEXEC')),
  gbpaKept: both(iommu('smmu'), path('KEXEC')),
  aliasLeft: both(changing, { met: (v) => v.rids > 1, what: 'rids=2' }),
  rmrrGap: both(path('MOVE'), { met: (v) => v.region, what: 'region=true' }),
  atcFirst: both(ats('toggled', 'kept'), path('UNMAP')),
  atcSkipped: both(ats('toggled', 'kept'), path('UNMAP', 'MOVE', 'DEA')),
  atcByCurrentId: both(iommu('vtd'), ats('kept'), changing),
  atsDisableAssumedEmpty: both(ats('toggled'), path('MOVE', 'DEA')),
  unlistedEarly: both(ats('toggled', 'kept'), path('MOVE', 'DEA', 'RST')),
  listUnlocked: both(ats('toggled', 'kept'), path('MOVE', 'DEA', 'RST')),
  atsDeviceFirst: both(ats('toggled'), path('MOVE', 'RST')),
  atsIommuOffFirst: both(ats('toggled'), path('MOVE', 'RST', 'DEA')),
  submitOnly: path('UNMAP'),
  noDrain: path('UNMAP'),
  flushShort: both(path('UNMAP'), { met: (v) => v.iovas > 1, what: 'iovas=2' }),
  flushBeforeWriteBack: both(path('UNMAP'), {
    met: (v) => !v.coherent,
    what: 'coherent=false',
  }),
  pteSplit: both(iommu('amd'), path('REMAP')),
  lazyFlush: both(lazy, untrusted, path('UNMAP')),
  iovaEarly: both(lazy, trusted, path('UNMAP'), path('MAP')),
  freelistEarly: both(lazy, trusted, path('TABLE')),
  sharedNoFlush: path('SVA'),
  pinLate: path('MAP'),
  rollbackMissing: both(path('MAP'), { met: (v) => v.iovas > 1, what: 'iovas=2' }),
  noResetBlock: path('RST'),
  resetNotReentrant: path('RST'),
  deadDeviceWaits: both(path('GONE'), ats('toggled', 'kept')),
  dteNotPrefilled: both(iommu('amd'), path('INIT')),
  steBypass: both(iommu('smmu'), path('INIT')),
  s2crBypass: both(iommu('smmu'), path('DEA')),
  ivmdInverted: both(iommu('amd'), path('IVMD')),
  quirkByIds: both(untrusted, path('PROBE')),
};
