/**
 * Requirements on what the answers of a virtual IOMMU mean, and on who is in bypass when.
 *
 * Source: the virtio specification, IOMMU Device (oasis-tcs/virtio-spec at 15f488c). Where the text is
 * silent the requirement is this project's, and says so.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { tagged } from './subject.ts';
import {
  type DomainParts,
  deviceRegisters,
  deviceTags,
  type EndpointParts,
  idle,
  isOpen,
  pageMapped,
  related,
  unattached,
  type ViommuSubject,
} from './viommu-subject.ts';

/** A request that is rejected has changed nothing. */
export function rejectIsNoop(subject: ViommuSubject): Property {
  const { endpoints, domains } = subject;
  return stepInvariant({
    name: 'RejectIsNoop',
    statement:
      'what was answered with anything but OK has changed neither attachments nor mappings',
    stake: 'the driver goes on with a picture of the device that is not so',
    steps: (step) => step.tags.includes(deviceTags.rejects),
    after: allOf(
      ...endpoints.map(({ name, attached, believed }) =>
        relation(
          `${name} is where it is believed to be`,
          [
            attached.view('domain', (s) => (s.matches('present') ? s.context.domain : -1)),
            believed.view('believed domain', (s) => s.context.domain),
          ],
          (is, thought) => is === -1 || is === thought,
        ),
      ),
      asBelieved(domains),
    ),
  });
}

/** Whatever UNMAP is answered, it has removed all that it covers, or nothing. Source: UNMAP request, SHOULD NOT. */
export function unmapAtomic({ domains }: ViommuSubject): Property {
  return stepInvariant({
    name: 'UnmapAtomic',
    statement: 'an UNMAP removes all mappings that it covers, or none',
    stake: 'the driver does not know which of its buffers the device still reaches',
    steps: (step) => step.tags.includes(deviceTags.unmapped),
    after: asBelieved(domains),
  });
}

/** Mappings are those that the driver knows from the answers. */
function asBelieved(domains: readonly DomainParts[]): Expression {
  return allOf(
    ...domains.flatMap(({ mappings, believed }) =>
      mappings.map((mapping, iova) =>
        relation(
          `${mapping.name} is as believed`,
          [pageMapped(mapping), pageMapped(believed[iova] as typeof mapping)],
          (is, thought) => is === thought,
        ),
      ),
    ),
  );
}

/** A domain is there as long as an endpoint is in it. Source: Device operations. */
export function domainLives(subject: ViommuSubject): Property {
  const { endpoints, domains } = subject;
  const inside = (endpoint: EndpointParts, { index }: DomainParts): Expression =>
    endpoint.attached.is(`is in d${index}`, (s) => s.context.domain === index);
  const pairs = domains.flatMap((domain) => endpoints.map((e) => [e, domain] as const));
  return invariant({
    name: 'DomainLives',
    statement: 'a domain is there as long as an endpoint is attached to it',
    stake: 'a device goes on with mappings that the driver cannot take back any more',
    holds: implies(
      idle(subject),
      allOf(
        ...pairs.map(([endpoint, domain]) =>
          implies(
            inside(endpoint, domain),
            domain.kind.is('is there', (s) => !s.matches('absent')),
          ),
        ),
      ),
    ),
    companion: companion(
      'one endpoint is in a domain, and another one is in none',
      anyOf(
        ...pairs.flatMap(([endpoint, domain]) =>
          endpoints
            .filter((other) => other !== endpoint)
            .map((other) => allOf(inside(endpoint, domain), unattached(other))),
        ),
      ),
    ),
  });
}

/** Who makes a domain finds it empty. */
export function freshDomainEmpty(subject: ViommuSubject): Property {
  const { device, domains, endpoints, underway } = subject;
  const made = ({ index }: DomainParts): Expression =>
    allOf(
      anyOf(
        ...underway
          .filter(({ op, domain }) => op === 'ATTACH' && domain === index)
          .map(({ tag }) => tagged(device, tag)),
      ),
      ...endpoints.map(({ believed }) =>
        believed.is(`is not believed in d${index}`, (s) => s.context.domain !== index),
      ),
    );
  return invariant({
    name: 'FreshDomainEmpty',
    statement:
      'an ATTACH to a domain in which no endpoint is believed to be finds no mapping in it',
    stake: 'a device reaches memory that was mapped for another one, by another driver',
    holds: allOf(
      ...domains.map((domain) =>
        implies(
          made(domain),
          allOf(...domain.mappings.map((m) => m.is('is empty', (s) => s.context.to === null))),
        ),
      ),
    ),
    companion: companion('an ATTACH makes a domain', anyOf(...domains.map(made))),
  });
}

/** An endpoint that is moved between two plain domains is never in bypass. */
export function noTransientBypass(subject: ViommuSubject): Property {
  const { device, endpoints, underway } = subject;
  const moved = (endpoint: EndpointParts): Expression =>
    device.is(
      `moves ${endpoint.name} from one plain domain to another`,
      (s) =>
        registersOf(s)[deviceRegisters.fromPlain] === 1 &&
        underway.some(
          ({ op, endpoint: named, tag }) =>
            op === 'ATTACH' && named === endpoint.name && s.hasTag(tag),
        ),
    );
  return invariant({
    name: 'NoTransientBypass',
    statement: 'an endpoint that is moved from one plain domain to another is never in bypass',
    stake: 'while it is moved a device reads and writes any memory of the guest',
    holds: not(anyOf(...endpoints.map((endpoint) => allOf(moved(endpoint), isOpen(endpoint))))),
    companion: companion('an endpoint is moved', anyOf(...endpoints.map(moved))),
  });
}

/** The view in force is the one that attachment and field call for. Source: Device operations; Y6 to Y10. */
export function viewMatchesState(subject: ViommuSubject): Property {
  const { endpoints, domains, field, status, offersConfig } = subject;
  return invariant({
    name: 'ViewMatchesState',
    statement: 'an endpoint reaches all memory exactly if it is in bypass',
    stake: 'a device reads and writes all memory of the guest, or none where it should',
    holds: implies(
      idle(subject),
      allOf(
        ...endpoints.map((endpoint) =>
          related(
            `${endpoint.name} reaches all memory exactly if it is in bypass`,
            [
              endpoint.view.view('open', (s) => s.matches('open')),
              endpoint.attached.view('domain', (s) =>
                s.matches('present') ? s.context.domain : -1,
              ),
              field.view('bypass', (s) => s.context.open),
              status.view('has BYPASS accepted', (s) => s.context.old),
              ...domains.map(({ kind }) => kind.view('bypass domain', (s) => s.matches('bypass'))),
            ],
            (open, domain, bypass, old, ...kinds) => {
              if (domain === -1) return open === false;
              const free = (offersConfig && bypass === true) || old === true;
              return open === (domain === null ? free : kinds[Number(domain)]);
            },
          ),
        ),
      ),
    ),
    companion: companion(
      'an endpoint is in bypass',
      allOf(idle(subject), anyOf(...endpoints.map(isOpen))),
    ),
  });
}

/** With bypass = 0 an unattached endpoint reaches nothing. Source: Y6, Y10 and Y11 of the survey. */
export function bypassFieldDecides(subject: ViommuSubject): Property {
  const { endpoints, field } = subject;
  const closed = field.is('is 0', (s) => !s.context.open);
  const tested = (endpoint: EndpointParts): Expression =>
    allOf(idle(subject), closed, unattached(endpoint));
  return invariant({
    name: 'BypassFieldDecides',
    statement: 'with bypass = 0 an unattached endpoint does not reach all memory',
    stake: 'a driver that has closed the door finds it open by another bit',
    holds: allOf(...endpoints.map((endpoint) => implies(tested(endpoint), not(isOpen(endpoint))))),
    companion: companion(
      'the driver is at work with bypass = 0 and an unattached endpoint',
      allOf(
        subject.status.is('is running', (s) => s.matches('running')),
        anyOf(...endpoints.map(tested)),
      ),
    ),
  });
}
