/** Parameters of the family `virtio-iommu`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';

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

export const defects = [
  'nonStickyBypass',
  'noSystemRestore',
  'resetKeepsDomains',
  'attachRejectDetaches',
  'detachWrongDomain',
  'unpinBeforeFlush',
  'answerBeforeFlush',
  'hostFailureHidden',
  'lateJoinerNoReplay',
  'flagsDropped',
  'bypassOnlyIfNegotiated',
  'unplugNoDetach',
  'shutdownNoQuiesce',
  'iommuResetFirst',
  'unmapNonAtomic',
  'unmapFirstOnly',
  'unmapSplit',
  'moveNoDetach',
  'mapperPerDomain',
  'unplugDropsDomain',
  'lookupOffByOne',
  'neverRevoked',
  'staleBusCache',
  'viewNotRestored',
  'bypassNotSaved',
  'bypassEffectHidden',
  'countBeforeAttach',
  'countUnlocked',
  'unmapStatusIgnored',
  'lazyFlush',
] as const;
export type Defect = (typeof defects)[number];

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
  domains: integer({ min: 1, max: 2, default: 2, help: 'domain ids that are used' }),
  iovas: integer({ min: 1, max: 3, default: 1, help: 'pages of I/O virtual address space' }),
  pages: integer({ min: 1, max: 3, default: 2, help: 'pages of the memory of the guest' }),
  length: integer({ min: 1, max: 3, default: 1, help: 'pages that one MAP may cover' }),
  flags: setOf({
    values: ['0', 'r', 'w', 'rw', 'mmio'],
    default: ['r', 'rw'],
    help: 'flags of MAP',
    meanings: {
      '0': 'neither READ nor WRITE',
      r: 'READ',
      w: 'WRITE',
      rw: 'READ and WRITE',
      mmio: 'READ, WRITE and MMIO; needs the feature',
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
    meanings: {
      nonStickyBypass: 'device reset restores bypass (drafts before v3 of the rework)',
      noSystemRestore: 'system reset leaves bypass as it is',
      resetKeepsDomains: 'device reset detaches nobody (QEMU since d261b84d35)',
      attachRejectDetaches:
        'ATTACH that is rejected for its kind has already detached the endpoint (QEMU)',
      detachWrongDomain: 'DETACH does not compare the domain (Cloud Hypervisor)',
      unpinBeforeFlush: 'the host gives a page back before the IOTLB is flushed',
      answerBeforeFlush: 'requests are answered before the IOTLB is flushed',
      hostFailureHidden: 'what the host refuses is logged only, and the guest is told OK (QEMU)',
      lateJoinerNoReplay:
        'an endpoint that joins a domain does not get the mappings that are there',
      flagsDropped:
        'flags of MAP are not stored; everything may be read and written (Cloud Hypervisor)',
      bypassOnlyIfNegotiated:
        'the field bypass has no effect before its bit is accepted (drafts of the rework)',
      unplugNoDetach: 'the OS sends no DETACH for what is unplugged (Linux before 809d0810e352)',
      shutdownNoQuiesce: 'the OS resets the IOMMU while devices are at work (Linux, by reading)',
      iommuResetFirst: 'system reset comes to the IOMMU before the devices (QEMU before 10.0)',
      unmapNonAtomic: 'UNMAP removes mappings until it meets one that it covers in part (QEMU)',
      unmapFirstOnly:
        'UNMAP removes one mapping of those it covers (Cloud Hypervisor before fbdc5d448)',
      unmapSplit:
        'the host is told to map three pages at once, and to unmap them in pieces (QEMU before 0522be9a0c)',
      moveNoDetach:
        'ATTACH does not leave the old domain first (Cloud Hypervisor before 3fa02b34c)',
      mapperPerDomain: 'a domain knows the mapper of one endpoint only (crosvm, suspected)',
      unplugDropsDomain: 'what is unplugged takes its whole domain with it (crosvm, suspected)',
      lookupOffByOne: 'the lookup of an address sees the one after it too (QEMU)',
      neverRevoked:
        'a translation that was handed out is never asked back (crosvm before a8fcde063)',
      staleBusCache: 'system reset keeps the cache of bus numbers (QEMU before 9a457383ce)',
      viewNotRestored: 'views are not switched when a machine is restored (QEMU before d355566bd9)',
      bypassNotSaved: 'what is in effect of bypass is not saved (Cloud Hypervisor)',
      bypassEffectHidden:
        'what is in effect of bypass begins as 1, whatever the field says (Cloud Hypervisor)',
      countBeforeAttach: 'the driver counts an endpoint out before ATTACH has succeeded (Linux)',
      countUnlocked:
        'nothing keeps attaching and mapping apart where endpoints are counted (Linux)',
      unmapStatusIgnored: 'the driver does not read the status of UNMAP (Linux)',
      lazyFlush: 'pages are freed before UNMAP has been answered (Linux since 6f01a732608f)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;
