/**
 * Requirements on the time line of a boot: firmware, the OS that takes over, and what comes after.
 *
 * Source: the thread "virtio-iommu: Rework the bypass feature" of virtio-dev, October 2021, and its
 * reviews on the lists of Linux.
 */

import { reached } from '../../models/components/host-iommu.machine.ts';
import {
  allOf,
  anyOf,
  type Expression,
  type Fairness,
  implies,
  never,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, eventually, invariant, leads, leadsTo, temporal } from '../kinds/index.ts';
import { scheduled } from './fairness.ts';
import { tagged } from './subject.ts';
import { deviceTags, type EndpointParts, isOpen, type ViommuSubject } from './viommu-subject.ts';

/** The request of an endpoint gets on the bus: its own bit and that of the bridge are on. */
function emits(
  { hostileIgnoresMaster }: ViommuSubject,
  { hostile, bus }: EndpointParts,
): Expression {
  const bits = [hostile && hostileIgnoresMaster ? null : bus?.master, bus?.bridge];
  return allOf(
    ...bits.flatMap((bit) =>
      bit === null || bit === undefined ? [] : [bit.is('is on', (s) => s.matches('on'))],
    ),
  );
}

/** What the guest does; there is one in every boot time line. */
function guestIs({ guest }: ViommuSubject, tag: string): Expression {
  return guest === null ? never : tagged(guest, tag);
}

/** The open and hostile endpoints. */
function hostileOnes({ endpoints }: ViommuSubject): readonly EndpointParts[] {
  return endpoints.filter(({ hostile }) => hostile);
}

/** An endpoint nobody trusts never reaches all memory, whoever is in charge. Source: 4.2 of the survey. */
export function untrustedNeverOpen(subject: ViommuSubject): Property {
  return untrustedNeverOpenOf(
    hostileOnes(subject).map((e) => ({ open: isOpen(e), emits: emits(subject, e) })),
  );
}

/**
 * The same of any IOMMU.
 *
 * @param hostile of each endpoint nobody trusts: that it reaches all memory, and that its requests get there
 */
export function untrustedNeverOpenOf(
  hostile: readonly { readonly open: Expression; readonly emits: Expression }[],
): Property {
  return invariant({
    name: 'UntrustedNeverOpen',
    statement: 'no hostile endpoint is ever in bypass while its requests get on the bus',
    stake:
      'a hostile device rewrites the kernel, or the tables of the IOMMU, while the machine boots',
    holds: not(anyOf(...hostile.map(({ open, emits: out }) => allOf(open, out)))),
    companion: companion(
      'requests of a hostile endpoint get on the bus',
      anyOf(...hostile.map(({ emits: out }) => out)),
    ),
  });
}

/** The firmware loads the kernel. The safety part of EventuallyBoots of the survey. */
export function boots(subject: ViommuSubject): Property {
  return invariant({
    name: 'Boots',
    statement: 'the boot disk is never blocked while the firmware loads the kernel',
    stake: 'the machine does not start',
    holds: not(guestIs(subject, deviceTags.bootFailed)),
    companion: companion('the kernel is about to be loaded', guestIs(subject, deviceTags.loading)),
  });
}

/** Requests are out of the reach of endpoints from the moment they are written until they are read. */
export function controlNotReachable(subject: ViommuSubject): Property {
  const { queue, requestPage } = subject;
  const written =
    queue === null ? never : queue.is('has a request in it', (s) => s.matches('posted'));
  const reaches = (endpoint: EndpointParts): Expression =>
    anyOf(
      isOpen(endpoint),
      ...endpoint.entries.map((entry) =>
        entry.is(`reaches p${requestPage}`, (s) => reached(s)?.page === requestPage),
      ),
    );
  return invariant({
    name: 'ControlNotReachable',
    statement: 'no hostile endpoint reaches a request between its posting and its being popped',
    stake: 'a hostile device writes its own requests and attaches itself to what it likes',
    holds: not(
      allOf(
        written,
        anyOf(...hostileOnes(subject).map((e) => allOf(reaches(e), emits(subject, e)))),
      ),
    ),
    companion: companion('a request is posted', written),
  });
}

/** Once the OS has taken over, who is in no domain reaches nothing: the policy of a careful OS. */
export function detachedBlocked(subject: ViommuSubject): Property {
  return detachedBlockedOf(
    guestIs(subject, deviceTags.takenOver),
    subject.endpoints.map((endpoint) => ({
      away: endpoint.attached.is(
        'is there, unattached',
        (s) => s.matches('present') && s.context.domain === null,
      ),
      open: isOpen(endpoint),
    })),
  );
}

/**
 * The same of any IOMMU.
 *
 * @param taken the OS has taken over
 * @param endpoints of each: that it is in no domain, and that it reaches all memory
 */
export function detachedBlockedOf(
  taken: Expression,
  endpoints: readonly { readonly away: Expression; readonly open: Expression }[],
): Property {
  return invariant({
    name: 'DetachedBlocked',
    statement:
      'after the OS has taken over, an endpoint that is in no domain does not reach all memory',
    stake:
      'a device that was just plugged, or just given up, reads and writes any memory of the guest',
    holds: implies(taken, allOf(...endpoints.map(({ away, open }) => implies(away, not(open))))),
    companion: companion(
      'an endpoint is in no domain after the OS has taken over',
      allOf(taken, anyOf(...endpoints.map(({ away }) => away))),
    ),
  });
}

/** What a device took for I/O virtual addresses is never taken for addresses of memory. */
export function noIovaAsGpa(subject: ViommuSubject): Property {
  const busy = ({ bus }: EndpointParts): Expression =>
    bus === null ? never : bus.busy.is('has a buffer', (s) => s.matches('on'));
  return noIovaAsGpaOf(
    subject.endpoints.map((e) => ({ holds: busy(e), open: isOpen(e) })),
    {
      label: 'the virtual IOMMU is about to be reset after a device has had a buffer',
      goal: guestIs(subject, deviceTags.shutdown),
    },
  );
}

/**
 * The same of any IOMMU.
 *
 * @param endpoints of each: that it was given I/O virtual addresses, and that it reaches all memory
 * @param put what puts it to the test
 */
export function noIovaAsGpaOf(
  endpoints: readonly { readonly holds: Expression; readonly open: Expression }[],
  put: { readonly label: string; readonly goal: Expression },
): Property {
  return invariant({
    name: 'NoIovaAsGpa',
    statement: 'no device that was given I/O virtual addresses is in bypass',
    stake: 'a device at work overwrites memory that happens to have the number of its buffer',
    holds: not(anyOf(...endpoints.map(({ holds, open }) => allOf(holds, open)))),
    companion: companion(put.label, put.goal),
  });
}

/** Everybody does what he was asked for; what a hostile endpoint does is owed by nobody. */
function machineRuns({ guest, callers, device }: ViommuSubject): readonly Fairness[] {
  return [
    ...scheduled([...(guest === null ? [] : [guest]), ...callers], 'a vCPU of the guest runs'),
    ...scheduled([device], 'the monitor takes what is posted, and works it off'),
  ];
}

/** A machine that is switched on comes to run its OS. */
export function eventuallyBoots(subject: ViommuSubject): Property {
  return eventually({
    name: 'EventuallyBoots',
    statement: 'the OS runs in the end, with a driver that has taken over all endpoints',
    stake: 'the machine does not start',
    goal: guestIs(subject, deviceTags.takenOver),
    fairness: machineRuns(subject),
  });
}

/** Whoever posts a request gets an answer. */
export function eventuallyCompleted(subject: ViommuSubject): Property {
  const { queue } = subject;
  const posted =
    queue === null ? never : queue.is('has a request in it', (s) => s.matches('posted'));
  const answered =
    queue === null ? never : queue.is('has an answer in it', (s) => s.matches('answered'));
  return leadsTo({
    name: 'EventuallyCompleted',
    statement: 'every request that is posted is answered in the end',
    stake: 'a driver waits for ever, and with it whoever wanted to do DMA',
    from: posted,
    to: answered,
    fairness: machineRuns(subject),
  });
}

/** An OS that starts its driver comes to attach every endpoint that it trusts and that is there. */
export function eventuallyAttached(subject: ViommuSubject): Property {
  const starts = guestIs(subject, deviceTags.driverStarts);
  const trusted = subject.endpoints.filter(({ hostile }) => !hostile);
  return temporal({
    name: 'EventuallyAttached',
    statement: 'once the OS has started its driver, every trusted endpoint is attached in the end',
    stake: 'a device of the guest is blocked, or reaches everything, for as long as it is used',
    formula: {
      kind: 'and',
      of: trusted.map(({ attached }) =>
        leads(
          starts,
          attached.is(
            'is attached, or gone',
            (s) => s.context.domain !== null || s.matches('absent'),
          ),
        ),
      ),
    },
    fairness: machineRuns(subject),
    companion: companion('the OS starts its driver', starts),
  });
}
