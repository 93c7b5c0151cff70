/** Requirements on which pages of BARs are in the p2m: OWN-MFN, BAR-BASE, EXCL-MFN, MSIX-HIDDEN, ATTR-SAME. */

import {
  allOf,
  anyOf,
  type Invariant,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import type { MappingDomain, MappingSubject } from './mapping.ts';
import { decodes, isHere, mappings, somethingMapped } from './mapping-places.ts';

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

/**
 * The same as far as CPUs go: a page that is mapped and answers is of a device that the domain owns, so no
 * access can reach another one.
 *
 * Source: 2.2 of the domain literature, effects of an access; XSA-120, XSA-378.
 */
export function mmioConfined(subject: MappingSubject): Invariant {
  const reached = mappings(subject).flatMap(({ domain, mapped, places }) =>
    places
      .filter(({ device }) => device.domain === domain)
      .map(({ device }) => implies(allOf(mapped, decodes(device)), isHere(device))),
  );
  return invariant({
    name: 'MMIO-CONFINED',
    statement:
      'no access of a CPU of a guest can reach a register of a device that it does not own',
    source: 'deassign_device; XSA-378',
    stake: 'a guest reads and writes registers of a device of another guest, or of dom0',
    holds: allOf(...reached),
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
