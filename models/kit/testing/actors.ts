/** Machines driven as the actors they are, for tests of the kit and of components. */

import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type EventFrom,
  initialTransition,
  type SnapshotFrom,
  transition,
} from 'xstate';

/**
 * Starts an actor, sends it the events and returns its last snapshot. Throws at an event that is not
 * accepted, since an actor ignores such an event without a word.
 */
export function drive<M extends AnyStateMachine>(
  machine: M,
  ...events: readonly EventFrom<M>[]
): SnapshotFrom<M> {
  const actor = createActor(machine as AnyStateMachine).start();
  try {
    for (const event of events) {
      if (!actor.getSnapshot().can(event)) {
        throw new Error(`${machine.id} does not accept ${JSON.stringify(event)}`);
      }
      actor.send(event);
    }
    return actor.getSnapshot() as SnapshotFrom<M>;
  } finally {
    actor.stop();
  }
}

/** Sends events to a started actor, as they come, and collects the snapshots after each. */
export function watched<M extends AnyStateMachine>(
  machine: M,
  events: readonly EventFrom<M>[],
): readonly SnapshotFrom<M>[] {
  const actor = createActor(machine as AnyStateMachine).start();
  const snapshots = [actor.getSnapshot() as SnapshotFrom<M>];
  for (const event of events) {
    actor.send(event);
    snapshots.push(actor.getSnapshot() as SnapshotFrom<M>);
  }
  actor.stop();
  return snapshots;
}

/** Every snapshot that some sequence of these events leads to, each once. */
export function reachableSnapshots<M extends AnyStateMachine>(
  machine: M,
  events: readonly EventFrom<M>[],
): readonly SnapshotFrom<M>[] {
  const [initial] = initialTransition(machine as AnyStateMachine);
  const found = new Map<string, SnapshotFrom<M>>();
  const queue: AnyMachineSnapshot[] = [initial];
  for (const snapshot of queue) {
    const key = JSON.stringify([snapshot.value, snapshot.context]);
    if (found.has(key)) continue;
    found.set(key, snapshot as SnapshotFrom<M>);
    for (const event of events) {
      if (!snapshot.can(event)) continue;
      queue.push(transition(machine as AnyStateMachine, snapshot, event)[0]);
    }
  }
  return [...found.values()];
}
