/**
 * What requirements about the long run assume of those who act: that a program which can go on does,
 * and that hardware which has something to do does it. What the environment does to somebody (dies,
 * fails, loses an edge) is owed by nobody.
 */

import type { Fairness, Step } from '../../models/compose/index.ts';
import { stronglyFair, weaklyFair } from '../kinds/index.ts';

interface Named {
  readonly name: string;
}

/**
 * The steps of an actor that are its own, and nothing that befalls it. Following a pointer to something
 * that is gone is among them: it is what the code does next.
 */
export function ownStepsOf({ name }: Named): (step: Step) => boolean {
  return ({ actor, tags }) => actor === name && !tags.includes('environment');
}

/** Whoever runs a program goes on while it can. `why` names what schedules it. */
export function scheduled(actors: readonly Named[], why: string): readonly Fairness[] {
  return actors.map((actor) => weaklyFair(actor.name, ownStepsOf(actor), why));
}

/** The same of those who compete: whoever can act again and again does. `why` names the arbiter. */
export function served(actors: readonly Named[], why: string): readonly Fairness[] {
  return actors.map((actor) => stronglyFair(actor.name, ownStepsOf(actor), why));
}
