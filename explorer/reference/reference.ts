/**
 * The oracle: a model checker in a hundred lines.
 *
 * It takes the definition at its word. A state is one real XState snapshot per component; a step is
 * enabled when every participant's snapshot `can` take its event; taking it calls XState's own
 * `transition`; properties are the model's own functions, called on the snapshots. Nothing is
 * tabulated, packed or shared with the engines, which must agree with it wherever it can finish.
 *
 * It is slow (some ten thousand steps a second) and meant to be read. One thing it does not see: the
 * order in which the active nodes of a parallel machine were entered, since that is in no persisted
 * snapshot. It matters only where several regions have eventless transitions.
 */

import { type AnyMachineSnapshot, initialTransition, transition } from 'xstate';
import type { Step, SystemDefinition } from '../../models/compose/index.ts';
import { type ReferenceJudge, type ReferenceProperty, referenceJudge } from './judge.ts';
import { keyOf } from './key.ts';

/** A state: the snapshot of every component, by name. */
export type World = ReadonlyMap<string, AnyMachineSnapshot>;

/** What the oracle found. */
export interface ReferenceResult {
  /** False when `statesMax` was reached: then only violations count. */
  readonly complete: boolean;
  readonly states: number;
  /** Enabled steps, summed over all states. */
  readonly transitions: number;
  /** Length of the longest shortest path from the initial state. */
  readonly depth: number;
  /** States without an enabled step that no property declares a rest state. */
  readonly deadlocks: number;
  /** States without an enabled step. */
  readonly terminal: number;
  readonly properties: readonly ReferenceProperty[];
}

/** Explores every state of a system, nearest first. */
export function referenceCheck(
  system: SystemDefinition,
  limits: { readonly statesMax?: number } = {},
): ReferenceResult {
  const { statesMax = Number.POSITIVE_INFINITY } = limits;
  const judges = system.properties.map((property) => referenceJudge(property));
  const seen = new Set<string>();
  let transitions = 0;
  let deadlocks = 0;
  let terminal = 0;
  let depth = 0;

  const visit = (world: World, at: number): World[] => {
    const key = keyOf(system, world);
    if (seen.has(key)) return [];
    seen.add(key);
    depth = at;
    for (const judge of judges) judge.state(world, at);
    return [world];
  };

  let level = visit(initialWorld(system), 0);
  for (let at = 0; level.length > 0 && seen.size <= statesMax; at++) {
    const following: World[] = [];
    for (const world of level) {
      const enabled = system.steps.filter((step) => isEnabled(step, world));
      transitions += enabled.length;
      if (enabled.length === 0) {
        terminal++;
        if (!someRests(judges, world, at)) deadlocks++;
      }
      for (const step of enabled) {
        const next = take(step, world);
        for (const judge of judges) judge.step(step, world, next, at + 1);
        following.push(...visit(next, at + 1));
      }
    }
    level = following;
  }
  const complete = level.length === 0;
  const properties = judges.map((judge) => judge.result(complete));
  return { complete, states: seen.size, transitions, depth, deadlocks, terminal, properties };
}

/** Tells every judge of a state without an enabled step; true when one of them lets it rest. */
function someRests(judges: readonly ReferenceJudge[], world: World, at: number): boolean {
  return judges.map((judge) => judge.stuck(world, at)).includes(true);
}

/** Every component in its initial state. */
export function initialWorld(system: SystemDefinition): World {
  return new Map(
    system.components.map(({ name, machine, input }) => {
      const [snapshot] = initialTransition(machine, input as never);
      return [name, snapshot as AnyMachineSnapshot];
    }),
  );
}

/** Every participant accepts its part. A machine that is done accepts nothing. */
export function isEnabled(step: Step, world: World): boolean {
  return step.parts.every((part) => {
    const snapshot = snapshotOf(world, part.component);
    if (part.kind === 'observation') return part.predicate(snapshot as never);
    return snapshot.status === 'active' && snapshot.can(part.event as never);
  });
}

/** All participants move at once; the others stay as they are. */
export function take(step: Step, world: World): World {
  const next = new Map(world);
  for (const part of step.parts) {
    if (part.kind === 'observation') continue;
    const snapshot = snapshotOf(world, part.component);
    const [after] = transition(snapshot.machine, snapshot, part.event as never);
    next.set(part.component, after as AnyMachineSnapshot);
  }
  return next;
}

/** The snapshot of a component that is known to exist. */
export function snapshotOf(world: World, component: string): AnyMachineSnapshot {
  const snapshot = world.get(component);
  if (snapshot === undefined) throw new Error(`no component ${component}`);
  return snapshot;
}
