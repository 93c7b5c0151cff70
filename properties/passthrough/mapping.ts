/**
 * Requirements on BARs in the p2m: OWN-MFN, BAR-BASE, EXCL-MFN, MSIX-HIDDEN, MAP-IFF-DECODE, HW-DECODE,
 * NO-UR, PERM, PERM-RACE, PERM-UNMAP, NO-UAF-RANGE, L-BOUNDED, L-UNSTUCK, BAR-WRITABLE,
 * ATTR-SAME, HOLE-NEEDED.
 */

import type { Bar } from '../../models/components/bar.machine.ts';
import type { commandRegister } from '../../models/components/command-register.machine.ts';
import type { deviceOwner } from '../../models/components/device-owner.machine.ts';
import type { guestCommand } from '../../models/components/guest-command.machine.ts';
import type { iomemPermissionOf } from '../../models/components/iomem-permission.machine.ts';
import type { P2mEntry } from '../../models/components/p2m-entry.machine.ts';
import type { rangeSet } from '../../models/components/range-set.machine.ts';
import type { vpciOf } from '../../models/components/vpci.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  never,
  not,
  type Property,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, anyTagged, at } from './subject.ts';

/** A page of a BAR: its machine frame, and whether it holds an MSI-X table. */
export interface BarPage {
  readonly page: number;
  readonly mfn: number;
  readonly hidden: boolean;
}

/** A BAR with its pages. */
export interface MappedBar {
  readonly index: number;
  readonly bar: Component<Bar>;
  readonly pages: readonly BarPage[];
}

/** A domain with its p2m, by guest frame, and its permissions, by machine frame. */
export interface MappingDomain {
  readonly index: number;
  readonly p2m: readonly Component<P2mEntry>[];
  readonly permissions: readonly (Component<ReturnType<typeof iomemPermissionOf>> | null)[];
  /** By guest frame, where attributes are modelled: whether the page is mapped cached. */
  readonly cached: readonly Component<typeof flag>[];
  readonly crashed: Component<typeof flag>;
}

/** A device whose BARs are mapped in a domain. */
export interface MappedDevice {
  readonly index: number;
  readonly domain: MappingDomain;
  readonly owner: Component<typeof deviceOwner.here>;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  readonly command: Component<typeof commandRegister>;
  readonly guest: Component<typeof guestCommand>;
  readonly bars: readonly MappedBar[];
  /** Nobody is at work on it, and no slot names it. */
  readonly quiescent: Expression;
}

/** What these requirements speak about. */
export interface MappingSubject {
  readonly domains: readonly MappingDomain[];
  readonly devices: readonly MappedDevice[];
  /** Guest frames are machine frames, as in the hardware domain. */
  readonly identity: boolean;
  readonly vcpus: readonly Actor[];
  /** Range sets of deferred work. */
  readonly sets: readonly Component<typeof rangeSet>[];
}

/** A page of a device with all that belongs to it. */
interface Placed extends BarPage {
  readonly device: MappedDevice;
  readonly bar: MappedBar;
}

const placesOf = (devices: readonly MappedDevice[]): readonly Placed[] =>
  devices.flatMap((device) =>
    device.bars.flatMap((bar) => bar.pages.map((page) => ({ ...page, device, bar }))),
  );

const leadsTo = (entry: Component<P2mEntry>, mfn: number): Expression =>
  entry.is(`leads to mfn ${mfn}`, (s) => s.context.leads === mfn);

const isHere = ({ owner }: MappedDevice): Expression =>
  owner.is('is here', (s) => s.matches('here'));

const decodes = ({ command }: MappedDevice): Expression =>
  command.is('decodes', (s) => s.context.memory);

/** Nobody is at work on a device that its domain owns and has state for; the domain is not crashed. */
export const inOrder = (device: MappedDevice): Expression =>
  allOf(
    device.quiescent,
    isHere(device),
    device.vpci.is('is published', (s) => s.matches('published')),
    device.domain.crashed.is('is off', (s) => s.matches('off')),
  );

/** Every frame of every domain with every machine frame of a device that it may lead to. */
function mappings({ domains, devices }: MappingSubject) {
  const mfns = [...new Set(placesOf(devices).map(({ mfn }) => mfn))].sort((a, b) => a - b);
  return domains.flatMap((domain) =>
    domain.p2m.flatMap((entry, gfn) =>
      mfns.map((mfn) => ({
        domain,
        entry,
        gfn,
        mfn,
        mapped: leadsTo(entry, mfn),
        places: placesOf(devices).filter((place) => place.mfn === mfn),
      })),
    ),
  );
}

const somethingMapped = (subject: MappingSubject): Expression =>
  anyOf(
    ...subject.domains.flatMap(({ p2m }) =>
      p2m.map((entry) =>
        entry.is('leads into a device', (s) => typeof s.context.leads === 'number'),
      ),
    ),
  );

/** Every machine frame of a device that a domain has mapped is of a device that it owns. */
export function ownMfn(subject: MappingSubject): Property {
  return invariant({
    name: 'OWN-MFN',
    statement: 'every page of a device that a domain has mapped is of a device that it owns',
    source: 'deassign_device; XSA-378',
    stake: 'a guest reads and writes registers of a device of another guest, or of dom0',
    holds: allOf(
      ...mappings(subject).map(({ domain, mapped, places }) =>
        implies(
          mapped,
          anyOf(
            ...places
              .filter(({ device }) => device.domain === domain)
              .map(({ device }) => isHere(device)),
          ),
        ),
      ),
    ),
    companion: companion('a page is mapped', somethingMapped(subject)),
  });
}

/** Each mapping is where the guest has its BAR: gfn - guest base = mfn - host base. */
export function barBase(subject: MappingSubject): Property {
  return invariant({
    name: 'BAR-BASE',
    statement: 'every page of a BAR is mapped where the guest has that BAR, and nowhere else',
    source: 'map_range in drivers/vpci/header.c',
    stake: 'a guest reaches pages that were meant to be trapped, or keeps what it has let go of',
    holds: allOf(
      ...mappings(subject).map(({ domain, mapped, gfn, places }) =>
        implies(
          mapped,
          anyOf(
            ...places
              .filter(({ device }) => device.domain === domain)
              .map(({ bar, page }) =>
                bar.bar.is(`begins in ${gfn - page}`, (s) => s.context.base === gfn - page),
              ),
          ),
        ),
      ),
    ),
    companion: companion('a page is mapped', somethingMapped(subject)),
  });
}

/** No machine frame of a device is mapped in two domains. */
export function exclMfn(subject: MappingSubject): Property {
  const [first, second] = subject.domains;
  const all = mappings(subject);
  const mfns = [...new Set(all.map(({ mfn }) => mfn))];
  const mappedIn = (domain: MappingDomain | undefined, mfn: number) =>
    anyOf(...all.filter((m) => m.domain === domain && m.mfn === mfn).map(({ mapped }) => mapped));
  return invariant({
    name: 'EXCL-MFN',
    statement: 'no page of a device is mapped in two guests',
    source: 'XSA-461, SUPPORT.md',
    stake: 'a guest reads and writes registers of a device of another guest',
    holds: not(anyOf(...mfns.map((mfn) => allOf(mappedIn(first, mfn), mappedIn(second, mfn))))),
    companion: companion(
      'each domain wants its device mapped',
      allOf(
        ...subject.devices.map(({ guest }) => guest.is('wants decode', (s) => s.context.memory)),
      ),
    ),
  });
}

/** No page of an MSI-X table is mapped in a guest. */
export function msixHidden(subject: MappingSubject): Property {
  return invariant({
    name: 'MSIX-HIDDEN',
    statement: 'no page of an MSI-X table is mapped in a guest',
    source: 'modify_bars, vpci_make_msix_hole; XSA-337',
    stake: 'a guest writes interrupt messages of its choice',
    holds: not(
      anyOf(
        ...mappings(subject)
          .filter(({ places }) => places.some(({ hidden }) => hidden))
          .map(({ mapped }) => mapped),
      ),
    ),
    companion: companion('a page is mapped', somethingMapped(subject)),
  });
}

/** A frame of a page is left out: a table is there, or another enabled BAR, or a later one of its own. */
function excluded(subject: MappingSubject, place: Placed, base: number): Expression {
  const frame = base + place.page;
  const begins = (other: Placed) =>
    other.bar.bar.is(
      `has page ${other.page} in ${frame}`,
      (s) => s.context.base === frame - other.page,
    );
  const others = placesOf(subject.devices).filter(
    (other) => other.bar !== place.bar && other.device.domain === place.device.domain,
  );
  return anyOf(
    ...others.map((other) => {
      if (other.device === place.device) {
        const covers = other.hidden || other.bar.index > place.bar.index;
        return covers ? begins(other) : never;
      }
      return other.bar.bar.is(
        `is enabled with page ${other.page} in ${frame}`,
        ({ context }) => context.enabled && context.base === frame - other.page,
      );
    }),
  );
}

/** When nobody is at work on a device, its pages are mapped if and only if the guest has decode on. */
export function mapIffDecode(subject: MappingSubject): Property {
  const { devices, identity } = subject;
  const perDevice = devices.map((device) => {
    const on = device.guest.is('wants decode', (s) => s.context.memory);
    const places = placesOf([device]);
    const mapped = places
      .filter(({ hidden }) => !hidden)
      .flatMap((place) =>
        device.domain.p2m.map((entry, gfn) => {
          const base = gfn - place.page;
          return implies(
            place.bar.bar.is(`begins in ${base}`, (s) => s.context.base === base),
            anyOf(leadsTo(entry, identity ? gfn : place.mfn), excluded(subject, place, base)),
          );
        }),
      );
    const unmapped = identity ? notMappedHere(subject, device) : notMapped(subject, device);
    return implies(
      inOrder(device),
      allOf(implies(on, allOf(...mapped)), implies(not(on), unmapped)),
    );
  });
  return invariant({
    name: 'MAP-IFF-DECODE',
    statement:
      'a device that nobody is at work on is mapped if and only if the guest has decode on',
    source: 'modify_bars, vpci_process_pending',
    stake:
      'a guest keeps a device mapped that it has turned off, or gets none that it has turned on',
    holds: allOf(...perDevice),
    companion: companion(
      'nobody is at work on a device with decode on',
      anyOf(
        ...devices.map((device) =>
          allOf(
            inOrder(device),
            device.guest.is('wants decode', (s) => s.context.memory),
          ),
        ),
      ),
    ),
  });
}

/** No frame of the device's domain leads to any of its pages. */
function notMapped({ devices }: MappingSubject, device: MappedDevice): Expression {
  const shared = (mfn: number) =>
    placesOf(devices).some((place) => place.mfn === mfn && place.device !== device);
  return not(
    anyOf(
      ...placesOf([device])
        .filter(({ mfn }) => !shared(mfn))
        .flatMap(({ mfn }) => device.domain.p2m.map((entry) => leadsTo(entry, mfn))),
    ),
  );
}

/** In the hardware domain: no frame that a BAR of the device is in leads anywhere, or another one is there. */
function notMappedHere(subject: MappingSubject, device: MappedDevice): Expression {
  return allOf(
    ...placesOf([device]).flatMap((place) =>
      device.domain.p2m.map((entry, gfn) =>
        implies(
          allOf(
            place.bar.bar.is(
              `begins in ${gfn - place.page}`,
              (s) => s.context.base === gfn - place.page,
            ),
            leadsTo(entry, gfn),
          ),
          anyOf(
            ...placesOf(subject.devices)
              .filter((other) => other.device !== device)
              .map((other) =>
                other.bar.bar.is(
                  `has page ${other.page} in ${gfn}`,
                  (s) => s.context.base === gfn - other.page,
                ),
              ),
          ),
        ),
      ),
    ),
  );
}

/** A page of a BAR is visible in a guest only while its device decodes. */
export function hwDecode(subject: MappingSubject): Property {
  return invariant({
    name: 'HW-DECODE',
    statement: 'a page of a BAR is visible in a guest only while its device decodes',
    source: 'XSA-120, XSA-126; 20250814160358.95543-4-roger.pau@citrix.com',
    stake: 'an access in that window is an unsupported request, which some hosts do not survive',
    holds: allOf(
      ...mappings(subject).map(({ domain, mapped, places }) =>
        implies(
          mapped,
          anyOf(
            ...places
              .filter(({ device }) => device.domain === domain)
              .map(({ device }) => decodes(device)),
          ),
        ),
      ),
    ),
    companion: companion(
      'a page is mapped and its device decodes',
      anyOf(
        ...mappings(subject).map(({ mapped, places }) =>
          allOf(mapped, anyOf(...places.map(({ device }) => decodes(device)))),
        ),
      ),
    ),
  });
}

/** No access of a bus master ends as an unsupported request. */
export function noUnsupportedRequest(
  subject: MappingSubject,
  masters: readonly Actor[],
  place: string,
): Property {
  return invariant({
    name: 'NO-UR',
    statement: 'no access to a mapped BAR ends as an unsupported request',
    source: 'PCI Express Base Specification, 2.3.1; XSA-120',
    stake: 'a guest, or a device it drives, raises an error that some hosts do not survive',
    holds: not(anyOf(...masters.map((master) => at(master, place)))),
    companion: companion(
      'a page is mapped while a bus master can touch it',
      allOf(somethingMapped(subject), anyTagged(masters, 'touches')),
    ),
  });
}

/** What is mapped is permitted. */
export function permitted(subject: MappingSubject): Property {
  const asked = mappings(subject).flatMap(({ domain, mapped, mfn }) => {
    const permission = domain.permissions[mfn];
    return permission === null || permission === undefined ? [] : [{ mapped, permission }];
  });
  return invariant({
    name: 'PERM',
    statement: 'a page of a device is mapped only while the domain has permission for it',
    source: 'baa6ea7003; XSA-492 (960713dfd4)',
    stake: 'a guest keeps access to a device that has been taken back from it',
    holds: allOf(
      ...asked.map(({ mapped, permission }) =>
        implies(
          mapped,
          permission.is('is granted', (s) => s.matches('granted')),
        ),
      ),
    ),
    companion: companion(
      'a permission is denied',
      anyOf(
        ...asked.map(({ permission }) => permission.is('is denied', (s) => s.matches('denied'))),
      ),
    ),
  });
}

/** What is mapped is permitted at the instant it is mapped: nothing comes between test and use. */
export function permittedWhenMapped(subject: MappingSubject): readonly Property[] {
  const mappable = placesOf(subject.devices).filter(({ hidden }) => !hidden);
  const asked = subject.domains.flatMap((domain) =>
    domain.permissions.flatMap((permission, mfn) =>
      permission === null || !mappable.some((place) => place.mfn === mfn)
        ? []
        : [{ domain: domain.index, mfn, permission }],
    ),
  );
  return asked.map(({ domain, mfn, permission }) =>
    stepInvariant({
      name: asked.length === 1 ? 'PERM-RACE' : `PERM-RACE/${permission.name}`,
      statement: 'a page is mapped only with permission at that instant',
      source: 'map_range in drivers/vpci/header.c; 960713dfd4',
      stake: 'a guest gets access to a device that is being taken away from it',
      steps: ({ tags }) => tags.includes(`maps ${domain} ${mfn}`),
      after: permission.is('is granted', (s) => s.matches('granted')),
    }),
  );
}

/** No unmapping fails for want of permission. */
export function unmapFree(subject: MappingSubject): Property {
  return invariant({
    name: 'PERM-UNMAP',
    statement: 'no unmapping is refused for want of permission',
    source: 'map_range in drivers/vpci/header.c',
    stake: 'a guest that turns decode off is crashed, with its device still mapped',
    holds: not(anyTagged(subject.vcpus, 'unmap denied')),
    companion: companion(
      'a guest that has decode off has a page mapped still',
      anyOf(
        ...mappings(subject).flatMap(({ mapped, places }) =>
          places.map(({ device }) =>
            allOf(
              mapped,
              device.guest.is('has decode off', (s) => !s.context.memory),
            ),
          ),
        ),
      ),
    ),
  });
}

/** No lock is held over more pages than one without a chance to be preempted. */
export function bounded(subject: MappingSubject): Property {
  return invariant({
    name: 'L-BOUNDED',
    statement: 'no lock is held over one page after the other without a chance to be preempted',
    source: 'XSA-125; the comment on Arm in map_range, drivers/vpci/header.c',
    stake: 'a guest with a large BAR holds a physical CPU for as long as it takes',
    holds: not(anyTagged(subject.vcpus, 'unbounded')),
    companion: companion(
      'two pages are to be mapped or unmapped',
      anyOf(
        anyTagged(subject.vcpus, 'several pages'),
        ...subject.sets.map((set) =>
          set.is('has two frames', ({ context: { bits } }) => (bits & (bits - 1)) !== 0),
        ),
      ),
    ),
  });
}

/** A guest that has turned decode off has no BAR that is enabled, so that all can be moved. */
export function unstuck({ devices }: MappingSubject): Property {
  const enabled = (device: MappedDevice) =>
    anyOf(...device.bars.map(({ bar }) => bar.is('is enabled', (s) => s.context.enabled)));
  return invariant({
    name: 'L-UNSTUCK',
    statement: 'a guest that has turned decode off has no BAR that counts as enabled',
    source: 'the safety part of: decode off with nothing mapped can always be reached',
    stake: 'the guest can neither unmap nor move its BARs any more',
    holds: allOf(
      ...devices.map((device) =>
        implies(
          allOf(
            inOrder(device),
            device.guest.is('has decode off', (s) => !s.context.memory),
          ),
          not(enabled(device)),
        ),
      ),
    ),
    companion: companion('a BAR is enabled', anyOf(...devices.map(enabled))),
  });
}

/** A BAR write is refused only while the BAR is mapped. */
export function barWritable({ devices }: MappingSubject): readonly Property[] {
  return devices.flatMap(({ index: device, bars }) =>
    bars.map(({ index, bar }) =>
      stepInvariant({
        name:
          devices.length * bars.length === 1
            ? 'BAR-WRITABLE'
            : `BAR-WRITABLE/dev${device}.bar${index}`,
        statement: 'a BAR write is refused only while the BAR is enabled',
        source: '7abd7bc162',
        stake: 'a domain that has decode off can neither size nor move its BARs',
        steps: ({ tags }) => tags.includes(`refuses ${device}.${index}`),
        after: bar.is('is enabled', (s) => s.context.enabled),
      }),
    ),
  );
}

/** No vCPU goes on with a range that another one has freed. */
export function rangesStay({ vcpus, sets }: MappingSubject): Property {
  return invariant({
    name: 'NO-UAF-RANGE',
    statement: 'no vCPU goes on with a range that another one has freed',
    source: 'rangeset_consume_ranges, rangeset_purge in common/rangeset.c',
    stake: 'deferred work of a guest reads and writes memory that is somebody else’s',
    holds: not(anyOf(...vcpus.map((vcpu) => at(vcpu, 'use-after-free')))),
    companion: companion(
      'somebody is between the test of a page and its use while another vCPU has work too',
      allOf(
        anyTagged(vcpus, 'between test and use'),
        anyOf(...sets.map((set) => set.is('is not empty', (s) => s.context.bits !== 0))),
      ),
    ),
  });
}

/** All mappings of a page of a device are cached, or all are not. */
export function attributesSame(subject: MappingSubject): Property {
  const all = mappings(subject).flatMap(({ domain, gfn, mfn, mapped }) => {
    const attribute = domain.cached[gfn];
    return attribute === undefined ? [] : [{ mfn, mapped, attribute }];
  });
  const as = (state: 'on' | 'off', mfn: number) =>
    anyOf(
      ...all
        .filter((mapping) => mapping.mfn === mfn)
        .map(({ mapped, attribute }) =>
          allOf(
            mapped,
            attribute.is(state === 'on' ? 'is cached' : 'is uncached', (s) => s.matches(state)),
          ),
        ),
    );
  const mfns = [...new Set(all.map(({ mfn }) => mfn))];
  const twice = mfns.flatMap((mfn) => {
    const here = all.filter((mapping) => mapping.mfn === mfn);
    return here.flatMap((a, i) => here.slice(i + 1).map((b) => allOf(a.mapped, b.mapped)));
  });
  return invariant({
    name: 'ATTR-SAME',
    statement: 'all mappings of a page of a device have the same cacheability',
    source: 'XSA-154 (c61a6f74f8)',
    stake: 'accesses by way of two such mappings can raise a machine check, which stops the host',
    holds: not(anyOf(...mfns.map((mfn) => allOf(as('on', mfn), as('off', mfn))))),
    companion: companion('a page is mapped twice', anyOf(...twice)),
  });
}

/** No device loses its MSI-X capability for want of a hole that it does not need. */
export function holeNeeded({ devices }: MappingSubject, toolstacks: readonly Actor[]): Property {
  const enabled = anyOf(
    ...devices.flatMap(({ bars }) =>
      bars.map(({ bar }) => bar.is('is enabled', (s) => s.context.enabled)),
    ),
  );
  return invariant({
    name: 'HOLE-NEEDED',
    statement: 'no device loses its MSI-X capability for want of a hole that it does not need',
    source: '7c24d58a6e',
    stake: 'a device that is plugged in while the host runs cannot use MSI-X',
    holds: not(allOf(anyTagged(toolstacks, 'hides MSI-X'), not(enabled))),
    companion: companion(
      'a device whose BARs are not mapped is about to be looked at',
      allOf(anyTagged(toolstacks, 'looks for a hole'), not(enabled)),
    ),
  });
}
