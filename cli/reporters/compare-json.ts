/** A comparison for programs: the object that `--json` prints. */

import type { Distinguishing, Row, Side } from '../compare.ts';
import { failuresOf, isWhole } from '../compare-outcome.ts';
import type { Compared } from './compare-text.ts';

/** The object. Counts of states are decimal strings, since they can pass 2^53. */
export function compareJson(
  { report, failOn }: Compared,
  interlock: string,
): Readonly<Record<string, unknown>> {
  const { a, b, rows, traces, seconds } = report;
  return {
    interlock,
    compare: { a: designJson(a), b: designJson(b) },
    properties: rows.map(rowJson),
    seen: traces && {
      complete: traces.complete,
      limit: traces.limit,
      a: seenJson(a),
      b: seenJson(b),
    },
    failOn,
    failures: failuresOf(report, failOn),
    complete: isWhole(report),
    seconds: Number(seconds.toFixed(3)),
  };
}

function designJson({ report: { system, result } }: Side) {
  return {
    system: system.name,
    parameters: system.parameters,
    components: system.components.length,
    steps: system.steps.length,
    states: String(result.states),
    transitions: String(result.transitions),
    depth: result.depth,
    deadlocks: String(result.deadlocks),
    engine: result.engine,
    assumptions: system.assumptions ?? [],
    bounds: system.bounds ?? [],
  };
}

function rowJson({ name, a, b, why, change }: Row) {
  return { name, a, b, notAsked: why, change };
}

function seenJson({ shown }: Side) {
  return (
    shown && {
      states: String(shown.states),
      sets: shown.sets,
      diverges: shown.diverges,
      onlyHere: shown.onlyHere.map(eventJson),
    }
  );
}

function eventJson({ event, alike, trace, allowed, isUnknown, run }: Distinguishing) {
  return { event, alike, after: trace, allowed, neverSeenOfTheOther: isUnknown, trace: run.steps };
}
