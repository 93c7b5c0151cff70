/** Parameters of the family `physical-iommu`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { defectMeanings, defects } from './defects.ts';

/** Codes of the code paths. */
export const paths = [
  'UNMAP',
  'MAP',
  'REMAP',
  'TABLE',
  'SVA',
  'MOVE',
  'DEA',
  'NEW',
  'KEXEC',
  'RST',
  'GONE',
  'INIT',
  'IVMD',
  'PROBE',
] as const;
export type PathCode = (typeof paths)[number];

export const parameters = {
  iommu: choice({
    values: ['vtd', 'amd', 'smmu'],
    default: 'vtd',
    help: 'the IOMMU: what an entry that nobody set up means, and how one that is in use is changed',
    meanings: {
      vtd: 'VT-d: an entry that is not present blocks; one compare-exchange changes it',
      amd: 'AMD: an entry that is not valid passes requests untranslated; one compare-exchange changes it',
      smmu: 'SMMUv3: an entry goes through abort on its way from one domain to another',
    },
  }),
  flush: choice({
    values: ['strict', 'lazy'],
    default: 'strict',
    help: 'when the IOTLB is flushed after an unmap',
    meanings: {
      strict: 'before the unmap returns',
      lazy: 'by a timer, for many unmaps at once; strict for a device that is not trusted',
    },
  }),
  dte_update: choice({
    values: ['atomic', 'split'],
    default: 'atomic',
    help: 'how a context or device table entry is written while it is present',
    meanings: {
      atomic: 'tables and domain id in one write',
      split: 'one half after the other',
    },
  }),
  ats: choice({
    values: ['off', 'toggled', 'kept'],
    default: 'toggled',
    help: 'whether the device has a device-TLB, and what becomes of ATS when the device changes hands',
    meanings: {
      off: 'it has none',
      toggled: 'ATS is switched off before and on after, as Linux does with AMD and SMMUv3',
      kept: 'ATS stays on, as Xen does with VT-d, where it is not security supported',
    },
  }),
  quarantine: choice({
    values: ['none', 'basic', 'scratch'],
    default: 'scratch',
    help: 'what becomes of a device that is taken from its domain (DEA)',
    meanings: {
      none: 'it goes to dom0 at once',
      basic: 'its requests are blocked',
      scratch: 'its requests go to a scratch page',
    },
  }),
  rids: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'requester IDs of the device: with an alias it has 2',
  }),
  devices: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'devices: the second one stays in dom1',
  }),
  iovas: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'I/O pages of dom1: two are one superpage, and are unmapped as one',
  }),
  region: flag({
    default: false,
    help: 'the device has a reserved region (RMRR, unity map), which MOVE takes along',
  }),
  trusted: flag({ default: false, help: 'the device is built in, or its port is not external' }),
  vfs: flag({
    default: false,
    help: 'VFs of the device go on using ATS, so that it cannot really be switched off',
  }),
  retries: flag({
    default: false,
    help: 'a request of the device that is blocked is made again, for ever',
  }),
  removal: choice({
    values: ['arrived', 'underWay'],
    default: 'arrived',
    help: 'path GONE: where the last request of the device is when anybody can notice that it is gone',
    meanings: {
      arrived: 'in memory: an assumption, no source says so',
      underWay: 'on its way: it arrives later, also when nobody waits for the device any more',
    },
  }),
  coherent: flag({ default: true, help: 'the IOMMU snoops the caches of CPUs' }),
  paths: setOf({
    values: paths,
    default: ['UNMAP', 'MOVE', 'RST', 'GONE'],
    help: 'code paths that are modelled',
    meanings: {
      UNMAP: 'cpu1 unmaps what dom1 has mapped for its devices, and gives the pages back',
      MAP: 'cpu1 pins pages and maps them for the devices of dom1, which may fail',
      REMAP: 'cpu1 changes an entry that is in use: another page, for reading only',
      TABLE: 'cpu1 takes an empty page of the I/O page tables out and gives it back',
      SVA: 'the tables are those of the CPU; cpu1 gives a page of them back',
      MOVE: 'cpu0 moves the device from dom1 to dom2',
      DEA: 'cpu0 takes the device from dom1',
      NEW: 'dom1 ends with its last device, and dom3 gets its domain id',
      KEXEC: 'cpu0 boots another kernel, which finds the tables of the one before',
      RST: 'cpu0 resets the device',
      GONE: 'the device is pulled out',
      INIT: 'cpu0 switches the IOMMU on, having set no device up',
      IVMD: 'cpu0 reads from ACPI what is to be mapped for the device',
      PROBE: 'cpu0 finds the device and chooses how its requests are translated',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on; without any the code is as it should be',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;
