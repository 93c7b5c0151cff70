/** Parameters of the family `virtio-iommu`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { breaches, breachMeanings } from './breaches.ts';
import { defectMeanings, defects } from './defects.ts';

export const features = [
  'INPUT_RANGE',
  'DOMAIN_RANGE',
  'MAP_UNMAP',
  'BYPASS',
  'PROBE',
  'MMIO',
  'BYPASS_CONFIG',
] as const;
export type Feature = (typeof features)[number];

export const afterwards = ['replug', 'kexec', 'reboot'] as const;
export type Afterwards = (typeof afterwards)[number];

export const parameters = {
  firmware: choice({
    values: ['any', 'none', 'attach-only', 'flips-global', 'linux'],
    default: 'any',
    help: 'who drives the device, and when',
    meanings: {
      any: 'no script: a driver that sends any request and makes any write at any time',
      none: 'firmware without a driver, then an OS',
      'attach-only': 'firmware that attaches the boot disk only, then an OS',
      'flips-global': 'firmware that opens bypass while it loads, then an OS',
      linux:
        'no boot: the driver of Linux, whose callers attach, release, map and unmap at any time',
    },
  }),
  os: choice({
    values: ['keeps', 'clears'],
    default: 'keeps',
    help: 'what the OS of the boot time line does about the field bypass',
    meanings: {
      keeps: 'never writes it (Linux)',
      clears: 'writes 0 before it sends its first request',
    },
  }),
  after: setOf({
    values: afterwards,
    default: [],
    help: 'what happens once the OS of the boot time line has taken over, again and again',
    meanings: {
      replug: 'the last endpoint is unplugged, and another one is plugged in its place',
      kexec: 'the OS starts another kernel, which begins with a device reset',
      reboot: 'the machine is reset, and the firmware starts again',
    },
  }),
  hostileIgnoresBme: flag({
    default: false,
    help: 'hostile endpoints emit requests though their own BUS_MASTER bit is off (boot time line)',
  }),
  bridge: choice({
    values: ['shared', 'virtual', 'physical'],
    default: 'shared',
    help: 'what hostile endpoints are behind (boot time line)',
    meanings: {
      shared: 'the bridge of the boot disk',
      virtual: 'a virtual bridge of their own, whose BUS_MASTER bit stops no assigned device',
      physical: 'a bridge of their own, whose BUS_MASTER bit stops them',
    },
  }),
  trusted: integer({ min: 0, max: 2, default: 1, help: 'endpoints that do as they are told' }),
  hostile: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'endpoints that emit any request at any time',
  }),
  emulated: integer({
    min: 0,
    max: 1,
    default: 0,
    help: 'endpoints that the monitor emulates: they borrow a translation for each access (firmware=any)',
  }),
  last: choice({
    values: ['own', 'aliased', 'bypassBus', 'notAsking'],
    default: 'own',
    help: 'how the last endpoint is connected (firmware=any)',
    meanings: {
      own: 'behind the IOMMU, with a requester id of its own',
      aliased:
        'behind a bridge from PCIe to PCI: its requests have the requester id of the first endpoint',
      bypassBus: 'on a bus that the IOMMU is told to leave alone (bypass_iommu of QEMU)',
      notAsking:
        'an emulated virtio device without VIRTIO_F_ACCESS_PLATFORM, which asks for no translation',
    },
  }),
  domains: integer({ min: 1, max: 2, default: 2, help: 'domain ids that are used' }),
  iovas: integer({ min: 1, max: 3, default: 1, help: 'pages of I/O virtual address space' }),
  pages: integer({ min: 1, max: 3, default: 2, help: 'pages of the memory of the guest' }),
  length: integer({ min: 1, max: 3, default: 1, help: 'pages that one MAP may cover' }),
  flags: setOf({
    values: ['0', 'r', 'w', 'rw', 'mmio-0', 'mmio-r', 'mmio-w', 'mmio'],
    default: ['r', 'rw'],
    help: 'flags of MAP',
    meanings: {
      '0': 'neither READ nor WRITE',
      r: 'READ',
      w: 'WRITE',
      rw: 'READ and WRITE',
      'mmio-0': 'MMIO alone; needs the feature, as do the next three',
      'mmio-r': 'READ and MMIO',
      'mmio-w': 'WRITE and MMIO',
      mmio: 'READ, WRITE and MMIO',
    },
  }),
  offered: setOf({
    values: features,
    default: ['INPUT_RANGE', 'DOMAIN_RANGE', 'MAP_UNMAP', 'PROBE', 'MMIO', 'BYPASS_CONFIG'],
    help: 'feature bits that the device offers',
    meanings: {
      INPUT_RANGE: 'bit 0: the device translates a part of the address space only',
      DOMAIN_RANGE: 'bit 1: domain ids have bounds',
      MAP_UNMAP: 'bit 2: MAP and UNMAP exist',
      BYPASS: 'bit 3, old: an unattached endpoint is in bypass once the bit is accepted',
      PROBE: 'bit 4: PROBE exists',
      MMIO: 'bit 5: the flag MMIO of MAP exists',
      BYPASS_CONFIG: 'bit 6: the field bypass and the flag BYPASS of ATTACH exist',
    },
  }),
  declines: setOf({
    values: ['INPUT_RANGE', 'DOMAIN_RANGE', 'MAP_UNMAP', 'PROBE', 'MMIO'],
    default: [],
    help: 'feature bits that are offered and that a driver may also not accept (firmware=any)',
  }),
  bypass: integer({ min: 0, max: 1, default: 0, help: 'initial value of the field bypass' }),
  move: choice({
    values: ['atomic', 'literal'],
    default: 'atomic',
    help: 'ATTACH of an endpoint that is in another domain',
    meanings: {
      atomic: 'the view of the old domain is followed by that of the new one',
      literal:
        'as the text has it, DETACH and then ATTACH, with what an unattached endpoint may do in between',
    },
  }),
  reattach: choice({
    values: ['keeps', 'drops'],
    default: 'keeps',
    help: 'ATTACH to the domain that the endpoint is in; the text is silent',
    meanings: {
      keeps: 'nothing changes',
      drops: 'the endpoint leaves and joins again, so that the last one takes all mappings with it',
    },
  }),
  unplug: choice({
    values: ['detaches', 'keeps'],
    default: 'detaches',
    help: 'an endpoint that is unplugged without DETACH; the text is silent',
    meanings: {
      detaches: 'it leaves its domain',
      keeps: 'its attachment is kept, by requester id',
    },
  }),
  breaks: setOf({
    values: breaches,
    default: [],
    help: 'what the driver does that the text forbids it (firmware=any)',
    meanings: breachMeanings,
  }),
  illegalWrite: choice({
    values: ['ignored', 'taken', 'needsReset'],
    default: 'ignored',
    help: 'a write of the field that the driver may not make; the text is silent',
    meanings: {
      ignored: 'changes nothing',
      taken: 'changes the field, if the value is 0 or 1',
      needsReset: 'is ignored, and the device gives up (QEMU)',
    },
  }),
  outside: choice({
    values: ['RANGE', 'INVAL'],
    default: 'RANGE',
    help: 'the status of what is outside input_range or domain_range; the text is silent',
  }),
  domainOutside: choice({
    values: ['rejected', 'taken'],
    default: 'rejected',
    help: 'ATTACH to a domain outside domain_range; the text is silent',
  }),
  unmapReserved: choice({
    values: ['ignored', 'rejected', 'rejectedDone'],
    default: 'ignored',
    help: 'UNMAP with something in its reserved field; the text allows each',
    meanings: {
      ignored: 'is done, and answered OK',
      rejected: 'is answered INVAL',
      rejectedDone: 'is done, and answered INVAL',
    },
  }),
  detachElsewhere: choice({
    values: ['INVAL', 'OK'],
    default: 'INVAL',
    help: 'the status of DETACH from a domain that the endpoint is not in; the text allows both',
  }),
  attachChecks: choice({
    values: ['endpointFirst', 'kindFirst'],
    default: 'endpointFirst',
    help: 'what ATTACH looks at first, where both are wrong; the text is silent',
    meanings: {
      endpointFirst: 'whether the endpoint is there (QEMU)',
      kindFirst: 'whether the domain is of another kind',
    },
  }),
  bypassFlag: choice({
    values: ['taken', 'rejected'],
    default: 'taken',
    help: 'the flag BYPASS of ATTACH where BYPASS_CONFIG was not accepted; the text is silent',
  }),
  identity: flag({
    default: false,
    help: 'the driver has an identity domain, whose id is the last one (firmware=linux)',
  }),
  masterOff: flag({
    default: false,
    help: 'the driver clears and sets BUS_MASTER of the IOMMU’s own function (firmware=any)',
  }),
  hotplug: flag({
    default: true,
    help: 'endpoints are unplugged and plugged at any time (firmware=any)',
  }),
  systemReset: flag({ default: true, help: 'the machine is reset at any time (firmware=any)' }),
  restore: flag({
    default: false,
    help: 'the machine is saved and restored, here or on another host, at any time (firmware=any)',
  }),
  renumber: flag({
    default: false,
    help: 'after a system reset the firmware may give two endpoints each other’s bus number (firmware=any)',
  }),
  balloon: integer({
    min: 0,
    max: 1,
    default: 1,
    help: 'pages of the guest, from the last, that the host takes away and gives back when they are not pinned (firmware=any)',
  }),
  refusesMove: flag({
    default: false,
    help: 'the device may answer UNSUPP to ATTACH of an endpoint that is in another domain, as the text allows',
  }),
  hostFails: setOf({
    values: ['map', 'unmap'],
    default: [],
    help: 'what the host may refuse when it is asked to shadow a mapping',
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'deviations from the text',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters> & {
  /** What a system with other things besides calls its endpoints, the trusted ones first. */
  readonly names?: readonly string[];
};
