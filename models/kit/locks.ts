/**
 * Locks seen alike, whatever their kind: who holds them, who must act before somebody gets them.
 */

import type { Component, Expression, Resource } from '../compose/index.ts';
import type { LockMode } from './blockers.ts';
import { type recursiveLock, recursiveLockBlockers } from './recursive-lock.machine.ts';
import { type rwLock, rwLockBlockers } from './rw-lock.machine.ts';
import { type spinLock, spinLockBlockers } from './spin-lock.machine.ts';

/** A lock and how it is asked. */
export interface LockComponent {
  readonly name: string;
  /** The lock as something that can be waited for; requests are `<name>:read` and `<name>:write`. */
  readonly resource: Resource;
  /** The named actor holds it, in whatever mode. */
  readonly heldBy: (actor: string) => Expression;
  /** Somebody holds it. */
  readonly held: Expression;
  /** It was released by somebody who did not hold it. */
  readonly broken: Expression;
}

function resourceOf(
  name: string,
  blockers: (snapshot: never, mode: LockMode, actor: string) => readonly string[],
): Resource {
  const modeOf = (request: string): LockMode => (request.endsWith(':read') ? 'read' : 'write');
  return {
    name,
    component: name,
    blockedBy: (snapshot: never, request, actor) => blockers(snapshot, modeOf(request), actor),
  };
}

export function spinLockComponent(lock: Component<typeof spinLock>): LockComponent {
  return {
    name: lock.name,
    resource: resourceOf(lock.name, spinLockBlockers),
    heldBy: (actor) => lock.is(`is held by ${actor}`, (s) => s.context.holder === actor),
    held: lock.is('is held', (s) => s.matches('held')),
    broken: lock.is('is broken', (s) => s.matches('broken')),
  };
}

export function recursiveLockComponent(lock: Component<typeof recursiveLock>): LockComponent {
  return {
    name: lock.name,
    resource: resourceOf(lock.name, recursiveLockBlockers),
    heldBy: (actor) => lock.is(`is held by ${actor}`, (s) => s.context.holder === actor),
    held: lock.is('is held', (s) => s.matches('held')),
    broken: lock.is('is broken', (s) => s.matches('broken')),
  };
}

export function rwLockComponent(lock: Component<typeof rwLock>): LockComponent {
  return {
    name: lock.name,
    resource: resourceOf(lock.name, rwLockBlockers),
    heldBy: (actor) =>
      lock.is(
        `is held by ${actor}`,
        ({ context }) => context.writer === actor || context.readers.includes(actor),
      ),
    held: lock.is(
      'is held',
      ({ context }) => context.writer !== null || context.readers.length > 0,
    ),
    broken: lock.is('is broken', (s) => s.matches('broken')),
  };
}
