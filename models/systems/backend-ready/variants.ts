/**
 * The signalling variants, each by what it has: where the frontend waits, who says that the backend is
 * ready, who names the backend, what happens without a name.
 *
 * V1 to V12 and V6b are the proposals of the thread "xen/virtio: Handle PCI devices which Host
 * controller is described in DT" (xen-devel, October 2022) and what exists in Linux and Xen; V0 is the
 * protocol this family holds against them.
 */

import type { Defect } from './parameters.ts';

export const variants = [
  'V0',
  'V1',
  'V2',
  'V3',
  'V4',
  'V5',
  'V6',
  'V6b',
  'V7',
  'V8',
  'V9',
  'V10',
  'V11',
  'V12',
] as const;
export type Variant = (typeof variants)[number];

export const variantMeanings: Readonly<Record<Variant, string>> = {
  V0: 'reference: listen, sample a record per BDF kept by the hypervisor, sample again, mind its end',
  V1: 'xenstore hot-plug by the toolstack (xl virtio-attach, hypothetical)',
  V2: 'device tree node "disabled", an agent in the frontend sets it to "okay" (OF_DYNAMIC)',
  V3: 'Xen-specific root complex driver that waits for a signal of the hypervisor',
  V4: 'backend-id register in the root complex, answered by the hypervisor; no waiting',
  V5: 'backend-id register in each function, answered by the device model; no waiting',
  V6: 'PCIe link timing: a root port keeps its link down until the backend is ready',
  V6b: 'configuration request retry status until the backend is ready',
  V7: 'CONFIG_XEN_VIRTIO_FORCE_GRANT with one fixed domain id; no waiting',
  V8: 'iommu-map on the host bridge (merged in Linux); no waiting',
  V9: 'placeholder transport with DeviceID 0, shown by the device model; no waiting',
  V10: 'deferred probe until the xen,grant-dma supplier is registered',
  V11: 'the hypervisor holds the first access until the backend serves it',
  V12: 'static event channel and ready word in a static shared page',
};

/** Who names the backend of a device. */
export type Identity =
  /** The device tree: iommus or iommu-map with xen,grant-dma, written at build. */
  | 'tree'
  /** A constant of the kernel. */
  | 'constant'
  /** A register that the hypervisor answers from the owner of the ioreq server. */
  | 'register'
  /** A register that the device model answers. */
  | 'deviceRegister'
  /** The record of V0. */
  | 'record'
  /** backend-id in xenstore. */
  | 'xenstore';

/** How a frontend waits before its first access. */
export interface Gate {
  /** In words: registers a listener, samples the level, sleeps. */
  readonly register: string;
  readonly sample: string | null;
  readonly sleep: string;
  /** The port is bound before either domain runs. */
  readonly boundFromStart: boolean;
  /** It is an interdomain event channel, so binding it marks it pending. */
  readonly channel: boolean;
  readonly source: string;
}

/** What a variant has. */
export interface Traits {
  readonly gate: Gate | null;
  readonly identity: Identity;
  /** A device for which nobody names a backend goes on without grants, as stock Linux does. */
  readonly bypasses: boolean;
  /** Who announces readiness, in words; null where nobody does. */
  readonly announces: { readonly level: string; readonly edge: string } | null;
  /** What answers a first access that no server claims. */
  readonly unclaimed: 'all-ones' | 'held' | 'retry' | 'recheck' | 'linkDown';
  /** It has a time-out after which somebody goes on, or gives up. */
  readonly expires: boolean;
}

const none = {
  gate: null,
  announces: null,
  identity: 'tree',
  bypasses: true,
  unclaimed: 'all-ones',
  expires: false,
} satisfies Traits;

const traits: Readonly<Record<Variant, Traits>> = {
  V0: {
    gate: {
      register: 'V0.1 registers its listener',
      sample: 'V0.2 samples the record',
      sleep: 'V0.3 sleeps until an edge',
      boundFromStart: false,
      channel: true,
      source: 'reference protocol V0 of this project',
    },
    announces: {
      level: 'V0.4 hypervisor sets the record',
      edge: 'V0.4 hypervisor raises the edge',
    },
    identity: 'record',
    bypasses: false,
    unclaimed: 'recheck',
    expires: false,
  },
  V1: {
    gate: {
      register: 'registers for hot-plug interrupts',
      sample: 'V1.10 looks whether the slot is occupied',
      sleep: 'sleeps until a hot-plug interrupt',
      boundFromStart: false,
      channel: false,
      source: 'pciehp_probe, pciehp_ist in drivers/pci/hotplug of Linux, 2025',
    },
    announces: { level: 'V1.9 slot occupied', edge: 'V1.9 hot-plug interrupt' },
    identity: 'xenstore',
    bypasses: false,
    unclaimed: 'all-ones',
    expires: true,
  },
  V2: {
    gate: {
      register: 'V2.3 agent registers its listener',
      sample: null,
      sleep: 'V2.6 agent waits for the signal, then sets the node to okay',
      boundFromStart: false,
      channel: false,
      source: 'proposal V2 in the thread of October 2022',
    },
    announces: { level: '', edge: 'V2.5 signals' },
    identity: 'tree',
    bypasses: true,
    unclaimed: 'all-ones',
    expires: false,
  },
  V3: {
    gate: {
      register: 'V3.2 registers its listener',
      sample: 'V3.3 samples the level',
      sleep: 'V3.4 sleeps until an edge',
      boundFromStart: false,
      channel: true,
      source: 'proposal V3 in the thread of October 2022',
    },
    announces: { level: 'V3.6 hypervisor sets the level', edge: 'V3.6 hypervisor raises the edge' },
    identity: 'tree',
    bypasses: true,
    unclaimed: 'all-ones',
    expires: false,
  },
  V4: { ...none, identity: 'register', bypasses: false },
  V5: { ...none, identity: 'deviceRegister', bypasses: false },
  V6: {
    gate: {
      register: 'V6.2 registers for hot-plug interrupts',
      sample: 'V6.2 reads the link status',
      sleep: 'V6.5 sleeps until a hot-plug interrupt',
      boundFromStart: false,
      channel: false,
      source: 'pciehp_ist, pciehp_check_link_status, pcie_wait_for_link of Linux, 2025',
    },
    announces: { level: 'V6.4 port: link up', edge: 'V6.4 port: hot-plug interrupt' },
    identity: 'tree',
    bypasses: true,
    unclaimed: 'linkDown',
    expires: true,
  },
  V6b: { ...none, unclaimed: 'retry', expires: true },
  V7: { ...none, identity: 'constant' },
  V8: none,
  V9: none,
  V10: {
    gate: {
      register: 'is put on the list of deferred probes',
      sample: 'asks for its supplier',
      sleep: 'waits until the list is tried again',
      boundFromStart: false,
      channel: false,
      source:
        'driver_deferred_probe_add, driver_deferred_probe_trigger in drivers/base/dd.c of Linux, 2025',
    },
    announces: { level: 'its supplier registers', edge: 'the list is tried again' },
    identity: 'tree',
    bypasses: true,
    unclaimed: 'all-ones',
    expires: true,
  },
  V11: { ...none, unclaimed: 'held' },
  V12: {
    gate: {
      register: 'unmasks its static event channel',
      sample: 'samples the ready word',
      sleep: 'sleeps until its static event channel fires',
      boundFromStart: true,
      channel: true,
      source: 'proposal V12, after docs/features/dom0less.pandoc and xen,evtchn at c447b7308b',
    },
    announces: { level: 'writes the ready word', edge: 'sends on the static event channel' },
    identity: 'tree',
    bypasses: false,
    unclaimed: 'all-ones',
    expires: false,
  },
};

/** What a variant has. */
export function traitsOf(variant: Variant): Traits {
  return traits[variant];
}

/** The variants on which a defect toggle makes sense. */
export const variantsOf: Readonly<Record<Defect, readonly Variant[]>> = {
  SAMPLE_FIRST: ['V0', 'V1', 'V3', 'V6', 'V10', 'V12'],
  EDGE_ONLY: ['V1', 'V3', 'V12'],
  BIND_SILENT: ['V0', 'V3'],
  SIGNAL_EARLY: ['V1', 'V2', 'V10', 'V12'],
  BYPASS: ['V0', 'V1', 'V4', 'V5', 'V12'],
  DM_DOMID: ['V0', 'V4'],
  INDEX_SHARED: ['V4'],
  TIMEOUT_READY: ['V6'],
  BRIDGE_WIDE: ['V3', 'V6', 'V6b', 'V8', 'V9', 'V10', 'V11', 'V12'],
  RENUMBERED: ['V8'],
  TS_DIES: ['V1'],
  SERVER_STAYS: ['V0', 'V6'],
  UNSEEN_DEATH: ['V0', 'V6'],
  OVERLAY_TWICE: ['V2'],
};

/** Toggles that are about what happens when a backend dies. */
export const deathsOnly: readonly Defect[] = ['SERVER_STAYS', 'UNSEEN_DEATH'];

/** Variants whose edge travels as an event that can be lost or come twice, if anything is amiss. */
export const glitching: readonly Variant[] = ['V0', 'V2', 'V3', 'V12'];
