/**
 * Requirements on whom and what a virtual IOMMU finds: the endpoint that a requester id belongs to, and the
 * mapping that covers an address.
 *
 * Source: the virtio specification, IOMMU Device (oasis-tcs/virtio-spec at 15f488c), MAP request; 9a457383ce for
 * requester ids.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  never,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { tagged } from './subject.ts';
import {
  attachedTo,
  deviceTags,
  type EndpointParts,
  lookupPlaces,
  pageMapped,
  pageReached,
  related,
  type ViommuSubject,
  working,
} from './viommu-subject.ts';

/** An address is translated exactly if a mapping covers it, and then by that one. Source: MAP request. */
export function mapExact(subject: ViommuSubject): Property {
  const lookups = subject.endpoints.flatMap((endpoint) => {
    const device = subject.lookups.get(endpoint.name);
    if (device === undefined) return [];
    return endpoint.entries.map((entry, iova) => {
      const { found, missed } = lookupPlaces(iova);
      return allOf(
        implies(
          tagged(device, found),
          covers(
            subject,
            endpoint,
            iova,
            `found at v${iova} what is mapped there`,
            (page, mapped) => page === mapped,
          ),
        ),
        implies(
          tagged(device, missed),
          covers(
            subject,
            endpoint,
            iova,
            `nothing is mapped at v${iova}`,
            (_page, mapped) => mapped === null,
          ),
        ),
      );

      function covers(
        { domains }: ViommuSubject,
        { name, attached }: EndpointParts,
        at: number,
        label: string,
        is: (page: unknown, mapped: unknown) => boolean,
      ): Expression {
        return related(
          `${name}: ${label}`,
          [
            pageReached(entry),
            attachedTo({ attached }),
            ...domains.map(({ mappings }) => pageMapped(mappings[at] as (typeof mappings)[number])),
          ],
          (page, domain, ...mapped) =>
            is(page, domain === null ? null : (mapped[Number(domain)] ?? null)),
        );
      }
    });
  });
  return stepInvariant({
    name: 'MapExact',
    statement: 'an address is translated exactly if a mapping covers it, and by that mapping',
    stake: 'a device reads or writes beside its buffer',
    steps: (step) => step.tags.includes(deviceTags.lookedUp),
    after: allOf(...lookups),
  });
}

/** What a request names by requester id is what it acts on. Source: 9a457383ce. */
export function ridBindsRightDevice(subject: ViommuSubject): Property {
  const { device, exchanged } = subject;
  return invariant({
    name: 'RidBindsRightDevice',
    statement: 'a request acts on the device that has the requester id it names',
    stake: 'one device is detached in place of another, which goes on with what it had',
    holds: not(tagged(device, deviceTags.mixedUp)),
    companion: companion(
      'a request is worked off after buses were given other numbers',
      allOf(
        anyOf(working(subject, 'ATTACH'), working(subject, 'DETACH')),
        exchanged === null ? never : exchanged.is('has exchanged numbers', (s) => s.matches('on')),
      ),
    ),
  });
}
