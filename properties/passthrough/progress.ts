/**
 * What those who share locks and pending slots come to in the end: L-PROGRESS, L-PEND, NO-STARVE and
 * NO-STARVE-UNFAIR.
 */

import {
  allOf,
  anyOf,
  type Expression,
  type Fairness,
  type Formula,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, leads, stronglyFair, temporal } from '../kinds/index.ts';
import { ownStepsOf, scheduled, served } from './fairness.ts';
import { type Actor, type Subject, tagged } from './subject.ts';

const fairLocks =
  'the scheduler starves nobody, and locks are handed on in order (ticket locks, queued rwlocks)';

/** Mapping is cut short again and again, not for ever: a range has an end. */
function mappingEnds({ slots }: Subject): readonly Fairness[] {
  return slots.map(({ actor }) =>
    stronglyFair(
      `${actor.name}'s mapping`,
      (step) => ownStepsOf(actor)(step) && step.tags.includes('completes'),
      'a range has an end, so an update that is preempted each time is done one day',
    ),
  );
}

const waitsForLock = (actor: Actor): Expression =>
  actor.is('waits for a lock', (s) => [...s.tags].some((tag) => tag.startsWith('wants ')));

/** For each pair: whenever one is true the other is, then or later. */
function eachLeads(pairs: readonly (readonly [from: Expression, to: Expression])[]): Formula {
  return { kind: 'and', of: pairs.map(([from, to]) => leads(from, to)) };
}

/** Whoever enters the hypervisor leaves it. */
export function callsEnd(subject: Subject): Property {
  const { actors } = subject;
  return temporal({
    name: 'L-PROGRESS',
    statement: 'every access to config space and every hypercall about a device ends',
    stake: 'a CPU of the host is gone for good',
    formula: eachLeads(
      actors.map((actor) => [not(tagged(actor, 'rest')), tagged(actor, 'rest')] as const),
    ),
    fairness: [...served(actors, fairLocks), ...mappingEnds(subject)],
    companion: companion(
      'somebody is in the hypervisor',
      anyOf(...actors.map((actor) => not(tagged(actor, 'rest')))),
    ),
  });
}

/** What was put off is done, or called off. */
export function pendingEnds(subject: Subject): Property {
  const { slots, actors } = subject;
  const isFilled = ({ slot }: Subject['slots'][number]): Expression =>
    slot.is('is filled', (s) => s.context.request !== null);
  return temporal({
    name: 'L-PEND',
    statement: 'every filled slot is emptied in the end: its work is done, or called off',
    stake: 'a guest waits for ever for a mapping that it asked for',
    formula: eachLeads(slots.map((one) => [isFilled(one), not(isFilled(one))] as const)),
    fairness: [...served(actors, fairLocks), ...mappingEnds(subject)],
    companion: companion('a slot is filled', anyOf(...slots.map(isFilled))),
  });
}

/** Whoever waits for a lock gets it, if locks are fair; or, with `unfair`, if only CPUs are scheduled. */
export function nobodyStarves(subject: Subject, locks: 'fair' | 'unfair'): Property {
  const { actors } = subject;
  const [first, ...others] = actors;
  const fairness =
    locks === 'fair'
      ? [...served(actors, fairLocks), ...mappingEnds(subject)]
      : [
          ...scheduled(actors, 'the scheduler starves nobody; a lock goes to whoever is quickest'),
          ...mappingEnds(subject),
        ];
  const name = locks === 'fair' ? 'NO-STARVE' : 'NO-STARVE-UNFAIR';
  return temporal({
    name,
    statement:
      locks === 'fair'
        ? 'whoever waits for a lock gets it'
        : 'whoever waits for a lock gets it, even where locks go to whoever is quickest',
    stake: 'one CPU spins for ever while others take the lock in turns',
    formula: eachLeads(
      actors.map((actor) => [waitsForLock(actor), not(waitsForLock(actor))] as const),
    ),
    fairness,
    companion: companion(
      'somebody waits for a lock while somebody else is at work',
      first === undefined
        ? allOf()
        : allOf(waitsForLock(first), anyOf(...others.map((actor) => not(tagged(actor, 'rest'))))),
    ),
  });
}
