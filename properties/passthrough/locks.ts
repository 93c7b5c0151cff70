/** Requirements on locks: LOCK-DISC, L-NODEADLOCK, L-NOSELF, NO-STUCK. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, deadlockFree, invariant, waitCycleFree, waiter } from '../kinds/index.ts';
import { type Actor, anyTagged, type Subject, tagged } from './subject.ts';

/** Actors and the locks they take. */
export type Lockers = Pick<Subject, 'actors' | 'locks'>;

/** The request of an actor that is about to take a lock. */
function wants(actor: Actor) {
  return actor.view('wants', (s) => {
    const tag = [...s.tags].find((t) => t.startsWith('wants '));
    return tag === undefined ? null : tag.slice('wants '.length);
  });
}

/**
 * Only the holder unlocks, nobody returns to the guest with a lock, and locks are taken in the
 * documented order, where there is one.
 *
 * Source: the comment at `pci_lock` in xen/include/xen/sched.h; the order is that of 1.6 of the
 * domain literature (pcidevs_lock, d->pci_lock, vpci->lock).
 *
 * @param order names of locks, outermost first; locks of the same rank in one string, space separated
 */
export function lockDiscipline(subject: Lockers, order: readonly string[] | null): Property {
  const { actors, locks } = subject;
  const clean = actors.map((actor) =>
    implies(tagged(actor, 'guest'), not(anyOf(...locks.map((lock) => lock.heldBy(actor.name))))),
  );
  return invariant({
    name: 'LOCK-DISC',
    statement:
      order === null
        ? 'only the holder unlocks, and nobody returns to the guest with a lock'
        : 'only the holder unlocks, nobody returns to the guest with a lock, and locks are taken in order',
    stake: 'a guest that keeps a lock, or releases one that is not held, stops the host',
    holds: allOf(
      not(anyOf(...locks.map((lock) => lock.broken))),
      ...clean,
      ...(order === null ? [] : inOrder(subject, order)),
    ),
    companion: companion(
      'one lock is held while somebody is in guest mode',
      allOf(anyOf(...locks.map((lock) => lock.held)), anyTagged(actors, 'guest')),
    ),
  });
}

/** Nobody who waits for a lock holds one that comes after it. */
function inOrder({ actors, locks }: Lockers, order: readonly string[]): readonly Expression[] {
  return actors.flatMap((actor) =>
    order.flatMap((names, rank) => {
      const later = locks.filter((lock) =>
        order.slice(rank + 1).some((other) => other.split(' ').includes(lock.name)),
      );
      const waiting = actor.is(`waits for ${names}`, (s) =>
        names
          .split(' ')
          .some((name) => s.hasTag(`wants ${name}:read`) || s.hasTag(`wants ${name}:write`)),
      );
      return later.map((lock) => not(allOf(waiting, lock.heldBy(actor.name))));
    }),
  );
}

/**
 * No two or more actors wait for each other's locks, even while others still move.
 *
 * Source: mails of 2022-02-04 and 2022-02-07 on the locks of the series (ABBA); lock order comments.
 */
export function noDeadlock({ actors, locks }: Lockers): Property {
  return waitCycleFree({
    name: 'L-NODEADLOCK',
    statement: 'no actors wait for each other in a circle',
    stake: 'a guest with two vCPUs hangs physical CPUs of the host',
    cycles: 'several',
    waiters: actors.map((actor) => waiter(actor.name, wants(actor))),
    resources: locks.map((lock) => lock.resource),
  });
}

/**
 * The same among the vCPUs of the domain alone: a circle that needs nobody else.
 */
export function noDeadlockAmongVcpus({ vcpus, locks }: Subject): Property {
  const names = vcpus.map((vcpu) => vcpu.name);
  return waitCycleFree({
    name: 'L-NODEADLOCK-VCPUS',
    statement: 'no vCPUs of the domain wait for each other in a circle',
    stake: 'a guest hangs physical CPUs of the host whenever it likes',
    cycles: 'several',
    waiters: vcpus.map((vcpu) => waiter(vcpu.name, wants(vcpu))),
    resources: locks.map(({ resource }) => ({
      ...resource,
      blockedBy: (snapshot: never, request: string, actor: string) =>
        resource.blockedBy(snapshot, request, actor).filter((name) => names.includes(name)),
    })),
  });
}

/** No actor waits for a lock it holds itself. */
export function noSelfDeadlock({ actors, locks }: Lockers): Property {
  return waitCycleFree({
    name: 'L-NOSELF',
    statement: 'no actor waits for a lock it holds itself',
    stake: 'a single config write hangs a physical CPU of the host',
    cycles: 'self',
    waiters: actors.map((actor) => waiter(actor.name, wants(actor))),
    resources: locks.map((lock) => lock.resource),
  });
}

/** Something can always happen, unless everybody is at rest or the hypervisor has crashed. */
export function noStandstill({ actors, locks }: Lockers): Property {
  const resting = allOf(...actors.map((actor) => tagged(actor, 'rest')));
  const crashed = anyTagged(actors, 'crashed');
  return deadlockFree({
    name: 'NO-STUCK',
    statement: 'somebody can always go on, unless all are at rest',
    stake: 'the host hangs',
    rest: anyOf(resting, crashed, anyOf(...locks.map((lock) => lock.broken))),
    companion: companion(
      'somebody waits for a lock that is held',
      anyOf(
        ...locks.map((lock) =>
          allOf(
            lock.held,
            anyOf(
              ...actors.map((actor) =>
                actor.is(
                  `waits for ${lock.name}`,
                  (s) =>
                    s.hasTag(`wants ${lock.name}:read`) || s.hasTag(`wants ${lock.name}:write`),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  });
}
