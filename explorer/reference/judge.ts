/** How the oracle judges properties: the definitions of the kinds, word for word, on snapshots. */

import type { AnyMachineSnapshot } from 'xstate';
import type {
  Expression,
  Property,
  Step,
  View,
  WaitCycleFree,
} from '../../models/compose/index.ts';

/** What the oracle says of one property. */
export interface ReferenceProperty {
  readonly name: string;
  readonly verdict: 'holds' | 'violated' | 'vacuous' | 'inconclusive';
  readonly companion: 'met' | 'unmet' | null;
  /** Steps of the shortest path to a violation, or to the goal of a `reachable`; null if none. */
  readonly length: number | null;
}

type World = ReadonlyMap<string, AnyMachineSnapshot>;

/** Is told of every state, every step and every stuck state, nearest first. */
export interface ReferenceJudge {
  readonly state: (world: World, depth: number) => void;
  readonly step: (step: Step, before: World, after: World, depth: number) => void;
  /** True for a rest state of this property. */
  readonly stuck: (world: World, depth: number) => boolean;
  readonly result: (complete: boolean) => ReferenceProperty;
}

/** A judge for one property. */
export function referenceJudge(property: Property): ReferenceJudge {
  let length: number | null = null;
  let met = false;
  const found = (depth: number): void => {
    length = Math.min(length ?? depth, depth);
  };
  return {
    state: (world, depth) => {
      if ('companion' in property && holds(property.companion.goal, world)) met = true;
      if (property.kind === 'invariant' && !holds(property.holds, world)) found(depth);
      if (property.kind === 'reachable' && holds(property.goal, world)) found(depth);
      if (property.kind === 'waitCycleFree') {
        const graph = waitsFor(property, world);
        if ([...graph.values()].some((others) => others.length > 0)) met = true;
        if (hasCycle(graph, property.cycles)) found(depth);
      }
    },
    step: (step, before, after, depth) => {
      if (property.kind !== 'stepInvariant' || !property.steps(step)) return;
      if (!holds(property.before, before)) return;
      met = true;
      if (!holds(property.after, after)) found(depth);
    },
    stuck: (world, depth) => {
      if (property.kind !== 'deadlockFree') return false;
      const rests = holds(property.rest, world);
      if (!rests) found(depth);
      return rests;
    },
    result: (complete) => ({ ...outcome(property, length !== null, met, complete), length }),
  };
}

function outcome(
  property: Property,
  found: boolean,
  met: boolean,
  complete: boolean,
): Omit<ReferenceProperty, 'length'> {
  const { name } = property;
  if (property.kind === 'reachable') {
    const unreached = complete ? 'violated' : 'inconclusive';
    return { name, companion: null, verdict: found ? 'holds' : unreached };
  }
  const passed = met ? 'holds' : 'vacuous';
  const verdict = found ? 'violated' : complete ? passed : 'inconclusive';
  return { name, companion: met ? 'met' : 'unmet', verdict };
}

/** Whether an expression is true, by calling its predicates. */
export function holds(expression: Expression, world: World): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'atom':
      return expression.predicate(world.get(expression.component) as never);
    case 'relation':
      return expression.predicate(...(expression.views.map((v) => readView(v, world)) as never[]));
    case 'not':
      return !holds(expression.of, world);
    case 'and':
      return expression.of.every((part) => holds(part, world));
    case 'or':
      return expression.of.some((part) => holds(part, world));
  }
}

function readView<T extends string | number | boolean | null>(view: View<T>, world: World): T {
  return view.read(world.get(view.component) as never);
}

/** For each waiter, who must act before its request can be granted. */
function waitsFor(property: WaitCycleFree, world: World): ReadonlyMap<string, readonly string[]> {
  return new Map(
    property.waiters.map(({ actor, wants }) => {
      const request = readView(wants, world);
      if (request === null) return [actor, []];
      const resource = property.resources.find(({ name }) => name === request.split(':')[0]);
      if (resource === undefined) throw new Error(`${request} is for no resource`);
      const snapshot = world.get(resource.component);
      return [actor, resource.blockedBy(snapshot as never, request, actor)];
    }),
  );
}

function hasCycle(
  graph: ReadonlyMap<string, readonly string[]>,
  cycles: WaitCycleFree['cycles'],
): boolean {
  const selfish = [...graph].some(([actor, others]) => others.includes(actor));
  if (cycles === 'self') return selfish;
  const several = [...graph.keys()].some((actor) => comesBack(graph, actor));
  return several || (cycles === 'any' && selfish);
}

/** Whether some way out of `actor` to another actor leads back to it. */
function comesBack(graph: ReadonlyMap<string, readonly string[]>, actor: string): boolean {
  const reached = new Set((graph.get(actor) ?? []).filter((other) => other !== actor));
  for (const other of reached) for (const next of graph.get(other) ?? []) reached.add(next);
  return reached.has(actor);
}
