/**
 * Requirements on the work that maps BARs, and on what a domain can do after it: L-BOUNDED,
 * NO-UAF-RANGE, L-UNSTUCK, L-RELEASABLE, BAR-WRITABLE, HOLE-NEEDED.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, noLivelock, stepInvariant } from '../kinds/index.ts';
import type { MappedDevice, MappingSubject } from './mapping.ts';
import { inOrder, isHere, mappings } from './mapping-places.ts';
import { type Actor, anyTagged, at } from './subject.ts';

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

const enabled = ({ bars }: MappedDevice): Expression =>
  anyOf(...bars.map(({ bar }) => bar.is('is enabled', (s) => s.context.enabled)));

/** A guest that has turned decode off has no BAR that is enabled, so that all can be moved. */
export function unstuck({ devices }: MappingSubject): Property {
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

/**
 * From wherever a guest has got to it can still let go of its devices, unless it or the host has
 * crashed: a livelock is where it goes on and cannot.
 */
export function releasable(subject: MappingSubject): Property {
  const letGo = (device: MappedDevice) =>
    allOf(
      device.guest.is('has decode off', (s) => !s.context.memory),
      not(enabled(device)),
      not(anyOf(...mappings({ ...subject, devices: [device] }).map(({ mapped }) => mapped))),
    );
  return noLivelock({
    name: 'L-RELEASABLE',
    statement: 'decode off with nothing mapped can be reached from everywhere',
    source: 'L-UNSTUCK of the survey',
    stake: 'whatever the guest writes from then on, it gets its BARs neither unmapped nor moved',
    progress: () => false,
    content: anyOf(
      anyTagged(subject.vcpus, 'crashed'),
      allOf(
        ...subject.devices.map((device) =>
          anyOf(
            not(isHere(device)),
            device.vpci.is('is not published', (s) => !s.matches('published')),
            device.domain.crashed.is('is on', (s) => s.matches('on')),
            letGo(device),
          ),
        ),
      ),
    ),
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
