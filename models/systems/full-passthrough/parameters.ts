/** Parameters of the family `full-passthrough`. */

import { choice, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { variantMeanings, variants } from '../backend-ready/variants.ts';
import { parameters as guestMsi } from '../guest-msi/parameters.ts';
import { defectMeanings, defects, repairMeanings, repairs } from './deviations.ts';
import { presetMeanings, presetNames } from './presets.ts';

const everyPath = [
  ...(['CMD', 'TOUCH', 'MEM', 'DEQ', 'MSI', 'DOM', 'FAIL'] as const),
  ...(['GRANT', 'READY', 'VIOMMU'] as const),
] as const;
/** All but those that take a proof from seconds to minutes. */
const usualPaths = everyPath.filter((path) => path !== 'DOM' && path !== 'FAIL');

export const parameters = {
  preset: choice({
    values: presetNames,
    default: 'ideal',
    help: 'a named design: sets every parameter below it that is not given',
    meanings: presetMeanings,
  }),
  scheme: choice({
    values: ['S1', 'S3v8', 'S4', 'S5'],
    default: 'S5',
    help: 'how BARs are mapped, and under which locks, as in vpci-mapping',
    meanings: {
      S1: 'series part 3, v5 (November 2021): a lock for each device, work named by slot only',
      S3v8: 'v8 (July 2023): d->pci_lock, writers in read mode',
      S4: 'd->pci_lock as landed (2023-2024, Xen 4.19 and later)',
      S5: 'tasks that are cancelled with their device (proposed, July 2026)',
    },
  }),
  order: choice({
    values: ['as-is', 'p2m-first', 'reg-first', 'split', 'always-on'],
    default: 'split',
    help: 'when the decode bit changes in hardware, relative to the p2m, as in vpci-mapping',
    meanings: {
      'as-is': 'as the scheme has it',
      'p2m-first': 'after the p2m, whether BARs are mapped or unmapped',
      'reg-first': 'before the p2m, whether BARs are mapped or unmapped',
      split: 'before they are mapped, after they are unmapped',
      'always-on': 'never: decode stays on, and the bit of the guest moves only the p2m',
    },
  }),
  start: choice({
    values: ['free', 'assigned', 'used'],
    default: 'free',
    help: 'devices at first',
    meanings: {
      free: 'are with nobody: in quarantine, or with dom0 where there is none',
      assigned: 'are each with a guest, in turn, as assignment leaves them',
      used: 'and their BARs are mapped (CMD) and their interrupts bound (MSI)',
    },
  }),
  quarantine: choice({
    values: ['none', 'basic', 'scratch'],
    default: 'scratch',
    help: 'where a device goes that leaves a guest, as in assignment',
    meanings: {
      none: 'straight back to dom0',
      basic: 'to dom_io, where its requests are blocked',
      scratch: 'to dom_io, where its requests go to a scratch page',
    },
  }),
  flush: choice({
    values: ['strict', 'late', 'never'],
    default: 'strict',
    help: 'the IOTLB, when a guest gives a page back',
    meanings: {
      strict: 'is flushed, and the flush waited for, before the page is freed',
      late: 'is flushed after the page has been freed',
      never: 'is not flushed',
    },
  }),
  intremap: guestMsi.intremap,
  hostile: choice({
    values: ['ignores-bme', 'obeys-bme', 'no'],
    default: 'ignores-bme',
    help: 'devices',
    meanings: {
      'ignores-bme': 'emit requests at any time, whatever BUS_MASTER says',
      'obeys-bme': 'emit requests at any time while BUS_MASTER is set',
      no: 'emit requests while BUS_MASTER is set and a guest has told them to, until they are reset',
    },
  }),
  backend: choice({
    values: variants,
    default: 'V0',
    help: 'how a guest learns that its backend is ready, and who it is, as in backend-ready (READY)',
    meanings: variantMeanings,
  }),
  bypass: choice({
    values: ['never', 'while-loading', 'until-attached'],
    default: 'never',
    help: 'what the virtual IOMMU lets through while the guest boots (VIOMMU)',
    meanings: {
      never: 'what is attached: bypass is 0, and the firmware attaches the boot disk',
      'while-loading':
        'everything while the firmware loads the kernel: it writes bypass = 1, then 0',
      'until-attached': 'everything that is not attached: bypass is 1 at first (QEMU)',
    },
  }),
  guests: integer({ min: 1, max: 2, default: 2, help: 'guests that a device may be assigned to' }),
  vcpus: integer({ min: 1, max: 4, default: 2, help: 'vCPUs, which the guests get in turn' }),
  devices: integer({
    min: 1,
    max: 4,
    default: 2,
    help: 'devices, each of which any guest may get',
  }),
  pages: integer({ min: 1, max: 2, default: 1, help: 'pages of the BAR of each device' }),
  paths: setOf({
    values: everyPath,
    default: usualPaths,
    help: 'code paths that are modelled, besides assignment and deassignment',
    meanings: {
      CMD: 'writes of the command register, with their deferred work',
      TOUCH: 'accesses of vCPUs to mapped BARs',
      MEM: 'a guest gives a page back (ballooning), which is used again elsewhere',
      DEQ: 'a device goes from quarantine back to dom0 once it has been reset, and into quarantine again',
      GRANT:
        'the first guest grants a page to a backend in dom0, whose devices may write to it then',
      READY: 'the first guest waits for that backend, which comes up while the guest does',
      VIOMMU:
        'the first guest boots with a virtual IOMMU before its devices, which translates first',
      MSI: 'guests enable MSI of their devices, and devices send messages',
      DOM: 'guests are destroyed, whatever they have',
      FAIL: 'the context of a device cannot be rewritten when the device is to be taken away',
    },
  }),
  grants: setOf({
    values: ['r', 'w'],
    default: ['r', 'w'],
    help: 'what the page is granted for, and mapped (GRANT)',
    meanings: { r: 'reading', w: 'writing' },
  }),
  repairs: setOf({
    values: repairs,
    default: repairs,
    help: 'defects of the scheme that are mended, as in vpci-mapping',
    meanings: repairMeanings,
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on, each as in the family of its component',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;
