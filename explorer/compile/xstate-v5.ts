/**
 * The one file that touches XState's internals (version 5).
 *
 * It opens a machine as a `Stepper`: a pure transition function on snapshots with a faithful key.
 * What it needs beyond the public API: a reusable actor scope (3 to 18 times cheaper than
 * `transition()`, which computes the initial state anew on each call), the active nodes and their
 * order, remembered history, and the transitions of each state node, to scan for what cannot be
 * checked and to see that guards return true or false.
 */

import {
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  type StateNode,
} from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { arrangement, canonical } from './canonical.ts';

/** More microsteps than this in one macrostep count as never coming to rest. */
const MICROSTEPS_MAX = 10_000;

/** A machine as a transition function. Every method is pure if the machine is. */
export interface Stepper {
  /** The name the machine gives itself. */
  readonly id: string;
  readonly initial: () => AnyMachineSnapshot;
  /**
   * Whether some active state lists the type of event at all. Where none does, the event is refused
   * and no code of the model runs.
   */
  readonly mayAccept: (snapshot: AnyMachineSnapshot, type: string) => boolean;
  /** Whether some transition is enabled for the event; one that changes nothing counts too. */
  readonly accepts: (snapshot: AnyMachineSnapshot, event: AnyEventObject) => boolean;
  /** The snapshot after one macrostep. */
  readonly step: (snapshot: AnyMachineSnapshot, event: AnyEventObject) => AnyMachineSnapshot;
  /** Everything that determines future behaviour, as a canonical text. */
  readonly key: (snapshot: AnyMachineSnapshot) => string;
  /** The context's keys and members in the order in which they were added. */
  readonly arrangement: (snapshot: AnyMachineSnapshot) => string;
  /** Types of events any state declares, wildcards included. */
  readonly descriptors: readonly string[];
}

/** A guard that returned something else than true or false. */
export class NotBoolean extends Error {
  /** Finds its message inside the error that XState wraps around it. */
  static readonly pattern = /guard \S+ returned .*/;
}

type AnyStateNode = StateNode;
type Guard = ((...args: unknown[]) => unknown) & { guards?: readonly unknown[] };

/** Opens a machine. Throws a `ModelError` for constructs without a meaning under a pure step. */
export function open(
  machine: AnyStateMachine,
  input: unknown,
  eventTypes: readonly string[],
): Stepper {
  const copy = machine.provide({
    guards: Object.fromEntries(
      Object.entries(machine.implementations.guards).map(([name, guard]) => [
        name,
        checked(guard, name),
      ]),
    ),
  } as never) as AnyStateMachine;
  copy.options = { ...copy.options, maxIterations: MICROSTEPS_MAX };
  const nodes = [...nodesOf(copy.root as AnyStateNode)];
  for (const node of nodes) {
    refuseUnsupported(node, machine.id, eventTypes);
    for (const transition of transitionsOf(node)) {
      if (typeof transition.guard === 'function') {
        (transition as { guard: unknown }).guard = checked(transition.guard, transition.guard.name);
      }
    }
  }
  const actor = createActor(copy, { input } as never);
  const scope = {
    self: actor,
    id: '',
    sessionId: '',
    system: actor.system,
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    actionExecutor: (action: unknown) => refuseResolved(action, machine.id),
  };
  const pathDependent = hasEventlessInSeveralPlaces(nodes);
  const settle = (snapshot: AnyMachineSnapshot): AnyMachineSnapshot =>
    pathDependent ? snapshot : inDocumentOrder(snapshot);
  return {
    id: machine.id,
    initial: () =>
      settle(copy.getInitialSnapshot(scope as never, input as never) as AnyMachineSnapshot),
    mayAccept: mentionedBy(nodes),
    accepts: (snapshot, event) => snapshot.status === 'active' && snapshot.can(event as never),
    step: (snapshot, event) => {
      const next = copy.transition(snapshot, event as never, scope as never) as AnyMachineSnapshot;
      return next === snapshot ? snapshot : settle(next);
    },
    key: (snapshot) => keyOf(snapshot, pathDependent),
    arrangement: (snapshot) => arrangement(snapshot.context, 'context'),
    descriptors: copy.events as readonly string[],
  };
}

/**
 * XState takes eventless transitions of several regions in the order in which their nodes became
 * active, which depends on the path. Where that cannot matter, document order saves duplicates.
 */
function inDocumentOrder(snapshot: AnyMachineSnapshot): AnyMachineSnapshot {
  const nodes = snapshot._nodes as readonly AnyStateNode[];
  for (let i = 1; i < nodes.length; i++) {
    if ((nodes[i - 1]?.order ?? 0) > (nodes[i]?.order ?? 0)) {
      return {
        ...snapshot,
        _nodes: [...nodes].sort((a, b) => a.order - b.order),
      } as AnyMachineSnapshot;
    }
  }
  return snapshot;
}

/** Status, active nodes, remembered history, context; output and error where there are any. */
function keyOf(snapshot: AnyMachineSnapshot, pathDependent: boolean): string {
  const orders = (snapshot._nodes as readonly AnyStateNode[]).map((node) => node.order);
  if (!pathDependent) orders.sort((a, b) => a - b);
  const remembered = snapshot.historyValue as Readonly<Record<string, readonly AnyStateNode[]>>;
  const history = Object.keys(remembered)
    .sort()
    .map(
      (id) =>
        `${id}:${(remembered[id] ?? [])
          .map((node) => node.order)
          .sort()
          .join('.')}`,
    );
  const parts = [
    snapshot.status,
    orders.join('.'),
    history.join(';'),
    canonical(snapshot.context, 'context'),
  ];
  if (snapshot.output !== undefined) parts.push(canonical(snapshot.output, 'output'));
  return parts.join('|');
}

function* nodesOf(node: AnyStateNode): Iterable<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesOf(child as AnyStateNode);
}

function transitionsOf(node: AnyStateNode) {
  const own = [...node.transitions.values()].flat();
  return node.always === undefined ? own : [...own, ...node.always];
}

/** Wraps a guard, and the guards inside `and`, `or` and `not`, so that they must return a boolean. */
function checked(guard: unknown, name: string): unknown {
  if (typeof guard !== 'function') return guard;
  const original = guard as Guard;
  if ('check' in original) {
    const inner = original.guards?.map((g) =>
      checked(g, typeof g === 'function' ? g.name : String(g)),
    );
    const copy = (...args: unknown[]): unknown => original(...args);
    return Object.assign(copy, original, inner === undefined ? {} : { guards: inner });
  }
  return (...args: unknown[]): boolean => {
    const result = original(...args);
    if (typeof result !== 'boolean') {
      const what = result instanceof Promise ? 'a promise (is it async?)' : `${typeof result}`;
      throw new NotBoolean(`guard ${name || '(anonymous)'} returned ${what}`);
    }
    return result;
  };
}

function refuseUnsupported(
  node: AnyStateNode,
  machine: string,
  eventTypes: readonly string[],
): void {
  const where = `machine ${machine}, state ${JSON.stringify(node.path.join('.') || '(root)')}`;
  if (node.invoke.length > 0) {
    throw new ModelError('MODEL-ACTOR', `${where} invokes ${JSON.stringify(node.invoke[0]?.src)}`, {
      hint: 'Make the invoked thing a component of its own and its outcomes events of steps.',
    });
  }
  for (const transition of node.after) {
    if (!eventTypes.includes(String(transition.eventType))) {
      throw new ModelError('MODEL-TIME', `${where} has a delay of ${String(transition.delay)}`, {
        hint: `No step drives it. Model the time-out as an event, or send ${JSON.stringify(transition.eventType)} in a step.`,
      });
    }
  }
  const actions = [
    ...node.entry,
    ...node.exit,
    ...transitionsOf(node).flatMap((transition) => transition.actions),
  ];
  for (const action of actions) refuseAction(action, where);
}

const actorActions: Readonly<Record<string, string>> = {
  'xstate.sendTo': 'sends a message to an actor',
  'xstate.spawnChild': 'spawns an actor',
  'xstate.stopChild': 'stops an actor',
  'xstate.sendParent': 'sends a message to its parent',
};

/** The delayed event of an `after` is let through: a step drives it. */
function refuseAction(action: unknown, where: string): void {
  const { type, delay, event } = action as {
    readonly type?: string;
    readonly delay?: unknown;
    readonly event?: { readonly type?: string };
  };
  const what = actorActions[type ?? ''];
  if (what !== undefined) {
    throw new ModelError('MODEL-ACTOR', `${where} has an action that ${what}`, {
      hint: 'Components meet only in steps: make the other machine a component and name both in a step.',
    });
  }
  const isAfter = event?.type?.startsWith('xstate.after.') === true;
  if (type === 'xstate.raise' && delay !== undefined && !isAfter) {
    throw new ModelError('MODEL-TIME', `${where} raises an event after a delay`, {
      hint: 'Make the delayed event a step of its own.',
    });
  }
}

/** Actions that hide behind a name or in `enqueueActions` are known only once they are resolved. */
function refuseResolved(action: unknown, machine: string): void {
  const { type, params } = action as { readonly type: string; readonly params?: object };
  refuseAction({ ...params, type }, `machine ${machine}`);
}

/** Whether eventless transitions lie in several regions, or both in a region and outside of it. */
function hasEventlessInSeveralPlaces(nodes: readonly AnyStateNode[]): boolean {
  const places = new Set<string>();
  for (const node of nodes) {
    if (node.always === undefined || node.always.length === 0) continue;
    const regions: string[] = [];
    for (let at: AnyStateNode | undefined = node; at?.parent !== undefined; at = at.parent) {
      if (at.parent.type === 'parallel') regions.push(at.id);
    }
    for (const place of regions.length === 0 ? ['outside'] : regions) places.add(place);
  }
  return places.size > 1;
}

/** For each active state node, whether it or one of its wildcards lists a type of event. */
function mentionedBy(nodes: readonly AnyStateNode[]): Stepper['mayAccept'] {
  const types = new Map<unknown, { readonly exact: ReadonlySet<string>; readonly wild: boolean }>();
  for (const node of nodes) {
    const own = [...node.transitions.keys()].map(String);
    types.set(node, { exact: new Set(own), wild: own.some((type) => type.endsWith('*')) });
  }
  return (snapshot, type) => {
    for (const node of snapshot._nodes as readonly AnyStateNode[]) {
      const listed = types.get(node);
      if (listed === undefined || listed.wild || listed.exact.has(type)) return true;
    }
    return false;
  };
}
