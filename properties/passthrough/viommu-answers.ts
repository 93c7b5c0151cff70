/**
 * Requirements on what a virtual IOMMU answers: what a status says is so, and what the text has rejected is
 * rejected.
 *
 * Source: the virtio specification, IOMMU Device (oasis-tcs/virtio-spec at 15f488c), Device operations and
 * the device requirements of each request.
 */

import {
  allOf,
  always,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { tagged } from './subject.ts';
import {
  answering,
  deviceTags,
  type EndpointParts,
  idle,
  reachesAny,
  type Underway,
  unattached,
  type ViommuSubject,
  working,
} from './viommu-subject.ts';

const isThere = ({ attached }: EndpointParts): Expression =>
  attached.is('is there', (s) => s.matches('present'));

/** The device is about to answer a request with this status. */
function answers({ device }: ViommuSubject, { tag }: Underway, status: string): Expression {
  return allOf(tagged(device, tag), tagged(device, answering(status)));
}

/**
 * NOENT is answered for an endpoint that is not there and OK for one that is, and ATTACH does not fail where the
 * endpoint already is. Source: MUST of ATTACH, DETACH and PROBE.
 */
export function statusTells(subject: ViommuSubject): Property {
  const { endpoints, underway } = subject;
  const named = underway.filter(({ op }) => ['ATTACH', 'DETACH', 'PROBE'].includes(op));
  const told = named.flatMap((request) => {
    const endpoint = endpoints.find(({ name }) => name === request.endpoint);
    if (endpoint === undefined) return [];
    const inside = endpoint.attached.is(
      `is in d${request.domain}`,
      (s) => s.context.domain === (request.domain ?? null),
    );
    return [
      implies(answers(subject, request, 'NOENT'), not(isThere(endpoint))),
      implies(answers(subject, request, 'OK'), isThere(endpoint)),
      ...(request.op === 'ATTACH' ? [not(allOf(answers(subject, request, 'DEVERR'), inside))] : []),
    ];
  });
  return invariant({
    name: 'StatusTells',
    statement: 'a request for an endpoint is answered by whether that is there',
    stake: 'a driver gives up a device that is at work, or counts on one that is not there',
    holds: allOf(...told),
    companion: companion(
      'a request for an endpoint is answered OK',
      anyOf(...named.map((request) => answers(subject, request, 'OK'))),
    ),
  });
}

/** What the text has rejected is not answered OK. Source: MUST and SHOULD of the requests. */
export function requestsChecked(subject: ViommuSubject): Property {
  const { status, underway, device } = subject;
  const wrong = underway.flatMap((request) => {
    const { mustReject } = request;
    if (mustReject === undefined) return [];
    const bad = mustReject.map((bit) =>
      bit === 'always'
        ? always
        : status.is(`has ${bit} not accepted`, (s) => s.context.declined.includes(bit)),
    );
    return [{ request, bad: anyOf(...bad) }];
  });
  return invariant({
    name: 'RequestsChecked',
    statement: 'a request that is to be rejected is not answered OK',
    stake:
      'a driver is told that it has what it cannot have, and the next version cannot use the bit',
    holds: not(
      anyOf(...wrong.map(({ request, bad }) => allOf(answers(subject, request, 'OK'), bad))),
    ),
    companion: companion(
      'such a request is worked off',
      anyOf(...wrong.map(({ request, bad }) => allOf(tagged(device, request.tag), bad))),
    ),
  });
}

/** What is no request is returned unwritten, and the device goes on. Source: Device operations, SHOULD. */
export function unknownReturned(subject: ViommuSubject): Property {
  const { status, underway } = subject;
  const strange = underway.filter(({ op }) => op === 'SHORT' || op === 'UNKNOWN');
  const broken = status.is('has given up', (s) => s.matches('needsReset'));
  return invariant({
    name: 'UnknownReturned',
    statement: 'what is no request is returned unwritten, and the device goes on',
    stake: 'one request of a driver that knows more than the device stops all others',
    holds: allOf(
      ...strange.map((request) => not(answers(subject, request, 'UNSUPP'))),
      not(allOf(anyOf(...strange.map((request) => answers(subject, request, 'nothing'))), broken)),
    ),
    companion: companion(
      'the device gets something that is no request',
      anyOf(working(subject, 'SHORT'), working(subject, 'UNKNOWN')),
    ),
  });
}

/** Nothing that a driver sends takes effect before DRIVER_OK. Source: virtio, Device initialization, MUST NOT. */
export function nothingBeforeDriverOk(subject: ViommuSubject): Property {
  const { status, endpoints } = subject;
  const waits = allOf(
    idle(subject),
    status.is('is in reset', (s) => s.matches('reset')),
  );
  return invariant({
    name: 'NothingBeforeDriverOk',
    statement: 'before DRIVER_OK no endpoint is in a domain, and none reaches a mapping',
    stake: 'what a driver takes for a device at rest already lets endpoints reach memory',
    holds: implies(waits, allOf(...endpoints.flatMap((e) => [unattached(e), not(reachesAny(e))]))),
    companion: companion(
      'the device is reset while an endpoint is attached',
      allOf(working(subject, 'RESET'), anyOf(...endpoints.map((e) => not(unattached(e))))),
    ),
  });
}

/** A fault has the reason UNKNOWN for endpoints that are not there only. Source: Fault reporting. */
export function faultTellsReason(subject: ViommuSubject): Property {
  const { endpoints, lookups } = subject;
  return stepInvariant({
    name: 'FaultTellsReason',
    statement: 'the reason of a fault is UNKNOWN only for an endpoint that is not there',
    stake: 'who looks for the cause of a fault looks in the wrong place',
    steps: (step) => step.tags.includes(deviceTags.lookedUp),
    after: allOf(
      ...endpoints.flatMap((endpoint) => {
        const device = lookups.get(endpoint.name);
        if (device === undefined) return [];
        return [implies(tagged(device, deviceTags.reportsUnknown), not(isThere(endpoint)))];
      }),
    ),
  });
}
