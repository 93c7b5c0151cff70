/** Defects of the time line of a boot: firmware, OS, and what comes after. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';
import { asInTheText, booting, defect } from './defect.ts';

export const bootDefects: readonly DefectEntry[] = [
  defect({
    id: 'F12',
    title: 'Firmware that opens bypass for itself opens it for everybody',
    story:
      'The firmware starts with bypass = 0. It sets BUS_MASTER only for the boot disk and the bridge above it, writes bypass = 1, loads the kernel and closes the door again. In between every endpoint is in bypass, and a hostile one that ignores its own BUS_MASTER bit writes to any memory. Named in the review of the proposal, with the alternative to attach the boot disk only.',
    source: '4.2: virtio-dev, review of "virtio-iommu: Rework the bypass feature", October 2021',
    confidence: 'confirmed',
    defect: { ...booting, firmware: 'flips-global', hostileIgnoresBme: true },
    property: 'UntrustedNeverOpen',
    depth: 9,
    fix: 'Firmware with a small driver attaches the boot disk, and bypass stays 0.',
    fixed: { firmware: 'attach-only' },
  }),
  defect({
    id: 'virtualBridgeBme',
    title: 'The BUS_MASTER bit of a virtual bridge stops no assigned device',
    story:
      'The firmware relies on the bridge: it leaves BUS_MASTER off in the one above the hostile device. That bridge is a virtual one, and the device is assigned from the host, where it sits elsewhere. What the guest writes to the bridge has no effect on it.',
    source: 'G2; toggle virtualBridgeBme: virtio-dev, October 2021; docs of QEMU on PCIe topology',
    confidence: 'reported',
    defect: {
      ...booting,
      firmware: 'flips-global',
      hostileIgnoresBme: true,
      bridge: 'virtual',
    },
    property: 'UntrustedNeverOpen',
    depth: 9,
    fix: 'The device is behind a bridge that stops it, or bypass stays 0.',
    fixed: { bridge: 'physical' },
  }),
  defect({
    id: 'bootBypass',
    title: 'With bypass = 1 at first, endpoints are open until they are attached',
    story:
      'Firmware without a driver needs bypass = 1 to load the kernel. It sets BUS_MASTER in all bridges and devices it finds; from then on, until the OS has attached it, each endpoint reaches all memory. This is the default of QEMU since 448179e33e.',
    source: '4.1; 448179e33e: QEMU boots with bypass on unless told otherwise',
    confidence: 'confirmed',
    defect: { ...booting, firmware: 'none', bypass: 1 },
    property: 'UntrustedNeverOpen',
    depth: 2,
    fix: 'Firmware with a small driver attaches the boot disk, and bypass is 0 from the start.',
    fixed: { firmware: 'attach-only', bypass: 0 },
  }),
  defect({
    id: 'F13',
    title: 'Requests lie in memory that open endpoints can write',
    story:
      'Descriptors and requests are in memory of the guest, and the device reads them after the kick. As long as a hostile endpoint is open it can turn its own ATTACH into one with the flag BYPASS: the IOMMU is then set up by the device it should contain. The same was shown for VT-d tables with an FPGA.',
    source:
      '4.5; toggle queueRewrite: Morgan, Alata, Nicomette et al., JBCS 24:2 (2018), cited in virtio-dev; its form for virtqueues is by reading',
    confidence: 'confirmed',
    defect: { ...booting, firmware: 'none', bypass: 1 },
    property: 'ControlNotReachable',
    depth: 20,
    fix: 'The OS closes bypass by a register before it writes its first request.',
    fixed: { os: 'clears' },
  }),
  defect({
    id: 'F9',
    title: 'What is hot-plugged is open until it is attached',
    story:
      'The OS never writes the field bypass, which the machine has started with as 1. All endpoints are attached, so it does not matter, until one is unplugged and another one plugged: before the OS has attached that, it reaches all memory.',
    source:
      '4.7, L1; toggle osNeverClears: Linux f088104d837a; its author on the list: after DETACH an endpoint goes back to bypass',
    confidence: 'confirmed',
    defect: { ...booting, hostile: 0, firmware: 'none', bypass: 1, after: ['replug'] },
    property: 'DetachedBlocked',
    depth: 45,
    fix: 'The OS writes 0 before it sends its first request.',
    fixed: { os: 'clears' },
  }),
  defect({
    id: 'bypassOnlyIfNegotiated',
    title: 'A field that has no effect before negotiation boots no machine',
    story:
      'The old bit said only what happens once it is accepted. Were the new field like that, firmware without a driver could not load the kernel, though the machine was started with bypass = 1. This is why the text says that the field is in effect as soon as the bit is offered.',
    source: 'Y6; toggle bypassOnlyIfNegotiated: virtio-dev, "Rework the bypass feature" v3',
    confidence: 'confirmed',
    defect: {
      ...booting,
      hostile: 0,
      firmware: 'none',
      bypass: 1,
      defects: ['bypassOnlyIfNegotiated'],
    },
    property: 'Boots',
    depth: 3,
    fix: 'The field is in effect as soon as the bit is offered.',
    fixed: asInTheText,
  }),
  defect({
    id: 'unplugNoDetach',
    title: 'The driver does not detach what is unplugged',
    story:
      'The OS unbinds a device that is unplugged and sends no DETACH. The virtual machine monitor keeps the attachment by requester id, and the next device in that place begins in the domain of the one before.',
    source: '4.9, L8: Linux before 809d0810e352 (2023)',
    confidence: 'confirmed',
    defect: {
      ...booting,
      hostile: 0,
      firmware: 'attach-only',
      after: ['replug'],
      unplug: 'keeps',
      defects: ['unplugNoDetach'],
    },
    property: 'RidFreshOnPlug',
    depth: 95,
    fix: 'The driver sends DETACH when a device is released (809d0810e352).',
    fixed: asInTheText,
  }),
  defect({
    id: 'F49',
    title: 'Shutdown resets the virtual IOMMU while assigned devices run',
    story:
      'Before kexec the OS resets its virtio devices, among them the IOMMU, while an assigned device is still at work on a buffer. The reset detaches it; with bypass = 1 it then is in bypass, and what it took for the address of its buffer is the address of some other page.',
    source:
      '4.8: Linux 8bd2fa086a04 (CVE-2025-38064) resets all virtio devices at shutdown; by reading',
    confidence: 'hypothesis',
    defect: {
      ...booting,
      hostile: 0,
      firmware: 'none',
      bypass: 1,
      after: ['kexec'],
      defects: ['shutdownNoQuiesce'],
    },
    property: 'NoIovaAsGpa',
    depth: 43,
    fix: 'Devices are stopped before the IOMMU is reset.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F14',
    title: 'System reset resets the virtual IOMMU before the devices',
    story:
      'Devices and IOMMU were reset in some order. When the IOMMU came first, devices that were still at work met an empty table, or with bypass = 1 the wrong address space.',
    source:
      '4.8; toggle iommuResetFirst: QEMU before d261b84d35 (virtio), 2aaf48bcf2 (VT-d), e39e3f8b8d (SMMUv3), all February 2025',
    confidence: 'confirmed',
    defect: {
      ...booting,
      hostile: 0,
      firmware: 'none',
      bypass: 1,
      after: ['reboot'],
      defects: ['iommuResetFirst'],
    },
    property: 'NoIovaAsGpa',
    depth: 43,
    fix: 'The IOMMU is reset in the last phase, after all devices.',
    fixed: asInTheText,
  }),
];

const design = designsOf('virtio-iommu', '', { after: ['replug', 'kexec', 'reboot'] });

/** Firmware of each kind, with an OS that leaves bypass alone, and one that clears it. */
export const bootDesigns: readonly DesignEntry[] = [
  design(
    'boot-none',
    'Firmware without a driver, bypass = 1, Linux',
    { firmware: 'none', bypass: 1 },
    { UntrustedNeverOpen: 2, ControlNotReachable: 20, DetachedBlocked: 64, NoIovaAsGpa: 57 },
  ),
  design(
    'boot-none-clears',
    'Firmware without a driver, bypass = 1, an OS that clears it',
    { firmware: 'none', bypass: 1, os: 'clears' },
    { UntrustedNeverOpen: 2 },
  ),
  design(
    'boot-flips-global',
    'Firmware that opens bypass while it loads',
    {
      firmware: 'flips-global',
      hostileIgnoresBme: true,
    },
    { UntrustedNeverOpen: 9 },
  ),
  design(
    'boot-flips-global-gated',
    'The same, with a hostile endpoint that heeds BUS_MASTER',
    {
      firmware: 'flips-global',
    },
    {},
  ),
  design(
    'boot-attach-only',
    'Firmware that attaches the boot disk only',
    {
      firmware: 'attach-only',
      hostileIgnoresBme: true,
    },
    {},
  ),
];
