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
  /** The step's name without the actor in front. */
  readonly name: string;
  /** By component, in the order of the lanes. */
  readonly changes: ReadonlyMap<string, Change>;
}

export interface Story {
  /** Components that change: first those that act, each group in order of first appearance. */
  readonly lanes: readonly string[];
  /** Components that stay as they are. */
  readonly quiet: readonly string[];
  /** `initial.get(lane)`: the local state at the start. */
  readonly initial: ReadonlyMap<string, string>;
  readonly scenes: readonly Scene[];
}

/** Arranges a trace for reading. Texts are free of control characters. */
export function storyOf(trace: Trace): Story {
  const changing = new Set(trace.steps.flatMap((step) => Object.keys(step.changed)));
  const actors = new Set(trace.steps.map((step) => step.actor));
  const acting = [...actors].filter((actor) => changing.has(actor));
  const lanes = [...new Set([...acting, ...changing])];
  const initial = new Map(Object.entries(trace.initial));
  const seen = new Set<string>();
  const changesOf = ({ changed }: TraceStep): readonly (readonly [string, Change])[] =>
    lanes.flatMap((lane) => {
      const change = changed[lane];
      if (change === undefined) return [];
      const first = !seen.has(lane);
      seen.add(lane);
      return [[lane, changeBetween(plain(change.from), plain(change.to), first)]];
    });
  const scenes = trace.steps.map((step, index): Scene => {
    const actor = plain(step.actor);
    const name = plain(step.step);
    return {
      number: index + 1,
      actor,
      switched: step.actor !== trace.steps[index - 1]?.actor,
      name: name.startsWith(`${actor}: `) ? name.slice(actor.length + 2) : name,
      changes: new Map(changesOf(step)),
    };
  });
  return {
    lanes,
    quiet: [...initial.keys()].filter((component) => !changing.has(component)).map(plain),
    initial: new Map(lanes.map((lane) => [lane, plain(initial.get(lane) ?? '')])),
    scenes,
  };
}
