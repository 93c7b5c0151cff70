/**
 * Whether a run ends in a livelock, as its trace claims: round its loop nothing is progress, and nothing
 * that can be reached from there is. Everything is read off the real snapshots; how much can be reached
 * may be too much for real machines, so only so many states are looked at.
 */

import { type AnyMachineSnapshot, transition } from 'xstate';
import { stateKey } from '../../explorer/index.ts';
import type { NoLivelock, Step, SystemDefinition } from '../../models/compose/index.ts';
import type { Trace } from '../trace.ts';
import type { Shortfall } from './evidence.ts';
import { type LassoRun, loopShortfall } from './lasso.ts';
import { holdsIn, refusalsOf, type Snapshots, snapshotOf } from './snapshots.ts';

/** What can be reached from a state on. */
export interface Reach {
  readonly states: number;
  /** Nothing more can be reached. */
  readonly isWhole: boolean;
  /** Names of the steps that can be taken there, in the order of the system. */
  readonly steps: readonly string[];
  /** The first that would be progress, in words; null where nothing is. */
  readonly progress: string | null;
}

/** States that real machines are taken to: a few seconds. */
const STATES_MAX = 100;

/** Null when the run ends in a livelock and its claim is right. */
export function livelockShortfall(
  property: NoLivelock,
  system: SystemDefinition,
  run: LassoRun,
  claim: Trace['livelock'],
): Shortfall | null {
  const { states, steps, start } = run;
  if (claim === undefined) return { expected: 'how large the livelock is', found: 'nothing' };
  if (start >= steps.length) return { expected: 'a loop with a step', found: 'none' };
  const open = loopShortfall(system, run);
  if (open !== null) return open;
  const lost = states[claim.lostAfter];
  if (lost === undefined || claim.lostAfter > start) {
    return { expected: 'progress to be lost before the loop', found: `after ${claim.lostAfter}` };
  }
  const fault = steps.find((step, i) => i >= start && step.fault);
  if (fault !== undefined) return { expected: 'a loop without faults', found: fault.name };
  const inLoop = reachFrom(property, system, states[start] as Snapshots);
  const progress = inLoop.progress ?? reachFrom(property, system, lost).progress;
  if (progress !== null) return { expected: 'no progress to be possible', found: progress };
  const isSo = inLoop.isWhole ? inLoop.states === claim.states : inLoop.states < claim.states;
  return isSo
    ? null
    : { expected: `${claim.states} states in the livelock`, found: String(inLoop.states) };
}

/** What can be reached from a state without faults, nearest first. */
export function reachFrom(
  { progress, content }: NoLivelock,
  system: SystemDefinition,
  from: Snapshots,
): Reach {
  const found = new Map([[stateKey(system, from), from]]);
  const taken = new Set<Step>();
  let made: string | null = null;
  let isWhole = true;
  for (const state of found.values()) {
    if (holdsIn(content, state)) made ??= 'a state that is content';
    const owed = system.steps.filter((one) => !one.fault && refusalsOf(one, state).length === 0);
    for (const step of owed) {
      taken.add(step);
      if (progress(step)) made ??= `step ${step.name}`;
      const next = after(step, state);
      const key = stateKey(system, next);
      if (found.has(key)) continue;
      if (found.size < STATES_MAX) found.set(key, next);
      else isWhole = false;
    }
  }
  const steps = system.steps.filter((step) => taken.has(step)).map(({ name }) => name);
  return { states: found.size, isWhole, steps, progress: made };
}

/** Every participant takes its event; the others stay as they are. */
function after(step: Step, state: Snapshots): Snapshots {
  const next = new Map(state);
  for (const part of step.parts) {
    if (part.kind !== 'event') continue;
    const snapshot = snapshotOf(state, part.component);
    const [moved] = transition(snapshot.machine, snapshot, part.event as never);
    next.set(part.component, moved as AnyMachineSnapshot);
  }
  return next;
}
