/** Pairs of systems at random that show something, to be compared by what they show. */

import fc from 'fast-check';
import type { LinkedObservation, LinkedSystem } from '../../system.ts';
import { linkedSystem } from '../../testing/linked-systems.ts';

const events = [null, null, 'a', 'b', 'c {answer}', 'd {answer} and {answer}'];
const answers = [null, null, null, 'x', 'y'];

/** Observations from small numbers, one for each step that has any. */
function seen(system: LinkedSystem, picks: readonly number[]): LinkedSystem {
  const observations = system.steps.flatMap((_, step): readonly LinkedObservation[] => {
    const pick = picks[step % picks.length] ?? 0;
    const event = events[pick % events.length] ?? null;
    const answer = answers[(pick >> 4) % answers.length] ?? null;
    return event === null && answer === null ? [] : [{ step, event, answer }];
  });
  return { ...system, observations };
}

/** The same system without some of its steps: what was seen of the others stays. */
export function without(system: LinkedSystem, drop: number): LinkedSystem {
  const keep = system.steps.map((_, s) => s % 5 !== drop);
  const numbers = keep.map((kept, s) => (kept ? keep.slice(0, s).filter(Boolean).length : -1));
  return {
    ...system,
    steps: system.steps.filter((_, s) => keep[s]),
    observations: (system.observations ?? []).flatMap((one) =>
      keep[one.step] === true ? [{ ...one, step: numbers[one.step] ?? 0 }] : [],
    ),
  };
}

const STATES = 5;
const automatonEvents = [null, 'a', 'a', 'b'];

/** One slot, and a step for each arrow: nothing but what may be seen next, and much of it by chance. */
const automaton = fc
  .array(fc.record({ from: fc.nat(STATES - 1), to: fc.nat(STATES - 1), event: fc.nat(3) }), {
    minLength: 4,
    maxLength: 14,
  })
  .map((arrows): LinkedSystem => {
    const labels = Array.from({ length: STATES }, (_, s) => String(s));
    return {
      format: 1,
      name: 'automaton',
      slots: [{ component: 'place', size: STATES, labels }],
      actors: ['somebody'],
      steps: arrows.map(({ from, to }, s) => ({
        name: `arrow ${s}`,
        actor: 0,
        fault: false,
        caseOf: null,
        slots: [0],
        next: [Int32Array.from(labels, (_, local) => (local === from ? to : -1))],
        writes: [from !== to],
      })),
      properties: [],
      temporal: [],
      observations: arrows.flatMap(({ event }, step) => {
        const words = automatonEvents[event] ?? null;
        return words === null ? [] : [{ step, event: words, answer: null }];
      }),
      interchangeable: [],
    };
  });

const picks = fc.array(fc.nat(255), { minLength: 1, maxLength: 12 });
/** Systems that show something now and then. */
export const systems = fc
  .tuple(linkedSystem, picks)
  .map(([system, chosen]) => seen(system, chosen));
/** Two systems that have nothing to do with each other, or one and a part of it, either way round. */
export const pairs = fc.oneof(
  fc.tuple(automaton, automaton),
  fc.tuple(automaton, fc.nat(4)).map(([system, drop]) => [without(system, drop), system] as const),
  fc.tuple(systems, systems),
  fc.tuple(systems, fc.nat(4)).map(([system, drop]) => [system, without(system, drop)] as const),
  fc.tuple(systems, fc.nat(4)).map(([system, drop]) => [without(system, drop), system] as const),
);
