/**
 * Requirements on what endpoints behind a virtual IOMMU reach.
 *
 * Source: the virtio specification, IOMMU Device (oasis-tcs/virtio-spec at 15f488c). Where the text says
 * SHOULD, the requirement is stated as if it said MUST.
 */

import { reached } from '../../models/components/host-iommu.machine.ts';
import { lets } from '../../models/components/viommu-tables.machine.ts';
import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import {
  assigned,
  attachedTo,
  believedAt,
  believedIn,
  type EndpointParts,
  everywhere,
  idle,
  pageReached,
  reachesAny,
  related,
  someReach,
  unattached,
  type ViommuSubject,
  working,
} from './viommu-subject.ts';

/** A page the host can take away from a guest, and what reaches it. */
export interface TakenPage {
  readonly taken: Expression;
  readonly reached: Expression;
}

/**
 * No endpoint reaches a page that the host has taken away from the guest: whose it is now is nobody's
 * business here.
 *
 * @param stillReaching an endpoint reaches some page
 */
export function pagesContained(pages: readonly TakenPage[], stillReaching: Expression): Property {
  return invariant({
    name: 'HostContained',
    statement: 'no endpoint reaches a page that the host has taken away from the guest',
    stake: 'a device of one guest reads and writes the memory of another guest or of the host',
    holds: allOf(...pages.map(({ taken, reached }) => not(allOf(taken, reached)))),
    companion: companion(
      'a page is taken while an endpoint reaches another one',
      allOf(anyOf(...pages.map(({ taken }) => taken)), stillReaching),
    ),
  });
}

/** HostContained of the endpoints of a virtual IOMMU. */
export function hostContained(subject: ViommuSubject): Property {
  const through = (p: number): Expression =>
    anyOf(
      ...assigned(subject).flatMap(({ entries }) =>
        entries.map((entry) => entry.is(`reaches p${p}`, (s) => reached(s)?.page === p)),
      ),
    );
  return pagesContained(
    subject.pages.map((page, p) => ({
      taken: page.is('is taken', (s) => s.matches('taken')),
      reached: through(p),
    })),
    someReach(subject),
  );
}

/**
 * What an endpoint reaches that is not in bypass was mapped in its domain and has not been unmapped,
 * as far as the answers tell. A request that is not answered yet may have taken effect.
 */
export function guestContained(subject: ViommuSubject): Property {
  return invariant({
    name: 'GuestContained',
    statement:
      'an endpoint that is not in bypass reaches only what is mapped in its domain and not unmapped',
    stake: "a device reads and writes memory that the guest's kernel has put to another use",
    holds: everywhere(subject, (endpoint, entry, iova) => mayReach(subject, endpoint, entry, iova)),
    companion: companion('an endpoint reaches a page through a mapping', someReach(subject)),
  });
}

function mayReach(
  subject: ViommuSubject,
  endpoint: EndpointParts,
  entry: EndpointParts['entries'][number],
  iova: number,
): Expression {
  const { device, underway } = subject;
  const relevant = underway.filter(
    ({ op, endpoint: named, maps }) =>
      (op === 'ATTACH' && named === endpoint.name) ||
      (maps !== undefined && iova >= maps.iova && iova < maps.iova + maps.length),
  );
  const now = device.view(`is at work on something for v${iova} of ${endpoint.name}`, (s) =>
    relevant.findIndex(({ tag }) => s.hasTag(tag)),
  );
  return related(
    `${endpoint.name} may reach what it reaches at v${iova}`,
    [pageReached(entry), believedIn(endpoint), now, ...believedAt(subject, iova)],
    (page, domain, at, ...mapped) => {
      if (page === null || (domain !== null && mapped[Number(domain)] === page)) return true;
      const { op, domain: into, maps } = relevant[Number(at)] ?? {};
      if (op === 'ATTACH') return mapped[into ?? -1] === page;
      return op === 'MAP' && into === domain && maps !== undefined
        ? maps.page + iova - maps.iova === page
        : false;
    },
  );
}

/** When DETACH has been answered, nothing of the domain is reached. Source: DETACH request, device requirements. */
export function detachedUnreachable(subject: ViommuSubject): Property {
  return invariant({
    name: 'DetachedUnreachable',
    statement: 'an endpoint that was detached reaches no mapping, not even through a cache',
    stake: 'a device that was taken back goes on reading and writing memory it had been lent',
    holds: implies(
      idle(subject),
      allOf(
        ...subject.endpoints.map((endpoint) =>
          implies(unattached(endpoint), not(reachesAny(endpoint))),
        ),
      ),
    ),
    companion: companion(
      'a DETACH is worked off while something is reached',
      allOf(working(subject, 'DETACH'), someReach(subject)),
    ),
  });
}

/** When UNMAP has been answered OK, nobody reaches the range. */
export function unmapMeansGone(subject: ViommuSubject): Property {
  return invariant({
    name: 'UnmapMeansGone',
    statement:
      'an endpoint reaches nothing in its domain that was unmapped, not even through a cache',
    stake: 'the driver gives the page to somebody else, and the device still writes to it',
    holds: implies(
      idle(subject),
      everywhere(subject, (endpoint, entry, iova) =>
        related(
          `${endpoint.name} reaches nothing unmapped at v${iova}`,
          [pageReached(entry), believedIn(endpoint), ...believedAt(subject, iova)],
          (page, domain, ...mapped) =>
            page === null || domain === null || mapped[Number(domain)] !== null,
        ),
      ),
    ),
    companion: companion(
      'an UNMAP is worked off while something is reached',
      allOf(working(subject, 'UNMAP'), someReach(subject)),
    ),
  });
}

/** What a MAP that was answered OK has mapped is reached, as long as nobody takes it back. */
export function mapMeansThere(subject: ViommuSubject): Property {
  return invariant({
    name: 'MapMeansThere',
    statement: 'an endpoint reaches what is mapped in its domain, as far as the answers tell',
    stake: 'a device stops working, or a driver takes what is in its buffer for data of the device',
    holds: implies(
      idle(subject),
      everywhere({ endpoints: assigned(subject) }, (endpoint, entry, iova) =>
        related(
          `${endpoint.name} reaches what is believed to be mapped at v${iova}`,
          [pageReached(entry), believedIn(endpoint), ...believedAt(subject, iova)],
          (page, domain, ...mapped) => {
            const wanted = domain === null ? null : (mapped[Number(domain)] ?? null);
            return wanted === null || wanted === page;
          },
        ),
      ),
    ),
    companion: companion(
      'something is reached between two requests',
      allOf(idle(subject), someReach(subject)),
    ),
  });
}

/** All endpoints of a domain reach the same. Source: MAP request: endpoints attached now or later. */
export function domainSharedByAll(subject: ViommuSubject): Property {
  const endpoints = assigned(subject);
  const pairs = endpoints.flatMap((a, i) => endpoints.slice(i + 1).map((b) => [a, b] as const));
  const together = ([a, b]: (typeof pairs)[number]): Expression =>
    relation(
      `${a.name} and ${b.name} are in one domain`,
      [attachedTo(a), attachedTo(b)],
      (x, y) => x !== null && x === y,
    );
  return invariant({
    name: 'DomainSharedByAll',
    statement: 'all endpoints of a domain reach the same',
    stake:
      'a device faults on memory that its driver has mapped for it, or keeps what was unmapped',
    holds: allOf(
      ...pairs.map((pair) =>
        implies(
          allOf(idle(subject), together(pair)),
          allOf(
            ...pair[0].entries.map((entry, iova) =>
              relation(
                `${pair[0].name} and ${pair[1].name} reach the same at v${iova}`,
                [pageReached(entry), pageReached(pair[1].entries[iova] as typeof entry)],
                (x, y) => x === y,
              ),
            ),
          ),
        ),
      ),
    ),
    companion: companion(
      'two endpoints are in one domain and reach something',
      anyOf(...pairs.map((pair) => allOf(together(pair), reachesAny(pair[0])))),
    ),
  });
}

/** Nothing is written through a mapping that does not say WRITE. Source: MAP request, MUST NOT. */
export function noWriteWithoutW(subject: ViommuSubject): Property {
  const { domains } = subject;
  return invariant({
    name: 'NoWriteWithoutW',
    statement: 'no endpoint writes through a mapping without the flag WRITE',
    stake: 'a device changes memory that it was only allowed to read',
    holds: everywhere(subject, (endpoint, entry, iova) =>
      related(
        `${endpoint.name} writes at v${iova} only where it may`,
        [
          entry.view('may be written', (s) => lets(reached(s)?.flags ?? '0', 'w')),
          attachedTo(endpoint),
          ...domains.map(({ mappings }) =>
            (mappings[iova] as (typeof mappings)[number]).view('has WRITE', ({ context: { to } }) =>
              lets(to?.flags ?? '0', 'w'),
            ),
          ),
        ],
        (writable, domain, ...may) => writable === false || may[Number(domain ?? -1)] === true,
      ),
    ),
    companion: companion(
      'something is mapped without WRITE',
      anyOf(
        ...domains.flatMap(({ mappings }) =>
          mappings.map((m) =>
            m.is('has no WRITE', ({ context: { to } }) => to !== null && !lets(to.flags, 'w')),
          ),
        ),
      ),
    ),
  });
}
