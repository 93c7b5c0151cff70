/** Requirements on BARs in the p2m and the decode bit: MAP-IFF-DECODE, HW-DECODE, NO-UR. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  never,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import type { MappedDevice, MappingSubject } from './mapping.ts';
import {
  decodes,
  inOrder,
  leadsTo,
  mappings,
  type Placed,
  placesOf,
  somethingMapped,
} from './mapping-places.ts';
import { type Actor, anyTagged, at } from './subject.ts';

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
