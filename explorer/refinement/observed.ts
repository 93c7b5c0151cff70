/**
 * A system as it is seen from outside: steps that show something, and what they show.
 *
 * What an actor gets to know in the midst of its work can be seen only when it is done: a step may
 * give an *answer*, which the next step of the actor that tells answers shows. Each actor that has
 * answers gets a slot that keeps the latest one; it is a participant that refuses nothing, so the
 * system does what it did. (Histories of calls and returns: Herlihy and Wing, Linearizability, TOPLAS
 * 1990.)
 */

import { ANSWER } from '../../models/compose/step.ts';
import type { LinkedObservation, LinkedStep, LinkedSystem, Slot } from '../system.ts';
import { type Alphabet, HIDDEN } from './alphabet.ts';

/** What an actor shows that was to tell an answer and has none. */
const NO_ANSWER = 'nothing';

/** A system with slots for answers, and what its steps show. */
export interface Observed {
  readonly system: LinkedSystem;
  /** `answerSlot[s]`: the slot that decides what step `s` shows, or -1 where nothing does. */
  readonly answerSlot: Int32Array;
  /** What step `s` shows is `events[s][local]`, with the local state of that slot, or 0. */
  readonly events: readonly Int32Array[];
}

/** The slot of an actor and its answers; local state 0 is to have none. */
interface Memory {
  readonly slot: number;
  readonly answers: readonly string[];
}

/** The system as it is seen, in words that are numbered by `alphabet`. */
export function observed(system: LinkedSystem, alphabet: Alphabet): Observed {
  const observations = system.observations ?? [];
  const memories = memoriesOf(system, observations);
  const steps = [...system.steps];
  const answerSlot = new Int32Array(steps.length).fill(-1);
  const hidden = Int32Array.of(HIDDEN);
  const events: Int32Array[] = steps.map(() => hidden);
  for (const { step: number, event, answer } of observations) {
    const step = system.steps[number] as LinkedStep;
    const memory = memories.get(step.actor);
    const tells = event?.includes(ANSWER) === true;
    if (tells && memory !== undefined) answerSlot[number] = memory.slot;
    const told = tells ? [NO_ANSWER, ...(memory?.answers ?? [])] : [''];
    if (event !== null) {
      const words = told.map((text) => event.replaceAll(ANSWER, text));
      events[number] = Int32Array.from(words, (text) => alphabet.number(text));
    }
    if (memory === undefined || (answer === null && !tells)) continue;
    const kept = answer === null ? 0 : memory.answers.indexOf(answer) + 1;
    steps[number] = remembering(step, memory, kept);
  }
  const slots = [...system.slots, ...[...memories.values()].map(slotOf)];
  return { system: { ...system, slots, steps }, answerSlot, events };
}

/** The actors that get answers and tell them, each with a slot after those of the system. */
function memoriesOf(
  { steps, slots }: LinkedSystem,
  observations: readonly LinkedObservation[],
): ReadonlyMap<number, Memory> {
  const actorOf = ({ step }: LinkedObservation): number => (steps[step] as LinkedStep).actor;
  const tellers = new Set(
    observations.filter(({ event }) => event?.includes(ANSWER) === true).map(actorOf),
  );
  return new Map(
    [...tellers].map((actor, k) => {
      const given = observations.filter((one) => actorOf(one) === actor);
      const answers = given.flatMap(({ answer }) => (answer === null ? [] : [answer]));
      return [actor, { slot: slots.length + k, answers: [...new Set(answers)] }];
    }),
  );
}

function slotOf({ slot, answers }: Memory): Slot {
  const labels = [NO_ANSWER, ...answers];
  return { component: `answer ${slot}`, size: labels.length, labels };
}

/** The step with one participant more: whatever was remembered, `kept` is what is remembered now. */
function remembering(step: LinkedStep, { slot, answers }: Memory, kept: number): LinkedStep {
  return {
    ...step,
    slots: [...step.slots, slot],
    next: [...step.next, new Int32Array(answers.length + 1).fill(kept)],
    writes: [...step.writes, true],
  };
}
