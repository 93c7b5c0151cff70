/** What a lock tells about those who wait for it. */

import type { AnyStateMachine, SnapshotFrom } from 'xstate';

/** How a lock is wanted. A spin lock knows only `write`. */
export type LockMode = 'read' | 'write';

/**
 * Names of the actors that must act before `actor` can have the lock in this mode; empty when it can
 * have it now. An actor that names itself waits for itself.
 */
export type Blockers<M extends AnyStateMachine> = (
  lock: SnapshotFrom<M>,
  mode: LockMode,
  actor: string,
) => readonly string[];
