/**
 * Why a run shows what it shows, as data: the atoms that decide it, the cycle of waiting actors, or
 * for every actor what it would do and who refuses. Everything is read off the real snapshots.
 */

import { assert } from '../base/errors.ts';
import { allowedBy, eventText, link } from '../explorer/index.ts';
import type {
  Expression,
  NoLivelock,
  Participation,
  Refines,
  Step,
  SystemDefinition,
  Temporal,
  WaitCycleFree,
} from '../models/compose/index.ts';
import { type Fact, factsOf } from './explain/facts.ts';
import { type LastStep, lastStepOf } from './explain/last-step.ts';
import { type Discharge, dischargeOf } from './replay/lasso.ts';
import { type Reach, reachFrom } from './replay/livelock.ts';
import type { Reproduced } from './replay/replay.ts';
import { refusalsOf, type Snapshots, stateOf } from './replay/snapshots.ts';
import { cycleAmong, waitsIn } from './replay/waiting.ts';
import { wordsOf } from './replay/words.ts';
import type { Trace } from './trace.ts';

/** Somebody on a cycle of the wait-for graph. */
export interface CycleEdge {
  readonly actor: string;
  readonly request: string;
  /** The component that would grant the request, and its local state. */
  readonly component: string;
  readonly state: string;
  /** Those on the cycle that must act first. */
  readonly blockedBy: readonly string[];
}

/** A step an actor is ready for, and the other participants that refuse it. */
export interface BlockedStep {
  readonly step: string;
  readonly refusedBy: readonly {
    readonly component: string;
    readonly state: string;
    /** `ACQUIRE by=vcpu0`, or the label of an observation. */
    readonly part: string;
  }[];
}

/** An actor in a deadlock. */
export interface BlockedActor {
  readonly actor: string;
  /** Empty when it is ready for nothing. */
  readonly steps: readonly BlockedStep[];
}

/** Why a run shows what it shows. */
export type Explanation =
  | {
      readonly kind: 'facts';
      readonly facts: readonly Fact[];
      /** How the last step comes into it; null where the facts say all. */
      readonly lastStep: LastStep | null;
    }
  | { readonly kind: 'waitCycle'; readonly waits: readonly CycleEdge[] }
  | {
      readonly kind: 'refusal';
      readonly specification: string;
      /** What is seen before the last step, and by it. */
      readonly trace: readonly string[];
      readonly event: string;
      /** What might have been seen instead. */
      readonly allowed: readonly string[];
    }
  | { readonly kind: 'deadlock'; readonly actors: readonly BlockedActor[] }
  | {
      readonly kind: 'lasso';
      /** How the loop meets each assumption of fairness. */
      readonly fairness: readonly {
        readonly kind: 'weak' | 'strong';
        readonly label: string;
        readonly met: Discharge;
      }[];
    }
  | ({ readonly kind: 'livelock' } & NonNullable<Trace['livelock']> &
      Pick<Reach, 'isWhole' | 'steps'>);

/** Explains a run that was reproduced on the machines. */
export function explain(system: SystemDefinition, run: Reproduced): Explanation {
  const { property, states, after } = run;
  const atEnd = (expression: Expression): readonly Fact[] =>
    factsOf(expression, system, states, 'in the last state');
  switch (property.kind) {
    case 'invariant':
      return factual(run, atEnd(property.holds));
    case 'reachable':
      return factual(run, atEnd(property.goal));
    case 'stepInvariant': {
      const before = states.slice(0, -1);
      return factual(run, [
        ...factsOf(property.before, system, before, 'before the last step'),
        ...atEnd(property.after),
      ]);
    }
    case 'waitCycleFree':
      return { kind: 'waitCycle', waits: cycleIn(property, system, after) };
    case 'deadlockFree':
      return { kind: 'deadlock', actors: blockedActors(system, after) };
    case 'refines':
      return refusalOf(property, run);
    case 'temporal':
      return { kind: 'lasso', fairness: fairnessOf(property, system, run) };
    case 'noLivelock':
      return livelockOf(property, system, run);
  }
}

function refusalOf({ specification }: Refines, { steps }: Reproduced): Explanation {
  const trace = wordsOf(steps);
  const event = trace.at(-1) ?? '';
  const before = trace.slice(0, -1);
  const allowed = allowedBy(link(specification), before) ?? [];
  return { kind: 'refusal', specification: specification.name, trace: before, event, allowed };
}

function fairnessOf({ fairness }: Temporal, system: SystemDefinition, run: Reproduced) {
  const start = run.trace.lasso?.start ?? 0;
  return fairness.map((assumed) => {
    const met = dischargeOf(assumed, system, { states: run.states, steps: run.steps, start });
    assert(met !== null, `a replayed loop is fair to ${assumed.label}`);
    return { kind: assumed.kind, label: assumed.label, met };
  });
}

function livelockOf(
  property: NoLivelock,
  system: SystemDefinition,
  { states, trace: { livelock } }: Reproduced,
): Explanation {
  assert(livelock !== undefined, 'a replayed livelock tells how large it is');
  const { isWhole, steps } = reachFrom(property, system, states.at(-1) ?? new Map());
  return { kind: 'livelock', ...livelock, isWhole, steps };
}

function factual({ trace }: Reproduced, facts: readonly Fact[]): Explanation {
  return { kind: 'facts', facts, lastStep: lastStepOf(trace, facts) };
}

/** A shortest cycle of the wait-for graph, without those that wait beside it. */
function cycleIn(
  property: WaitCycleFree,
  system: SystemDefinition,
  state: Snapshots,
): readonly CycleEdge[] {
  const cycle = cycleAmong(waitsIn(property, state), property.cycles) ?? [];
  const actors = cycle.map(({ actor }) => actor);
  return cycle.map(({ actor, request, component, blockedBy }) => ({
    actor,
    request,
    component,
    state: stateOf(system, state, component),
    blockedBy: blockedBy.filter((other) => actors.includes(other)),
  }));
}

/**
 * For every actor the steps it is ready for itself, all of which somebody else refuses. Faults are
 * nothing an actor waits for.
 */
function blockedActors(system: SystemDefinition, state: Snapshots): readonly BlockedActor[] {
  const actors = [...new Set(system.steps.map((step) => step.actor))];
  return actors.map((actor) => ({
    actor,
    steps: system.steps
      .filter((step) => step.actor === actor && !step.fault)
      .map((step) => ({ step, refusing: refusalsOf(step, state) }))
      .filter(({ step, refusing }) => !refusing.includes(ownPart(step)))
      .map(({ step, refusing }) => ({
        step: step.name,
        refusedBy: refusing.map((part) => ({
          component: part.component,
          state: stateOf(system, state, part.component),
          part: part.kind === 'event' ? eventText(part.event) : part.label,
        })),
      })),
  }));
}

/** The actor's own part: its component's, or the first where the actor is outside the system. */
function ownPart(step: Step): Participation {
  const own = step.parts.find((part) => part.component === step.actor) ?? step.parts[0];
  assert(own !== undefined, `step ${step.name} has a participant`);
  return own;
}
