/**
 * Requirements on resets of a virtual IOMMU and on endpoints that are plugged.
 *
 * Source: the virtio specification, IOMMU Device (oasis-tcs/virtio-spec at 15f488c), with the thread
 * "virtio-iommu: Rework the bypass feature" of virtio-dev, October 2021.
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
import { companion, invariant } from '../kinds/index.ts';
import { tagged } from './subject.ts';
import {
  deviceRegisters,
  deviceTags,
  type EndpointParts,
  reachesAny,
  unattached,
  type ViommuSubject,
  working,
} from './viommu-subject.ts';

/** Device reset does not change the field. Source: Device configuration layout, SHOULD; Y4 of the survey. */
export function stickyBypass(subject: ViommuSubject): Property {
  const { device, field, initiallyOpen } = subject;
  return invariant({
    name: 'StickyBypass',
    statement: 'device reset leaves the field bypass as it was',
    stake: 'between the reset by the OS and its first ATTACH every device is open again',
    holds: relation(
      'bypass is as it was when the reset began',
      [
        device.view('what bypass was', (s) => registersOf(s)[deviceRegisters.was] ?? null),
        field.view('bypass', (s) => (s.context.open ? 1 : 0)),
      ],
      (was, is) => was === null || was === is,
    ),
    companion: companion(
      'the device is reset when bypass has not its initial value',
      device.is(
        'is reset, with another value than at first',
        (s) => registersOf(s)[deviceRegisters.was] === (initiallyOpen ? 0 : 1),
      ),
    ),
  });
}

/** System reset restores the field. Source: Device configuration layout, SHOULD; Y5 of the survey. */
export function restoredBypass(subject: ViommuSubject): Property {
  const { device, field, initiallyOpen } = subject;
  const initial = field.is('has its initial value', (s) => s.context.open === initiallyOpen);
  return invariant({
    name: 'RestoredBypass',
    statement: 'system reset gives the field bypass its initial value',
    stake: 'what one OS wrote decides what devices may do to the firmware and to the next OS',
    holds: implies(tagged(device, deviceTags.systemReset), initial),
    companion: companion(
      'the machine is reset when bypass has not its initial value',
      allOf(working(subject, 'SYSTEM-RESET'), not(initial)),
    ),
  });
}

/** After device reset nobody is attached and there is no domain. Source: Device initialization. */
export function resetDetachesAll(subject: ViommuSubject): Property {
  const { device, endpoints, domains } = subject;
  return invariant({
    name: 'ResetDetachesAll',
    statement: 'after device reset no endpoint is attached, and there is no domain',
    stake: 'what one driver has mapped stays open to devices under the next one',
    holds: implies(
      tagged(device, deviceTags.reset),
      allOf(
        ...endpoints.map(unattached),
        ...endpoints.map((endpoint) => not(reachesAny(endpoint))),
        ...domains.map(({ kind }) => kind.is('is absent', (s) => s.matches('absent'))),
      ),
    ),
    companion: companion(
      'the device is reset while an endpoint is attached',
      allOf(working(subject, 'RESET'), anyOf(...endpoints.map((e) => not(unattached(e))))),
    ),
  });
}

/** An endpoint that can be plugged: when it just was, and whether nothing of its RID is left from before. */
export interface Plug {
  readonly plugged: Expression;
  readonly fresh: Expression;
}

/** What is plugged is unattached, in a virtual IOMMU or a physical one. Source: 809d0810e352. */
export function freshOnPlug(plugs: readonly Plug[]): Property {
  return invariant({
    name: 'RidFreshOnPlug',
    statement: 'an endpoint that was plugged is in no domain and reaches no mapping',
    stake: 'a device gets at what was mapped for the one that was there before it',
    holds: allOf(...plugs.map(({ plugged, fresh }) => implies(plugged, fresh))),
    companion: companion('an endpoint was plugged', anyOf(...plugs.map(({ plugged }) => plugged))),
  });
}

/** RidFreshOnPlug of the endpoints of a virtual IOMMU. */
export function ridFreshOnPlug(subject: ViommuSubject): Property {
  const { device, endpoints, underway } = subject;
  const plugged = ({ name }: EndpointParts): Expression =>
    allOf(
      tagged(device, deviceTags.plugged),
      anyOf(
        ...underway
          .filter(({ op, endpoint }) => op === 'PLUG' && endpoint === name)
          .map(({ tag }) => tagged(device, tag)),
      ),
    );
  return freshOnPlug(
    endpoints.map((endpoint) => ({
      plugged: plugged(endpoint),
      fresh: allOf(unattached(endpoint), not(reachesAny(endpoint))),
    })),
  );
}
