/** Requirements on permission for the pages of BARs: PERM, PERM-RACE, PERM-UNMAP. */

import { allOf, anyOf, implies, not, type Property } from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import type { MappingSubject } from './mapping.ts';
import { mappings, placesOf } from './mapping-places.ts';
import { anyTagged } from './subject.ts';

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
