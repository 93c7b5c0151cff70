/**
 * Replay: drives the real XState machines along a trace and compares every component after every
 * step. It shares no code with the tables a search runs on, so it catches mistakes of theirs.
 */

import { UsageError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import { allowedBy, eventText, link } from '../../explorer/index.ts';
import {
  askable,
  type Participation,
  type Property,
  type Refines,
  type Step,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import { type Run, showsOf, type Trace, type TraceStep } from '../trace.ts';
import { type RunEnd, type Shortfall, shortfallOf } from './evidence.ts';
import { lassoShortfall } from './lasso.ts';
import { livelockShortfall } from './livelock.ts';
import { Machines } from './machines.ts';
import { refusalsOf, type Snapshots } from './snapshots.ts';
import { wordsOf } from './words.ts';

/** The machines went along with every step, and the end shows what the trace claims. */
export interface Reproduced extends RunEnd {
  readonly kind: 'reproduced';
  readonly property: Property;
  readonly trace: Trace;
  /** The initial state and the one after every step. */
  readonly states: readonly Snapshots[];
  readonly steps: readonly Step[];
}

/** Machines and trace differ. */
export interface Mismatch extends Shortfall {
  readonly kind: 'mismatch';
  /** The step at or after which they differ, counted from 1; 0 for the initial state. */
  readonly step: number;
}

export type Replay = Reproduced | Mismatch;

/**
 * Replays a trace on the machines of the system it names. Throws `USAGE-TRACE` when it names another
 * one, or a property this one does not have.
 */
export function replay(system: SystemDefinition, trace: Trace): Replay {
  const property = propertyOf(system, trace);
  const machines = new Machines(system);
  try {
    return run(system, machines, trace, property);
  } finally {
    machines.stop();
  }
}

function propertyOf(system: SystemDefinition, trace: Trace): Property {
  if (trace.system !== system.name) {
    throw new UsageError(
      'USAGE-TRACE',
      `replaying on system ${system.name}: the trace is one of system ${trace.system}`,
    );
  }
  const property = askable(system).find(({ name }) => name === trace.property);
  if (property !== undefined) return property;
  throw new UsageError(
    'USAGE-TRACE',
    `replaying on system ${system.name}: it has no property ${JSON.stringify(trace.property)}`,
    {
      hint: suggestion(
        trace.property,
        askable(system).map(({ name }) => name),
      ),
    },
  );
}

function run(
  system: SystemDefinition,
  machines: Machines,
  trace: Trace,
  property: Property,
): Replay {
  const followed = follow(system, machines, trace);
  if (followed.kind === 'mismatch') return followed;
  const { states, steps, ...end } = followed;
  const shortfall = claimed(system, trace, property, end, states, steps);
  if (shortfall !== null) return mismatch(trace.steps.length, shortfall);
  return { property, trace, states, steps, ...end, kind: 'reproduced' };
}

/** The machines went along with every step. */
export interface Followed extends RunEnd {
  readonly kind: 'followed';
  /** The initial state and the one after every step. */
  readonly states: readonly Snapshots[];
  readonly steps: readonly Step[];
}

/** Drives machines that have just been started along a run. */
export function follow(
  system: SystemDefinition,
  machines: Machines,
  trace: Run,
): Followed | Mismatch {
  const steps = new Map(system.steps.map((step) => [step.name, step]));
  const expected = new Map(Object.entries(trace.initial));
  let end: RunEnd = { before: null, lastStep: null, after: machines.snapshots() };
  const states = [end.after];
  const taken: Step[] = [];
  const unlike = difference(expected, machines.labels());
  if (unlike !== null) return mismatch(0, unlike);
  for (const [index, given] of trace.steps.entries()) {
    const step = steps.get(given.step);
    if (step === undefined) {
      return mismatch(index + 1, { expected: `step ${given.step}`, found: 'no step of that name' });
    }
    const refused = refusal(given, step, end) ?? foresee(expected, given);
    if (refused !== null) return mismatch(index + 1, refused);
    machines.take(step);
    end = { before: end.after, lastStep: step, after: machines.snapshots() };
    states.push(end.after);
    taken.push(step);
    const differs = difference(expected, machines.labels());
    if (differs !== null) return mismatch(index + 1, differs);
  }
  return { kind: 'followed', states, steps: taken, ...end };
}

/** What is missing for the run to show what the trace claims. */
function claimed(
  system: SystemDefinition,
  { shows, lasso, livelock }: Trace,
  property: Property,
  end: RunEnd,
  states: readonly Snapshots[],
  steps: readonly Step[],
): Shortfall | null {
  const found = `a property of kind ${property.kind}`;
  if (shows !== showsOf(property.kind)) return { expected: `a ${shows}`, found };
  if (property.kind === 'refines') return refusalShortfall(property, steps);
  if (property.kind !== 'temporal' && property.kind !== 'noLivelock') {
    return lasso === null
      ? shortfallOf(property, system, end)
      : { expected: 'a property of runs that go on for ever', found };
  }
  if (lasso === null || lasso.start > steps.length) {
    return { expected: 'a loop', found: lasso === null ? 'none' : 'one that begins after the end' };
  }
  const run = { states, steps, start: lasso.start };
  return property.kind === 'temporal'
    ? lassoShortfall(property, system, run)
    : livelockShortfall(property, system, run, livelock);
}

/** What is missing for the specification to refuse what the last step shows, and nothing before. */
function refusalShortfall({ specification }: Refines, steps: readonly Step[]): Shortfall | null {
  const trace = wordsOf(steps);
  const linked = link(specification);
  const before = allowedBy(linked, trace.slice(0, -1));
  const last = steps.at(-1);
  if (last?.observable === undefined || before === null) {
    return { expected: 'only the last step to be refused', found: 'another one is' };
  }
  return allowedBy(linked, trace) === null
    ? null
    : { expected: 'the last step to be refused', found: `${specification.name} allows it` };
}

function mismatch(step: number, { expected, found }: Shortfall): Mismatch {
  return { kind: 'mismatch', step, expected, found };
}

/** Why a step of the trace cannot be taken, or null. */
function refusal(given: TraceStep, step: Step, { after }: RunEnd): Shortfall | null {
  if (step.actor !== given.actor) {
    return {
      expected: `${given.actor} to take step ${step.name}`,
      found: `${step.actor} takes it`,
    };
  }
  const refusing = refusalsOf(step, after)[0];
  return refusing === undefined
    ? null
    : { expected: `step ${step.name} to be enabled`, found: `${partText(refusing)} is refused` };
}

/** `lock: ACQUIRE by=vcpu0` or `device: "is present"` */
function partText(part: Participation): string {
  const text = part.kind === 'event' ? eventText(part.event) : JSON.stringify(part.label);
  return `${part.component}: ${text}`;
}

/** Notes in `expected` what a step is said to change; returns what contradicts the steps before. */
function foresee(expected: Map<string, string>, given: TraceStep): Shortfall | null {
  for (const [component, { from, to }] of Object.entries(given.changed)) {
    const before = expected.get(component);
    if (before !== from) {
      return {
        expected: `${component} to be ${from} before step ${given.step}`,
        found: before === undefined ? 'no such component' : `${component} is ${before}`,
      };
    }
    expected.set(component, to);
  }
  return null;
}

/** The first component whose label is not the expected one, or null. */
function difference(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): Shortfall | null {
  for (const component of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, label] = [expected.get(component), found.get(component)];
    if (wanted !== label) {
      return {
        expected: wanted === undefined ? `no ${component}` : `${component} to be ${wanted}`,
        found: label === undefined ? 'no such component' : `${component} is ${label}`,
      };
    }
  }
  return null;
}
