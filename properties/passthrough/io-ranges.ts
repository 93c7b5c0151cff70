/**
 * Requirements on ranges of ioreq servers: OWNER-UNIQUE, NEWEST-WINS, CLAIMED, RANGE-ORDERED, SPAN-OWNER,
 * SPAN-REACHES.
 */

import type { ServerSlot } from '../../models/components/server-slot.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, at, tagged } from './subject.ts';

type Slots = readonly Component<ServerSlot>[];

const pairs = (slots: Slots): readonly (readonly [Slots[number], Slots[number]])[] =>
  slots.flatMap((a, i) => slots.slice(i + 1).map((b) => [a, b] as const));

const ranges = (slot: Slots[number]) => slot.view('ranges', (s) => s.context.ranges);

const somethingMapped = (slot: Slots[number]): Expression =>
  slot.is('has a range', (s) => s.context.ranges !== 0);

/** At most one server claims a byte or a BDF. Source: OWNER-UNIQUE of the survey. */
export function ownerUnique(slots: Slots): Property {
  return invariant({
    name: 'OWNER-UNIQUE',
    statement: 'at most one server claims an address',
    stake: 'a device model takes over what is answered by another one, and nobody is told',
    holds: not(
      anyOf(
        ...pairs(slots).map(([a, b]) =>
          relation(
            `${a.name} and ${b.name} claim the same`,
            [ranges(a), ranges(b)],
            (x, y) => (x & y) !== 0,
          ),
        ),
      ),
    ),
    companion: companion(
      'there are two servers, and one has a range',
      anyOf(
        ...pairs(slots).map(([a, b]) =>
          allOf(
            a.is('is taken', (s) => s.context.age !== null),
            b.is('is taken', (s) => s.context.age !== null),
            anyOf(somethingMapped(a), somethingMapped(b)),
          ),
        ),
      ),
    ),
  });
}

/** Of several servers that claim an access the newest gets it. Source: comment in ioreq_server_select. */
export function newestWins(vcpu: Actor, slots: Slots): Property {
  const chosen = vcpu.view('selected slot', (s) => registersOf(s)['sel'] ?? -1);
  const claim = (slot: Slots[number]) =>
    slot.view('claim', (s) => (s.context.ranges === 0 ? -1 : (s.context.age ?? -1)));
  return stepInvariant({
    name: 'NEWEST-WINS',
    statement: 'of several servers that claim an access, the newest gets it',
    stake: 'a device model that was started anew is there and gets nothing',
    steps: ({ tags }) => tags.includes('selects'),
    after: allOf(
      ...pairs(slots).map(([a, b]) =>
        relation(
          `of ${a.name} and ${b.name} the older was not selected`,
          [chosen, claim(a), claim(b)],
          (sel, x, y) => x < 0 || y < 0 || sel !== slots.indexOf(x > y ? b : a),
        ),
      ),
    ),
  });
}

/** A model works only on what it claims at that time. Source: E10. */
export function claimed(vcpu: Actor): Property {
  return invariant({
    name: 'CLAIMED',
    statement: 'a model works only on accesses to what it has mapped at that time',
    stake: 'a device model acts on an address that is another device by now',
    holds: not(at(vcpu, 'stale')),
    companion: companion('a server has been selected', tagged(vcpu, 'selected')),
  });
}

/** No range ends before it begins. Source: XSA-238. */
export function rangesOrdered(slots: Slots): Property {
  return invariant({
    name: 'RANGE-ORDERED',
    statement: 'no range that is mapped ends before it begins',
    stake: 'a device model has the hypervisor work with a range that its own checks rule out',
    holds: not(anyOf(...slots.map((slot) => slot.is('is inverted', (s) => s.context.inverted)))),
    companion: companion('a server maps something', anyOf(...slots.map(somethingMapped))),
  });
}

/** Parts of an access are delivered. */
const delivering = (vcpu: Actor): Expression =>
  anyOf(...['delivered', 'misdelivered', 'lost'].map((tag) => tagged(vcpu, tag)));

/** No server works on a part of an access that it does not have. Source: 60a56dc006. */
export function spanOwner(vcpu: Actor): Property {
  return invariant({
    name: 'SPAN-OWNER',
    statement: 'no server works on a part of an access that belongs to another one',
    stake: 'a device does what was meant for another one',
    holds: not(tagged(vcpu, 'misdelivered')),
    companion: companion('a request is being delivered', delivering(vcpu)),
  });
}

/** Each part of an access that belongs to a server reaches one. Source: E8, 7626edeaca. */
export function spanReaches(vcpu: Actor): Property {
  return invariant({
    name: 'SPAN-REACHES',
    statement: 'each part of an access that somebody has is worked on',
    stake: 'devices that are there read as absent where their ranges meet',
    holds: not(tagged(vcpu, 'lost')),
    companion: companion('a request is being delivered', delivering(vcpu)),
  });
}
