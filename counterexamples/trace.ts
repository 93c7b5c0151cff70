/**
 * The trace format: one run of a system that shows something, with names instead of numbers, so that
 * it stays readable and can be replayed on the machines it came from.
 */

import { z } from 'zod';
import { assert, messageOf, UsageError } from '../base/errors.ts';
import type { LinkedSystem, PropertyResult } from '../explorer/index.ts';
import type { ParameterValues, SystemDefinition } from '../models/compose/index.ts';

/** Raised whenever a reader of the old format would misread the new one. */
export const TRACE_VERSION = 1;

export interface TraceStep {
  readonly step: string;
  readonly actor: string;
  /** Components whose local state changed, in the words of the system's lanes. */
  readonly changed: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
  /** Components that took part and stayed as they are; absent when there are none. */
  readonly with?: readonly string[];
  /** The function and revision the step stands for, where the model says so. */
  readonly source?: string;
}

export interface Trace {
  readonly interlock: 'trace';
  readonly version: typeof TRACE_VERSION;
  readonly system: string;
  readonly parameters: ParameterValues;
  readonly property: string;
  /** `violation`: the property fails here. `witness`: a state that was to be reachable is. */
  readonly shows: 'violation' | 'witness';
  readonly statement: string;
  /** Components whose lanes tell the steps they take; absent when there are none. */
  readonly tellsSteps?: readonly string[];
  /** Local state of every component at the start. */
  readonly initial: Readonly<Record<string, string>>;
  readonly steps: readonly TraceStep[];
  /**
   * For a run that goes on for ever, after how many steps the loop begins; after all of them the run
   * stays where it is.
   */
  readonly lasso: { readonly start: number } | null;
  /**
   * For a livelock: how many states there are that cannot be left, and after how many steps progress
   * became impossible. Absent for everything else.
   */
  readonly livelock?: NonNullable<PropertyResult['livelock']>;
}

/** The part of a trace that tells what happens, and not what it shows. */
export type Run = Omit<Trace, 'property' | 'shows' | 'statement' | 'lasso' | 'livelock'>;

/**
 * The trace of a search's evidence: step numbers become names. `linked` is the linked `system`, and
 * `result` one of its results with a path.
 */
export function traceOf(
  system: SystemDefinition,
  linked: LinkedSystem,
  result: PropertyResult,
): Trace {
  const property = system.properties.find(({ name }) => name === result.name);
  assert(property !== undefined, `property ${result.name} is one of system ${system.name}`);
  assert(result.path !== null, `there is something to show for property ${result.name}`);
  return {
    ...runOf(system, linked, result.path),
    property: property.name,
    shows: showsOf(property.kind),
    statement: property.statement,
    lasso: result.loopFrom === undefined ? null : { start: result.loopFrom },
    ...(result.livelock === undefined ? {} : { livelock: result.livelock }),
  };
}

/** Names for the steps of a run, from the initial state, and for what each changes. */
export function runOf(
  system: SystemDefinition,
  linked: LinkedSystem,
  path: readonly number[],
): Run {
  const state = new Int32Array(linked.slots.length);
  const sources = new Map(system.steps.map(({ name, source }) => [name, source]));
  const tellers = system.components.filter(({ tellsSteps }) => tellsSteps).map(({ name }) => name);
  return {
    interlock: 'trace',
    version: TRACE_VERSION,
    system: system.name,
    parameters: system.parameters,
    ...(tellers.length === 0 ? {} : { tellsSteps: tellers }),
    initial: Object.fromEntries(linked.slots.map((slot) => [slot.component, labelOf(slot, 0)])),
    steps: path.map((number) => {
      const step = follow(linked, state, number);
      const source = sources.get(step.step);
      return source === undefined ? step : { ...step, source };
    }),
  };
}

/** What a run shows of a property of this kind: that it fails, or that its goal can be reached. */
export function showsOf(kind: PropertyResult['kind']): Trace['shows'] {
  return kind === 'reachable' ? 'witness' : 'violation';
}

/** Takes a step in `state` (one local state id per slot), in place. */
function follow(linked: LinkedSystem, state: Int32Array, number: number): TraceStep {
  const step = linked.steps[number];
  assert(step !== undefined, `step ${number} is one of system ${linked.name}`);
  const changed: Record<string, { from: string; to: string }> = {};
  const unchanged: string[] = [];
  step.slots.forEach((slot, k) => {
    const legend = linked.slots[slot];
    const before = state[slot] ?? -1;
    const after = step.next[k]?.[before] ?? -1;
    assert(legend !== undefined && after >= 0, `step ${step.name} is enabled where it is taken`);
    state[slot] = after;
    const [from, to] = [labelOf(legend, before), labelOf(legend, after)];
    if (from === to) unchanged.push(legend.component);
    else changed[legend.component] = { from, to };
  });
  return {
    step: step.name,
    actor: linked.actors[step.actor] ?? '',
    changed,
    ...(unchanged.length === 0 ? {} : { with: unchanged }),
  };
}

function labelOf(slot: LinkedSystem['slots'][number], local: number): string {
  const label = slot.labels[local];
  assert(label !== undefined, `component ${slot.component} has a local state ${local}`);
  return label;
}

const parameterValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

/** Unknown fields are let through and dropped, so that newer writers can add some. */
const schema: z.ZodType<Trace> = z.object({
  interlock: z.literal('trace'),
  version: z.literal(TRACE_VERSION),
  system: z.string(),
  parameters: z.record(z.string(), parameterValue),
  property: z.string(),
  shows: z.enum(['violation', 'witness']),
  statement: z.string(),
  tellsSteps: z.array(z.string()).exactOptional(),
  initial: z.record(z.string(), z.string()),
  steps: z.array(
    z.object({
      step: z.string(),
      actor: z.string(),
      changed: z.record(z.string(), z.object({ from: z.string(), to: z.string() })),
      with: z.array(z.string()).exactOptional(),
      source: z.string().exactOptional(),
    }),
  ),
  lasso: z.object({ start: z.int().nonnegative() }).nullable(),
  livelock: z
    .object({ states: z.int().positive(), lostAfter: z.int().nonnegative() })
    .exactOptional(),
});

/**
 * Reads a trace from its JSON text; `where` names the text in errors. Throws `USAGE-TRACE` with the
 * path of the first value that is not as it should be.
 */
export function parseTrace(text: string, where: string): Trace {
  const result = schema.safeParse(parseJson(text, where));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UsageError('USAGE-TRACE', `${where}: ${pathText(issue?.path)}: ${issue?.message}`, {
    hint: `Give a trace of format version ${TRACE_VERSION}, as interlock writes them.`,
  });
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError('USAGE-TRACE', `${where} is no JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** `steps[3].changed["cpu 0"].to` */
function pathText(path: readonly PropertyKey[] = []): string {
  const text = path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[A-Za-z_]\w*$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
    })
    .join('');
  return text === '' ? 'the whole' : text.replace(/^\./, '');
}
