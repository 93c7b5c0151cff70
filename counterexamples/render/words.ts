/** An explanation in sentences, and the last words of a picture. */

import type { BlockedActor, Explanation, Fact } from '../explain.ts';
import type { Trace } from '../trace.ts';
import { plain } from './text.ts';

/** More blocked steps of one actor than this are counted instead of told. */
const BLOCKED_STEPS_MAX = 4;

/** The explanation in lines; those after the first one are items of a list. */
export function explanationLines(
  explanation: Explanation,
  shows: Trace['shows'],
): readonly string[] {
  switch (explanation.kind) {
    case 'facts': {
      const outcome = shows === 'witness' ? 'reached' : 'violated';
      if (explanation.facts.length === 0) return [];
      return [`${outcome} because`, ...explanation.facts.map((fact) => factText(fact))].map(plain);
    }
    case 'waitCycle':
      return [
        'a cycle of waiting',
        ...explanation.waits.map(({ actor, request, component, state, blockedBy }) => {
          const others = blockedBy.map((other) => (other === actor ? 'itself' : other));
          return `${actor} waits for ${request}, blocked by ${others.join(', ')} [${component}: ${state}]`;
        }),
      ].map(plain);
    case 'deadlock':
      return ['nobody can go on', ...explanation.actors.flatMap(blockedLines)].map(plain);
  }
}

function factText({ when, text, because }: Fact): string {
  const states = because.map(({ what, is }) => `${what}: ${is}`).join(', ');
  return `${when === 'in the last state' ? '' : `${when}, `}${text} [${states}]`;
}

function blockedLines({ actor, steps }: BlockedActor): readonly string[] {
  if (steps.length === 0) return [`${actor} is ready for no step`];
  const told = steps.slice(0, BLOCKED_STEPS_MAX).map(({ step, refusedBy }) => {
    const name = step.startsWith(`${actor}: `) ? step : `${actor}: ${step}`;
    const refusals = refusedBy.map(
      ({ component, part, state }) => `${component} refuses ${part} [${state}]`,
    );
    return `${name} is blocked: ${refusals.join(', ')}`;
  });
  const more = steps.length - told.length;
  return more === 0 ? told : [...told, `${actor} is blocked in ${more} more steps`];
}
