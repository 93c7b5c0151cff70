/**
 * What requirements on a virtual IOMMU speak about, and what they say of it again and again.
 *
 * A family hands its components over in this form, so that a requirement is stated once for all
 * families that have a virtual IOMMU.
 */

import {
  type guestPage,
  type hostEntry,
  type hostView,
  reached,
} from '../../models/components/host-iommu.machine.ts';
import type { requestQueue } from '../../models/components/request-queue.machine.ts';
import type { bypassField, virtioStatus } from '../../models/components/viommu-config.machine.ts';
import type {
  attachment,
  iovaPage,
  viommuDomain,
} from '../../models/components/viommu-tables.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  relation,
  type View,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { type Actor, tagged } from './subject.ts';

/** An endpoint: the device's record of it, the driver's, and what the host lets it do. */
export interface EndpointParts {
  readonly name: string;
  readonly hostile: boolean;
  /** What it has borrowed is in its entries; the others have there what the host has mapped. */
  readonly emulated: boolean;
  readonly attached: Component<typeof attachment>;
  readonly believed: Component<typeof attachment>;
  readonly view: Component<ReturnType<typeof hostView>>;
  readonly entries: readonly Component<typeof hostEntry>[];
  /** In a boot time line: the bits that gate its requests, and whether it has a buffer to use. */
  readonly bus: {
    readonly master: Component<typeof flag>;
    readonly bridge: Component<typeof flag> | null;
    readonly busy: Component<typeof flag>;
  } | null;
}

/** A domain: the device's record of it, and the driver's. */
export interface DomainParts {
  readonly index: number;
  readonly kind: Component<typeof viommuDomain>;
  readonly mappings: readonly Component<typeof iovaPage>[];
  readonly believed: readonly Component<typeof iovaPage>[];
}

/** A request, and what it lets an endpoint reach before it is answered. */
export interface Underway {
  /** The device is at work on it. */
  readonly tag: string;
  readonly op: string;
  /** The endpoint it names. */
  readonly endpoint?: string;
  /** The domain it names. */
  readonly domain?: number;
  /** When the text has it rejected: `always`, or where one of these feature bits was not accepted. */
  readonly mustReject?: readonly string[];
  /** The first page it maps, and the page of memory there. */
  readonly maps?: { readonly iova: number; readonly length: number; readonly page: number };
}

/** What the requirements speak about. */
export interface ViommuSubject {
  /** The device; it rests between two requests. */
  readonly device: Actor;
  readonly underway: readonly Underway[];
  readonly field: Component<ReturnType<typeof bypassField>>;
  readonly initiallyOpen: boolean;
  readonly status: Component<typeof virtioStatus>;
  readonly offersConfig: boolean;
  readonly endpoints: readonly EndpointParts[];
  readonly domains: readonly DomainParts[];
  readonly pages: readonly Component<typeof guestPage>[];
  /** The programs of emulated endpoints, by name. */
  readonly lookups: ReadonlyMap<string, Actor>;
  /** Threads of a driver that is modelled call by call. */
  readonly callers: readonly Actor[];
  /** Whether buses have other numbers than at first; null where they never do. */
  readonly exchanged: Component<typeof flag> | null;
  /** In a boot time line: firmware and OS, and the queue they use. */
  readonly guest: Actor | null;
  readonly queue: Component<typeof requestQueue> | null;
  /** The page of memory that requests are in. */
  readonly requestPage: number;
  /** Hostile endpoints emit requests though their own BUS_MASTER bit is off. */
  readonly hostileIgnoresMaster: boolean;
}

/** Tags of the programs of device and guest that requirements read. */
export const deviceTags = {
  reset: 'after device reset',
  systemReset: 'after system reset',
  plugged: 'plugged',
  rejects: 'rejects',
  /** An UNMAP is answered, whatever the answer is. */
  unmapped: 'answers UNMAP',
  /** It is answered as if it had not been done, as the text allows. */
  doneAllTheSame: 'done all the same',
  /** A fault is reported with the reason UNKNOWN. */
  reportsUnknown: 'reports UNKNOWN',
  /** A request acts on another endpoint than the one that has the requester id it names. */
  mixedUp: 'acts on another endpoint',
  /** An emulated endpoint has asked for a translation. */
  lookedUp: 'looked up',
  /** The OS is about to start its driver. */
  driverStarts: 'starts its driver',
  /** The driver of the OS has taken over all endpoints. */
  takenOver: 'taken over',
  /** The kernel is about to be loaded. */
  loading: 'loads the kernel',
  bootFailed: 'boot failed',
  /** The OS or the platform is about to reset the device. */
  shutdown: 'shuts down',
} as const;

/** Tag of the places where a request is about to be answered with this status. */
export function answering(status: string): string {
  return `is about to answer ${status}`;
}

/** Tags of the places where an emulated endpoint is after it has looked up a page. */
export function lookupPlaces(iova: number): { readonly found: string; readonly missed: string } {
  return { found: `has found v${iova}`, missed: `has missed v${iova}` };
}

/** Registers of the device's program that requirements read. */
export const deviceRegisters = {
  /** What `bypass` was when the reset began. */
  was: 'was',
  /** The endpoint that ATTACH moves was in a plain domain. */
  fromPlain: 'fromPlain',
} as const;

/** The device is between two requests, and no call of a driver that makes them one by one is under way. */
export function idle({ device, callers }: ViommuSubject): Expression {
  const between = device.is('is between two requests', (s) => s.hasTag('rest'));
  if (callers.length === 0) return between;
  return allOf(
    between,
    ...callers.map((thread) => thread.is('is in no call', (s) => s.hasTag('rest'))),
  );
}

export const working = ({ device, underway }: ViommuSubject, op: string): Expression =>
  anyOf(...underway.filter((u) => u.op === op).map(({ tag }) => tagged(device, tag)));

export const isOpen = ({ view }: EndpointParts): Expression =>
  view.is('reaches all memory', (s) => s.matches('open'));

export const reachesAny = ({ entries }: EndpointParts): Expression =>
  anyOf(...entries.map((entry) => entry.is('is reached', (s) => reached(s) !== null)));

export const someReach = ({ endpoints }: ViommuSubject): Expression =>
  anyOf(...endpoints.map(reachesAny));

export const unattached = ({ attached }: EndpointParts): Expression =>
  attached.is('is unattached', (s) => s.context.domain === null);

export const attachedTo = ({ attached }: Pick<EndpointParts, 'attached'>): View<number | null> =>
  attached.view('domain', (s) => s.context.domain);

export const believedIn = ({ believed }: EndpointParts): View<number | null> =>
  believed.view('believed domain', (s) => s.context.domain);

export const pageReached = (entry: EndpointParts['entries'][number]): View<number | null> =>
  entry.view('reached page', (s) => reached(s)?.page ?? null);

export const pageMapped = (mapping: DomainParts['mappings'][number]): View<number | null> =>
  mapping.view('page', ({ context: { to } }) => to?.page ?? null);

/** The endpoints behind the IOMMU of the host. */
export const assigned = ({ endpoints }: ViommuSubject): readonly EndpointParts[] =>
  endpoints.filter(({ emulated }) => !emulated);

/** For every endpoint and I/O virtual page. */
export function everywhere(
  { endpoints }: Pick<ViommuSubject, 'endpoints'>,
  of: (
    endpoint: EndpointParts,
    entry: EndpointParts['entries'][number],
    iova: number,
  ) => Expression,
): Expression {
  return allOf(
    ...endpoints.flatMap((endpoint) =>
      endpoint.entries.map((entry, iova) => of(endpoint, entry, iova)),
    ),
  );
}

/** What is believed to be mapped at a page of each domain. */
export function believedAt(
  { domains }: ViommuSubject,
  iova: number,
): readonly View<number | null>[] {
  return domains.map(({ believed }) => pageMapped(believed[iova] as (typeof believed)[number]));
}

/** A relation whose number of views depends on the size of the system. */
export function related(
  label: string,
  views: readonly View[],
  predicate: (...values: readonly (string | number | boolean | null)[]) => boolean,
): Expression {
  return relation(label, views, predicate as never);
}
