/** A trace as people read it: who acts, under which name, and what is different afterwards. */

import type { Trace, TraceStep } from '../trace.ts';
import { type Change, changeBetween } from './change.ts';
import { plain } from './text.ts';

/** Name of what is there before the first step. */
export const START = 'initially';

/** One step of a story. */
export interface Scene {
  /** Counted from 1. */
  readonly number: number;
  readonly actor: string;
  /** Whether somebody else acted before. */
  readonly switched: boolean;
  /** The lane that tells this step; null when its actor has none. */
  readonly teller: string | null;
  /** The step's name without the actor in front. */
  readonly name: string;
  /** Where the last step leaves its teller, if that is a place worth naming; otherwise null. */
  readonly landmark: string | null;
  /** By component, in the order of the lanes; without the teller. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Lanes of components that took part and stayed as they are. */
  readonly seen: readonly string[];
}

export interface Story {
  /**
   * Components that change or tell steps: first those that act, each group in order of first
   * appearance.
   */
  readonly lanes: readonly string[];
  /** The lanes in which steps stand instead of local states. */
  readonly tellers: ReadonlySet<string>;
  /** Components without a lane. */
  readonly quiet: readonly string[];
  /** `initial.get(lane)`: the local state at the start, of those that do not tell steps. */
  readonly initial: ReadonlyMap<string, string>;
  readonly scenes: readonly Scene[];
}

/** Arranges a trace for reading. Texts are free of control characters. */
export function storyOf(trace: Trace): Story {
  const changing = new Set(trace.steps.flatMap((step) => Object.keys(step.changed)));
  const actors = new Set(trace.steps.map((step) => step.actor));
  const tellers = new Set((trace.tellsSteps ?? []).filter((component) => actors.has(component)));
  const acting = [...actors].filter((actor) => changing.has(actor) || tellers.has(actor));
  const lanes = [...new Set([...acting, ...changing])];
  const changesOf = teller(lanes, tellers);
  const scenes = trace.steps.map((step, index): Scene => {
    const actor = plain(step.actor);
    const last = index === trace.steps.length - 1;
    return {
      number: index + 1,
      actor,
      switched: step.actor !== trace.steps[index - 1]?.actor,
      teller: tellers.has(step.actor) ? step.actor : null,
      name: withoutActor(plain(step.step), actor),
      landmark: last && tellers.has(step.actor) ? landmarkOf(trace, step) : null,
      changes: new Map(changesOf(step)),
      seen: lanes.filter((lane) => lane !== step.actor && step.with?.includes(lane)),
    };
  });
  const initial = Object.entries(trace.initial);
  const states = new Map(initial.map(([component, state]) => [component, plain(state)]));
  return {
    lanes,
    tellers,
    quiet: [...states.keys()].filter((component) => !lanes.includes(component)).map(plain),
    initial: new Map(
      lanes.filter((lane) => !tellers.has(lane)).map((lane) => [lane, states.get(lane) ?? '']),
    ),
    scenes,
  };
}

/** How a run with a loop goes on: `then again from step 3`, `and so for ever`. */
export function againText({ lasso, steps }: Trace): string {
  if (lasso === null) return '';
  return lasso.start < steps.length
    ? `then again from step ${lasso.start + 1}, for ever`
    : 'then nothing can happen any more';
}

/** A step and where it leaves its teller: `tests pdev->vpci  → use-after-free`. */
export function toldIn({ name, landmark }: Scene): string {
  return landmark === null ? name : `${name}  → ${landmark}`;
}

/** The name of a step without its actor in front. */
export function withoutActor(name: string, actor: string): string {
  return name.startsWith(`${actor}: `) ? name.slice(actor.length + 2) : name;
}

/**
 * Tells the changes of one step after the other, in the order of the lanes. What a teller's own step
 * changes of it is told by the step.
 */
function teller(lanes: readonly string[], tellers: ReadonlySet<string>) {
  const seen = new Set<string>();
  return ({ actor, changed }: TraceStep): readonly (readonly [string, Change])[] =>
    lanes.flatMap((lane) => {
      const change = changed[lane];
      if (change === undefined || (lane === actor && tellers.has(lane))) return [];
      const first = !seen.has(lane);
      seen.add(lane);
      return [[lane, changeBetween(plain(change.from), plain(change.to), first)]];
    });
}

/**
 * Where a step leaves its actor, unless that is just another line of its code (`rd0:test`) or the
 * place it came from at first.
 */
function landmarkOf({ initial }: Trace, { actor, changed }: TraceStep): string | null {
  const place = placeIn(changed[actor]?.to);
  if (place === '' || place.includes(':') || place === placeIn(initial[actor])) return null;
  return place;
}

/** The first word of a program's local state. */
function placeIn(label = ''): string {
  return plain(label).split(' ')[0] ?? '';
}
