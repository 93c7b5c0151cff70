/** An explanation in sentences, and the last words of a picture. */

import { grouped } from '../../base/words.ts';
import type { Fact } from '../explain/facts.ts';
import type { LastStep, StepReference } from '../explain/last-step.ts';
import type { BlockedActor, Explanation } from '../explain.ts';
import type { Trace } from '../trace.ts';
import { withoutActor } from './story.ts';
import { plain } from './text.ts';

type LivelockExplanation = Extract<Explanation, { kind: 'livelock' }>;
type LassoExplanation = Extract<Explanation, { kind: 'lasso' }>;

/** More blocked steps of one actor than this are counted instead of told. */
const BLOCKED_STEPS_MAX = 4;

/** More steps of a livelock than this are counted instead of told. */
const LIVELOCK_STEPS_MAX = 8;

/** The explanation in lines; those after the first one are items of a list. */
export function explanationLines(
  explanation: Explanation,
  shows: Trace['shows'],
): readonly string[] {
  switch (explanation.kind) {
    case 'facts': {
      const outcome = shows === 'witness' ? 'reached' : 'violated';
      if (explanation.facts.length === 0) return [];
      return [
        `${outcome} because`,
        ...explanation.facts.map(factText),
        ...(explanation.lastStep === null ? [] : lastStepLines(explanation.lastStep)),
      ].map(plain);
    }
    case 'waitCycle':
      return [
        'a cycle of waiting',
        ...explanation.waits.map(({ actor, request, component, state, blockedBy }) => {
          const others = blockedBy.map((other) => (other === actor ? 'itself' : other));
          return `${actor} waits for ${request}, blocked by ${others.join(', ')} [${component}: ${state}]`;
        }),
      ].map(plain);
    case 'lasso':
      return [
        explanation.fairness.length === 0
          ? 'nothing is assumed about fairness'
          : 'this run is fair',
        ...explanation.fairness.map(dischargeText),
      ].map(plain);
    case 'livelock':
      return livelockLines(explanation).map(plain);
    case 'refusal': {
      const { specification, trace, event, allowed } = explanation;
      const before = trace.length === 0 ? 'at first' : `after ${trace.join(' · ')}`;
      const instead = allowed.length === 0 ? 'nothing more' : allowed.join('; ');
      return [
        `${specification} refuses what is seen`,
        `${before}: ${event}`,
        `it might show: ${instead}`,
      ].map(plain);
    }
    case 'deadlock':
      return ['nobody can go on', ...explanation.actors.flatMap(blockedLines)].map(plain);
  }
}

/** `vcpu0, weakly: takes step 7 (unlock)` */
function dischargeText({ kind, label, met }: LassoExplanation['fairness'][number]): string {
  const who = `${label}, ${kind === 'weak' ? 'weakly' : 'strongly'}`;
  switch (met.kind) {
    case 'taken':
      return `${who}: step ${met.number} (${met.step})`;
    case 'impossible':
      return `${who}: nothing it could do after step ${met.after}`;
    case 'never possible':
      return `${who}: nothing it could do anywhere in the loop`;
  }
}

function livelockLines({
  states,
  lostAfter,
  isWhole,
  steps,
}: LivelockExplanation): readonly string[] {
  const told = steps.slice(0, LIVELOCK_STEPS_MAX);
  const more = steps.length - told.length;
  const rest = more === 0 && isWhole ? '' : more === 0 ? '; and more' : `; and ${more} more`;
  const [since, among] = [
    lostAfter === 0 ? 'from the beginning' : `after step ${lostAfter}`,
    states === 1 ? 'in this state' : `among ${grouped(states)} states`,
  ];
  return [
    'a livelock: something happens for ever, and none of it is progress',
    `${since} no progress can be made any more, whoever is scheduled and however fairly`,
    `the run stays ${among}, where these steps are possible: ${told.join('; ')}${rest}`,
  ];
}

function factText({ when, text, since, because }: Fact): string {
  const states = because.map(({ what, is }) => `${what}: ${is}`).join(', ');
  const time = since === 0 ? '' : ` since step ${since}`;
  return `${when === 'in the last state' ? '' : `${when}, `}${text}${time} [${states}]`;
}

/** Who had made what the last step met, and what happened since its actor had acted before. */
function lastStepLines(last: LastStep): readonly string[] {
  const met = last.met.map(
    ({ component, how, state, since }) =>
      `step ${last.number} (${stepText(last)}) ${how} ${component}, which step ${since.number} (${stepText(since)}) had changed to ${state}`,
  );
  if (last.window === null) return met;
  const { after, others } = last.window;
  const [from, to] = [after.number + 1, last.number - 1];
  const both = `steps ${from} ${to - from === 1 ? 'and' : 'to'} ${to}`;
  const between = from === to ? `step ${from}` : both;
  const own = withoutActor(after.step, after.actor);
  return [
    ...met,
    `${last.actor} had acted last in step ${after.number} (${own}); then came ${between} of ${others.join(' and ')}`,
  ];
}

function stepText({ actor, step }: StepReference): string {
  return `${actor}: ${withoutActor(step, actor)}`;
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
