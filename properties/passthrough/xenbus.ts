/**
 * Requirements on the two ends of a PV device: XB-ORDER/MAP, XB-ORDER/END, MAP-GRANTED, SAME-RING,
 * NO-DEVICE-LEFT, REPLACEMENT-SEEN, CLOSED-STAYS, OWN-DIRECTORY, ONLY-REPLACED.
 */

import type { backendDomain } from '../../models/components/backend-domain.machine.ts';
import type { watchQueue } from '../../models/components/watch-queue.machine.ts';
import type {
  ringPage,
  xenbusDevice,
  xenbusNode,
} from '../../models/components/xenbus-device.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, at, tagged } from './subject.ts';

type Node = Component<typeof xenbusNode>;

/**
 * A PV device, its ends and who works on it.
 *
 * Places of the backend have tags: `map-failed` where it could not map the ring, `dead`. The frontend's
 * thread that looks for devices is at `looked` when it is through; xenwatch has the tag `rest` between events.
 */
export interface PvDevice {
  readonly fe: Node;
  readonly be: Node;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  readonly device: Component<typeof xenbusDevice>;
  readonly watches: Component<ReturnType<typeof watchQueue>>;
  /** One for each kernel of the frontend, the newest last. */
  readonly rings: readonly Component<typeof ringPage>[];
  readonly toolstack: Actor;
  readonly backend: Actor;
  readonly boot: Actor;
  readonly xenwatch: Actor;
}

const says = (node: Node, state: number): Expression =>
  node.is(`is at ${state}`, (s) => s.context.state === state);

const alive = ({ domain }: PvDevice): Expression =>
  domain.is('is running', (s) => s.matches('running'));

/** What the directory of the backend says is said by the backend that lives. */
const present = ({ be, domain }: PvDevice): Expression =>
  relation(
    'the directory of the backend is that of its present life',
    [
      be.view('backend', (s) => s.context.backend),
      domain.view('life', (s) => s.context.incarnation),
    ],
    (of, life) => of === life,
  );

/** Connected means that the ring is mapped. */
export function connectedIsMapped(pv: PvDevice): Property {
  const open = anyOf(says(pv.fe, 3), says(pv.fe, 4));
  const connected = allOf(says(pv.be, 4), open, alive(pv), present(pv));
  return invariant({
    name: 'XB-ORDER/MAP',
    statement: 'a backend that says Connected to a frontend that is open has mapped the ring',
    stake: 'the frontend uses a ring that nobody looks at',
    holds: implies(
      connected,
      anyOf(
        ...pv.rings.map((ring) =>
          ring.is('is mapped', (s) => s.matches('mapped') || s.matches('endedWhileMapped')),
        ),
      ),
    ),
    companion: companion('the backend says Connected', connected),
  });
}

/**
 * Access to the ring ends when nobody maps it any more, and the backend says so: it is at 5 or 6, or its directory
 * is gone. A backend that is dead says nothing, and the directory of another one does not count.
 */
export function endedIsUnmapped(pv: PvDevice): Property {
  const { be, device, xenwatch } = pv;
  const open = be.is(
    'says that it is open',
    ({ context: { state } }) => state !== null && state < 5,
  );
  const own = relation(
    'the directory of the backend is of the one that the device knows',
    [be.view('backend', (s) => s.context.backend), device.view('known', (s) => s.context.known)],
    (backend, known) => backend === known,
  );
  return stepInvariant({
    name: 'XB-ORDER/END',
    statement:
      'a frontend ends access to its ring once its backend is closing, closed or gone, and has unmapped it',
    stake: 'a page that the frontend uses for something else is still written by the backend',
    steps: ({ actor, tags }) => actor === xenwatch.name && tags.includes('ends-access'),
    before: anyOf(...pv.rings.map((ring) => ring.is('is granted', (s) => !s.matches('private')))),
    after: not(
      anyOf(
        ...pv.rings.map((ring) =>
          ring.is('was ended while mapped', (s) => s.matches('endedWhileMapped')),
        ),
        allOf(open, own, alive(pv), present(pv)),
      ),
    ),
  });
}

/** A published reference can be mapped. */
export function mapsWhatIsGranted(pv: PvDevice): Property {
  return invariant({
    name: 'MAP-GRANTED',
    statement: 'what the backend finds published is granted to it',
    stake: 'the backend cannot map the ring, and the device does not come up',
    holds: not(tagged(pv.backend, 'map-failed')),
    companion: companion(
      'the backend has mapped a ring',
      anyOf(...pv.rings.map((ring) => ring.is('is mapped', (s) => s.matches('mapped')))),
    ),
  });
}

/** Both ends mean the same ring. */
export function sameRing(pv: PvDevice): Property {
  const both = allOf(says(pv.fe, 4), says(pv.be, 4), alive(pv), present(pv));
  return invariant({
    name: 'SAME-RING',
    statement: 'when both ends say Connected, the backend maps the ring that the frontend names',
    stake: 'the frontend puts requests into a ring, the backend works on what is in an old one',
    holds: implies(
      both,
      anyOf(
        ...pv.rings.map((ring, r) =>
          allOf(
            ring.is('is mapped', (s) => s.matches('mapped') || s.matches('endedWhileMapped')),
            pv.fe.is(`names ring${r}`, (s) => s.context.ring === r),
          ),
        ),
      ),
    ),
    companion: companion('both ends say Connected', both),
  });
}

const waits = (pv: PvDevice): Expression =>
  allOf(says(pv.fe, 1), says(pv.be, 2), alive(pv), present(pv));

const quiet = ({ watches, xenwatch, boot }: PvDevice): Expression =>
  allOf(
    watches.is('has nothing pending', (s) => s.context.pending.length === 0),
    tagged(xenwatch, 'rest'),
    at(boot, 'looked'),
  );

/** A device that waits for its frontend is not overlooked. */
export function noDeviceLeft(pv: PvDevice): Property {
  return invariant({
    name: 'NO-DEVICE-LEFT',
    statement:
      'no device stays at Initialising, its backend waiting, after the last event that tells of it',
    stake: 'the guest never gets the device, though everything is there',
    holds: not(allOf(waits(pv), quiet(pv))),
    companion: companion('a backend waits for a frontend at Initialising', waits(pv)),
  });
}

/** A device that was probed is not kept in the place of the one that replaced it. */
export function replacementSeen(pv: PvDevice): Property {
  const probed = pv.device.is('knows its other end', (s) => s.context.known !== null);
  return invariant({
    name: 'REPLACEMENT-SEEN',
    statement:
      'a device that was probed does not stand in for one at Initialising after the last event that tells of it',
    stake:
      'the guest keeps a device whose backend is gone, and never gets the one that replaced it',
    holds: not(allOf(probed, waits(pv), quiet(pv))),
    companion: companion('a device is known while one waits', allOf(probed, waits(pv))),
  });
}

/** What is closed is not closing. */
export function closedStays(pv: PvDevice): Property {
  return stepInvariant({
    name: 'CLOSED-STAYS',
    statement: 'the toolstack says Closing to nobody who has closed',
    stake: 'the backend is through and will not say Closed again: the device is never detached',
    steps: ({ actor, tags }) => actor === pv.toolstack.name && tags.includes('detaches'),
    before: says(pv.be, 6),
    after: says(pv.be, 6),
  });
}

const ofItsBackend = ({ fe, device }: PvDevice): Expression =>
  relation(
    'the directory is of the backend the device knows',
    [fe.view('backend', (s) => s.context.backend), device.view('known', (s) => s.context.known)],
    (backend, known) => backend === null || backend === known,
  );

/** A driver speaks for its own device. */
export function ownDirectory(pv: PvDevice): Property {
  const { fe, xenwatch } = pv;
  return stepInvariant({
    name: 'OWN-DIRECTORY',
    statement: 'removing a device closes no other that has come to be at its path',
    stake: 'a device that was just attached is closed before it was connected',
    steps: ({ actor, tags }) => actor === xenwatch.name && tags.includes('closes-removed'),
    after: anyOf(not(says(fe, 6)), ofItsBackend(pv)),
  });
}

/** Only a device that was replaced is taken for one. */
export function onlyReplaced(pv: PvDevice): Property {
  const { device, fe, xenwatch } = pv;
  return stepInvariant({
    name: 'ONLY-REPLACED',
    statement:
      'a device is removed as replaced only once its other end was read or its probe is over, and only if that end is not whom its directory names',
    stake: 'a device that comes up is torn down, by a thread that waits for who probes it',
    steps: ({ actor, tags }) => actor === xenwatch.name && tags.includes('takes-for-replaced'),
    after: allOf(
      device.is(
        'knows its other end, or is through with its probe',
        (s) => s.matches('bound') || s.context.known !== null,
      ),
      relation(
        'the device knows another backend than its directory names, or none',
        [
          fe.view('backend', (s) => s.context.backend),
          device.view('known', (s) => s.context.known),
        ],
        (backend, known) => backend !== known,
      ),
    ),
  });
}
