/** How what two systems show differs: by which events each parts from the other, and the runs to that. */

import type { LinkedSystem } from '../system.ts';
import type { LimitReached } from '../verdict.ts';
import { Alphabet } from './alphabet.ts';
import { ObservedGraph } from './graph.kernel.ts';
import { hiddenCycles } from './hidden-cycles.kernel.ts';
import { Limited, type RefineOptions } from './limited.ts';
import { observed } from './observed.ts';
import { type Parting, PartingSearch, type Partings } from './partings.kernel.ts';
import { allowedAfter } from './refine.ts';
import { runOf } from './run-of.kernel.ts';
import { Subsets } from './subsets.kernel.ts';

/** Something that one system may show after some trace of both, and the other may not. */
export interface OnlyHere {
  readonly event: string;
  /** What is shown before it; no shorter trace leads to this event. */
  readonly trace: readonly string[];
  /** Step numbers of a shortest run that shows the trace and then the event. */
  readonly path: readonly number[];
  /** What the other might show instead after the trace, in order of the words. */
  readonly allowed: readonly string[];
  /** The other never shows this event; null where not all of the other was looked at. */
  readonly isUnknown: boolean | null;
}

/** What one system shows, beside another one. */
export interface Shown {
  /** Complete unless a limit was reached; those with the shortest traces first. */
  readonly onlyHere: readonly OnlyHere[];
  /** States with answers kept, and sets of them, that were met. */
  readonly states: number;
  readonly sets: number;
  /** Whether hidden steps may go on for ever somewhere. */
  readonly diverges: boolean;
  /** Step numbers to where they may, and those of the other may not; null if nowhere. */
  readonly newDivergence: readonly number[] | null;
}

export interface Comparison {
  /** Both were looked at as far as they agree. */
  readonly complete: boolean;
  readonly limit: LimitReached | null;
  readonly a: Shown;
  readonly b: Shown;
}

/** Compares two systems by their traces, in both directions. */
export async function compareTraces(
  a: LinkedSystem,
  b: LinkedSystem,
  options: RefineOptions = {},
): Promise<Comparison> {
  const alphabet = new Alphabet();
  const [one, other] = [sidesOf(a, alphabet), sidesOf(b, alphabet)];
  const limits = new Limited(options);
  const onlyA = await new PartingSearch(one, other).run(limits.ask);
  const onlyB = await new PartingSearch(other, one).run(limits.ask);
  const complete = onlyA.isWhole && onlyB.isWhole;
  const [eventsOfA, eventsOfB] = complete
    ? [eventsOf(one.graph), eventsOf(other.graph)]
    : [null, null];
  const full = complete ? null : ({ kind: 'memory', value: one.bytes + other.bytes } as const);
  return {
    complete,
    limit: limits.reached ?? full,
    a: shownBy(one, other, onlyA, eventsOfB, alphabet),
    b: shownBy(other, one, onlyB, eventsOfA, alphabet),
  };
}

function sidesOf(system: LinkedSystem, alphabet: Alphabet): Subsets {
  return new Subsets(new ObservedGraph(observed(system, alphabet)));
}

function shownBy(
  own: Subsets,
  other: Subsets,
  partings: Partings,
  shownByOther: ReadonlySet<number> | null,
  alphabet: Alphabet,
): Shown {
  const cycles = hiddenCycles(own.graph);
  const { found, newDivergence } = partings;
  return {
    onlyHere: found.map((parting) => inWords(parting, own, other, shownByOther, alphabet)),
    states: own.graph.states,
    sets: own.count,
    diverges: cycles.includes(1),
    newDivergence: newDivergence && runOf(own.graph, newDivergence, (state) => cycles[state] === 1),
  };
}

function inWords(
  { event, trace, set }: Parting,
  own: Subsets,
  other: Subsets,
  shownByOther: ReadonlySet<number> | null,
  alphabet: Alphabet,
): OnlyHere {
  return {
    event: alphabet.words(event),
    trace: trace.map((number) => alphabet.words(number)),
    path: runOf(own.graph, [...trace, event]) ?? [],
    allowed: allowedAfter(other, set, alphabet),
    isUnknown: shownByOther && !shownByOther.has(event),
  };
}

/** What a system shows anywhere; all its states are looked at. */
function eventsOf(graph: ObservedGraph): ReadonlySet<number> {
  const events = new Set<number>();
  for (let state = 0; state < graph.states; state++) {
    for (let t = graph.first(state); t < graph.end(state); t++) events.add(graph.event.at(t));
  }
  return events;
}
