/** Parameters of the family `reserved-regions`. */

import { choice, flag, setOf, type ValuesOf } from '../../compose/index.ts';
import { viommuParameters } from './viommu/parameters.ts';

export const setups = ['viommu', 'vfio', 'xen'] as const;
export type Setup = (typeof setups)[number];

export const parameters = {
  setup: choice({
    values: setups,
    default: 'viommu',
    help: 'who maps memory for devices',
    meanings: {
      viommu: 'a guest, by requests to a virtual IOMMU that the host’s IOMMU follows',
      vfio: 'QEMU, which has VFIO map all RAM of the guest; the guest migrates and gets devices',
      xen: 'Xen, which maps what libxl has built, and regions of devices to themselves',
    },
  }),
  ...viommuParameters,
  region: choice({
    values: ['reserved', 'direct', 'relaxable'],
    default: 'reserved',
    help: 'the region that a host has for the device (vfio)',
    meanings: {
      reserved: 'a doorbell that cannot be moved, or addresses that do not reach the IOMMU',
      direct: 'memory of firmware, always to be mapped to itself (IOMMU_RESV_DIRECT)',
      relaxable: 'the same, but waived for assignment: USB, graphics (IOMMU_RESV_DIRECT_RELAXABLE)',
    },
  }),
  resv: choice({
    values: ['checkAtAttach', 'checkEarlier', 'none'],
    default: 'checkAtAttach',
    help: 'who compares RAM with regions of the host when a device is added (vfio)',
    meanings: {
      checkAtAttach:
        'the host, whenever something is mapped for the device, and when it is attached',
      checkEarlier: 'the management layer, by sysfs, at some time before',
      none: 'nobody',
    },
  }),
  listed: choice({
    values: ['all', 'notWindows'],
    default: 'all',
    help: 'regions that the host publishes and goes by (vfio)',
    meanings: {
      all: 'all',
      notWindows: 'not the windows of bridges, which are left to ACS (Linux since cd2c9fcf5c66)',
    },
  }),
  layout: choice({
    values: ['blind', 'thisHost', 'allHosts'],
    default: 'blind',
    help: 'what is known of regions when RAM is placed and there is no device (vfio)',
    meanings: {
      blind: 'nothing: there is no device to ask',
      thisHost: 'those of the host the guest is on, by sysfs',
      allHosts: 'those of every host it may migrate to, from the management layer',
    },
  }),
  order: choice({
    values: ['any', 'deviceThenRAM', 'RAMThenDevice'],
    default: 'any',
    help: 'what is hot-added first (vfio)',
    meanings: {
      any: 'either',
      deviceThenRAM: 'RAM is added only once there is a device',
      RAMThenDevice: 'RAM is added only while there is no device',
    },
  }),
  mapFailLate: choice({
    values: ['reject', 'abort'],
    default: 'reject',
    help: 'RAM that is added and cannot be mapped for a device that is there (vfio)',
    meanings: { reject: 'is not added', abort: 'ends the process, as in QEMU' },
  }),
  group: choice({
    values: ['fixed', 'checked', 'unchecked'],
    default: 'fixed',
    help: 'a second device that joins the group of the first, and brings the region (vfio)',
    meanings: {
      fixed: 'there is none: the region is that of the device itself',
      checked: 'it is kept out if its region meets what is mapped',
      unchecked: 'it joins',
    },
  }),
  direct: choice({
    values: ['refuseClaim', 'refuseAttach', 'ignore'],
    default: 'refuseClaim',
    help: 'VFIO and a device with a region that must always be mapped (region=direct)',
    meanings: {
      refuseClaim: 'VFIO cannot claim it (since a48ce36e2786)',
      refuseAttach: 'VFIO claims it, and cannot attach it to a guest (since c875d2c1b808)',
      ignore: 'it is assigned like any other (before c875d2c1b808)',
    },
  }),
  firmware: choice({
    values: ['quiet', 'active'],
    default: 'quiet',
    help: 'firmware that has a region (vfio)',
    meanings: {
      quiet: 'has given the region up when the device is assigned, or is not looked at',
      active: 'goes on using it',
    },
  }),
  migrates: flag({ default: false, help: 'the guest migrates to another host (vfio)' }),
  rdmPolicy: choice({
    values: ['strict', 'relaxed'],
    default: 'strict',
    help: 'RAM where a region must be mapped to itself, and devices that share one (xen)',
    meanings: {
      strict: 'the guest is not built, or the device not assigned',
      relaxed: 'a warning; the region is not mapped where RAM is',
    },
  }),
  rdmStrategy: choice({
    values: ['ignore', 'host'],
    default: 'ignore',
    help: 'regions that libxl keeps free of RAM when it builds a guest (xen)',
    meanings: {
      ignore: 'those of devices that it is built with: none here, devices come later',
      host: 'all that the host has',
    },
  }),
  boundary: choice({
    values: ['above', 'below'],
    default: 'above',
    help: 'where the region is, seen from the boundary below which RAM is not moved (xen)',
    meanings: { above: 'above: RAM can be kept away', below: 'below: it cannot' },
  }),
  devices: setOf({
    values: ['f0', 'f1'],
    default: ['f0'],
    help: 'devices that may be assigned; both have the same region (xen)',
  }),
  guests: setOf({ values: ['A', 'B'], default: ['A'], help: 'guests (xen)' }),
  tables: choice({
    values: ['sound', 'overRam'],
    default: 'sound',
    help: 'what the firmware tables say of the region (xen)',
    meanings: {
      sound: 'it is memory that firmware has reserved',
      overRam: 'it is RAM, which a guest or the host may have: a bug of the firmware',
    },
  }),
  typeCheck: choice({
    values: ['right', 'inverted'],
    default: 'right',
    help: 'whether tables that name RAM are refused (xen)',
    meanings: {
      right: 'they are',
      inverted: 'they pass, as the test is the wrong way round (before 83afa31358)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;
