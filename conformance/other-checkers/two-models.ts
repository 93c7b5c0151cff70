/** Checkers that are given two models of one system: one with all claims about states, one for deadlocks. */

import { askedOf, deadlockOf, type Question } from './answer.ts';
import { both } from './run.ts';

/** What a checker wrote about the two models. */
export interface Outputs {
  /** Names of the properties that were asked about in the first. */
  readonly asked: readonly string[];
  readonly claims: string;
  /** Null where there is no deadlock property to ask about. */
  readonly stuck: string | null;
  readonly states: number;
}

/** Has both models verified at once. Throws when they do not have equally many states. */
export async function verifyBoth(
  { system }: Question,
  verify: (properties: readonly string[], name: string) => Promise<string>,
  statesIn: (output: string) => number,
): Promise<Outputs> {
  const [asked, deadlock] = [askedOf(system), deadlockOf(system)];
  const [claims, stuck] = await both(
    verify(asked, 'claims'),
    deadlock.length === 0 ? Promise.resolve(null) : verify(deadlock, 'deadlock'),
  );
  const states = statesIn(claims);
  if (stuck !== null && statesIn(stuck) !== states) {
    throw new Error(`it counts ${states} states, and ${statesIn(stuck)} looking for deadlocks`);
  }
  return { asked, claims, stuck, states };
}
