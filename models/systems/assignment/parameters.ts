/** Parameters of the family `assignment`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { defectMeanings, defects } from './defects.ts';

export const drivers = ['vtd', 'amd', 'smmuv3'] as const;
export type Driver = (typeof drivers)[number];

/** What may fail, and is then undone. */
export const failures = ['region', 'context', 'phantom', 'vpci', 'deassign'] as const;
export type Failure = (typeof failures)[number];

/** Codes of the code paths. */
export const paths = [
  'PRE',
  'ASG',
  'DEA',
  'DEQ',
  'RST',
  'DOM',
  'CFG',
  'MEM',
  'RO',
  'BATCH',
  'PTP',
  'TYPE',
  'IDS',
  'IRQ',
] as const;
export type PathCode = (typeof paths)[number];

export const parameters = {
  driver: choice({
    values: drivers,
    default: 'vtd',
    help: 'the IOMMU driver, which has the order of steps within one assignment',
    meanings: {
      vtd: 'VT-d: regions, context, flush, lists; translations are found by domain id',
      amd: 'AMD: the same order; hardware that finds translations by device (5fc98b9708)',
      smmuv3: 'SMMUv3: lists first, then detach and attach; all RIDs of a device at once',
    },
  }),
  quarantine: choice({
    values: ['none', 'basic', 'scratch'],
    default: 'basic',
    help: 'what becomes of a device that a guest gives back',
    meanings: {
      none: 'it goes to dom0 at once (before 319f9a0ba9)',
      basic: 'it goes to dom_io, with no mappings but its reserved regions (default)',
      scratch: 'the same, with a scratch page in place of everything else',
    },
  }),
  start: choice({
    values: ['dom0', 'dom_io', 'dom1'],
    default: 'dom_io',
    help: 'where the device is at first',
    meanings: {
      dom0: 'with the hardware domain',
      dom_io: 'in quarantine, prepared for assignment',
      dom1: 'with the guest, which has not touched it yet',
    },
  }),
  rids: integer({
    min: 1,
    max: 2,
    default: 2,
    help: 'requester IDs of the device: with a phantom function it has 2',
  }),
  regions: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'pages of its reserved region (RMRR, unity map)',
  }),
  vcpus: integer({ min: 0, max: 1, default: 1, help: 'vCPUs of the guest' }),
  hostile: flag({
    default: true,
    help: 'the device writes to memory whenever it likes; otherwise only when the guest has told it to and it has not been reset',
  }),
  iommu: flag({ default: true, help: 'there is an IOMMU, and it is on' }),
  coherent: flag({ default: true, help: 'the IOMMU snoops the caches of CPUs' }),
  paths: setOf({
    values: paths,
    default: ['PRE', 'ASG', 'DEA', 'DEQ', 'RST', 'DOM', 'CFG', 'MEM', 'RO'],
    help: 'code paths that are modelled',
    meanings: {
      PRE: 'dom0 puts the device into quarantine, so that it can be assigned',
      ASG: 'assign the device to the guest',
      DEA: 'deassign the device from the guest',
      DEQ: 'take the device out of quarantine, back to dom0, after it has been reset',
      RST: 'dom0 resets the device',
      DOM: 'destruction of the guest',
      CFG: 'config access of the guest, which starts DMA',
      MEM: 'the guest gives a page back',
      RO: 'a page of the guest becomes read-only',
      BATCH: 'the guest moves a range of pages with one flush for all of them, which may fail',
      PTP: 'a page of the guest’s I/O page tables is given back',
      TYPE: 'I/O page tables of a running PV guest are populated, and it changes the type of a page',
      IRQ: 'the guest has two pirqs bound, which its destruction has to unbind',
      IDS: 'another guest is buried and gives its domain id back, which the next one gets',
    },
  }),
  failures: setOf({
    values: failures,
    default: failures,
    help: 'what may fail, once it is tried',
    meanings: {
      region: 'mapping a page of the reserved region (out of memory)',
      context: 'changing the context of the main function during assignment',
      phantom: 'changing the context of the phantom function during assignment',
      vpci: 'making the vPCI state of the new owner',
      deassign: 'changing a context during deassignment',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on; without any this is the landed order with V-30 mended',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;

export { refuse } from './refuse.ts';
