/** The defects that can be switched on: what each is, and where it can be. */

import type { Values } from './parameters.ts';

export const defects = [
  'ASG_PHANTOM',
  'ASG_NOROLLBACK',
  'JOIN_EARLY',
  'NO_IOMMU_CHECK',
  'DEA_LATE_VPCI',
  'QUARANTINE_BY_TOOL',
  'QUARANTINE_COMMON',
  'QUARANTINE_DEPTH',
  'QUARANTINE_NO_RMRR',
  'REASSIGN_TWO_STEP',
  'RMRR_ORDER',
  'RMRR_SHORTCUT',
  'RMRR_REMOVABLE',
  'RMRR_MERGED',
  'RMRR_UNTRACKED',
  'DESTROY_GOES_ON',
  'TEARDOWN_SKIPPED',
  'IRQ_CLOBBERED',
  'CONTEXT_PIECEWISE',
  'CONTEXT_NO_TLB',
  'LEVEL_IGNORED',
  'DOMID_RACE',
  'FLUSH_SKIP',
  'FLUSH_PERMISSION',
  'FLUSH_LATE',
  'FLUSH_SUPPRESSED',
  'TIMEOUT_IS_DONE',
  'TIMEOUT_IS_ERROR',
  'TABLE_FREED_EARLY',
  'NO_WRITE_BACK',
  'TYPE_ONCE',
] as const;
export type Defect = (typeof defects)[number];

export const defectMeanings: Readonly<Record<Defect, string>> = {
  ASG_PHANTOM: 'an error in assigning a phantom function is ignored (before cb4ecb3cc1)',
  ASG_NOROLLBACK:
    'an error of the vPCI hook is undone only where there are phantom functions (as landed, by reading)',
  JOIN_EARLY:
    'AMD: the device joins its new owner before its context is set up (before 899272539c)',
  NO_IOMMU_CHECK: 'libxl assigns devices although there is no IOMMU (before 826eb17271)',
  DEA_LATE_VPCI: 'vPCI of the old owner goes after the device has moved (series v5)',
  QUARANTINE_BY_TOOL:
    'only devices that a certain tool has prepared are quarantined (before ba2ab00bbb)',
  QUARANTINE_COMMON:
    'VT-d without HVM: contexts in quarantine lead to tables of dom_io, not to the device’s own (before cc6ba68edf)',
  QUARANTINE_DEPTH:
    'AMD: scratch tables are a level deeper than the hardware walks (before fe1e4668b3)',
  QUARANTINE_NO_RMRR: 'quarantine tables lack the reserved region (before 14dd241aad)',
  REASSIGN_TWO_STEP: 'a context is removed and then made anew (before 8f41e481b4 and 1fa6e9aa36)',
  RMRR_ORDER:
    'VT-d: the region is mapped after the context is set, unmapped before it changes (before 78a40f8b5d)',
  RMRR_SHORTCUT: 'VT-d: deassignment ends once it has unmapped the region (before 192aaf7e14)',
  RMRR_REMOVABLE: 'the guest can remove pages of the region from its tables (before 753cb68e65)',
  RMRR_MERGED: 'AMD: what lies between two ranges is mapped too (before 34750a3eb0)',
  RMRR_UNTRACKED: 'the region is noted only after it has been mapped (before beadd68b54)',
  DESTROY_GOES_ON:
    'destruction goes on although a device could not be taken away (before f591755823)',
  TEARDOWN_SKIPPED:
    'I/O tables of a domain that never had a device are not freed (before 93e1435290)',
  IRQ_CLOBBERED:
    'the outcome of cleaning one pirq is overwritten by that of the next (before 9480a1a519)',
  CONTEXT_PIECEWISE:
    'AMD: tables and domain id are written one after the other (before 0514a3a25f)',
  CONTEXT_NO_TLB:
    'AMD: a changed device table entry is flushed, but not the IOTLB (before 5fc98b9708)',
  LEVEL_IGNORED:
    'VT-d with shared tables: the root is not adjusted to what the IOMMU can walk (before 02b46377b6)',
  DOMID_RACE:
    'VT-d: a domain id is given back before it is taken off its domain (before d9eca7bb6c)',
  FLUSH_SKIP: 'VT-d: no flush when an entry is cleared (before 85c72f9fe7)',
  FLUSH_PERMISSION:
    'AMD: no flush when only the permission of an entry changes (before 1a7ffe466c)',
  FLUSH_LATE: 'a page is freed before the flush that was put off (before dea460d869)',
  FLUSH_SUPPRESSED:
    'a failed batch leaves the flag set that suppresses flushes (before 552b7fcb9a)',
  TIMEOUT_IS_DONE: 'AMD: a flush that takes too long counts as done (before e4fee66043)',
  TIMEOUT_IS_ERROR:
    'VT-d: a flush that takes too long is given up, and its completion taken for another’s (before 7c893abc4e)',
  TABLE_FREED_EARLY: 'a page of the tables is given back before the flush (before 4bc2e5333a)',
  NO_WRITE_BACK:
    'changed entries of shared tables are not written back to memory (before c23274fd04)',
  TYPE_ONCE: 'the type of a page is looked at once while tables are populated (before 1f0b0bb777)',
};

interface Need {
  readonly met: (values: Values) => boolean;
  readonly what: string;
}

const path = (...codes: readonly Values['paths'][number][]): Need => ({
  met: (v) => codes.some((code) => v.paths.includes(code)),
  what: `${codes.join(' or ')} among the paths`,
});
const driver = (...names: readonly Values['driver'][]): Need => ({
  met: (v) => names.includes(v.driver),
  what: `driver=${names.join(' or ')}`,
});
const region: Need = { met: (v) => v.regions > 0, what: 'a reserved region' };
const both = (...needs: readonly Need[]): Need => ({
  met: (v) => needs.every(({ met }) => met(v)),
  what: needs.map(({ what }) => what).join(', '),
});
const vcpu: Need = { met: (v) => v.vcpus > 0, what: 'a vCPU' };
const moving = path('ASG', 'DEA', 'DOM');

/** What a configuration must have for a defect to be possible, and how that is said. */
export const needs: Readonly<Record<Defect, Need>> = {
  ASG_PHANTOM: both(driver('vtd', 'amd'), {
    met: (v) => v.rids > 1 && v.failures.includes('phantom'),
    what: 'rids=2, phantom among the failures',
  }),
  ASG_NOROLLBACK: { met: (v) => v.failures.includes('vpci'), what: 'vpci among the failures' },
  JOIN_EARLY: both(driver('amd'), path('ASG')),
  NO_IOMMU_CHECK: { met: (v) => !v.iommu, what: 'iommu=false' },
  DEA_LATE_VPCI: path('DEA'),
  QUARANTINE_BY_TOOL: { met: (v) => v.quarantine !== 'none', what: 'quarantine=basic or scratch' },
  QUARANTINE_COMMON: both(driver('vtd'), {
    met: (v) => v.quarantine === 'scratch' || (v.quarantine === 'basic' && v.regions > 0),
    what: 'quarantine=scratch, or basic with a reserved region',
  }),
  QUARANTINE_DEPTH: both(driver('amd'), {
    met: (v) => v.quarantine === 'scratch',
    what: 'quarantine=scratch',
  }),
  QUARANTINE_NO_RMRR: both(region, {
    met: (v) => v.quarantine === 'basic',
    what: 'quarantine=basic',
  }),
  REASSIGN_TWO_STEP: both(driver('vtd', 'amd'), moving),
  RMRR_ORDER: both(driver('vtd'), region, moving),
  RMRR_SHORTCUT: both(driver('vtd'), region, path('DEA', 'DOM')),
  RMRR_REMOVABLE: both(region, vcpu, path('MEM')),
  RMRR_MERGED: both(driver('amd'), { met: (v) => v.regions > 1, what: 'regions=2' }),
  RMRR_UNTRACKED: both(region, path('ASG'), {
    met: (v) => v.failures.includes('region'),
    what: 'region among the failures',
  }),
  DESTROY_GOES_ON: both(path('DOM'), {
    met: (v) => v.failures.includes('deassign'),
    what: 'deassign among the failures',
  }),
  TEARDOWN_SKIPPED: path('DOM'),
  IRQ_CLOBBERED: both(path('DOM'), path('IRQ')),
  CONTEXT_PIECEWISE: both(driver('amd'), moving),
  CONTEXT_NO_TLB: both(driver('amd'), moving),
  LEVEL_IGNORED: driver('vtd'),
  DOMID_RACE: both(driver('vtd'), path('IDS')),
  FLUSH_SKIP: both(driver('vtd'), vcpu, path('MEM')),
  FLUSH_PERMISSION: both(driver('amd'), vcpu, path('RO')),
  FLUSH_LATE: both(vcpu, path('MEM')),
  FLUSH_SUPPRESSED: both(vcpu, path('BATCH')),
  TIMEOUT_IS_DONE: driver('amd'),
  TIMEOUT_IS_ERROR: both(driver('vtd'), path('DEA')),
  TABLE_FREED_EARLY: both(vcpu, path('PTP')),
  NO_WRITE_BACK: both(vcpu, { met: (v) => !v.coherent, what: 'coherent=false' }, path('MEM', 'RO')),
  TYPE_ONCE: both(vcpu, path('TYPE')),
};
