/** What a checker says of a system, and where two of them differ. */

import { type Claim, claimOf } from '../../explorer/export/claims.ts';
import {
  breadthFirst,
  type LinkedProperty,
  type LinkedSystem,
  type Progress,
  type SearchResult,
} from '../../explorer/index.ts';

/** What was counted and found in all reachable states. */
export interface Answer {
  readonly states: number;
  readonly transitions: number;
  /** States without an enabled step that are no rest states; null where nobody asked. */
  readonly deadlocks: number | null;
  /** For each claim about states: whether it was violated, or met if it is a goal. */
  readonly found: Readonly<Record<string, boolean>>;
}

/** What a checker is given to answer. */
export interface Question {
  readonly system: LinkedSystem;
  /** A folder of its own, which exists and is empty. */
  readonly folder: string;
  /** How many states we found: memory and optimisation are chosen by it. */
  readonly states: number;
  /** Ends the programs that run. */
  readonly signal: AbortSignal;
}

/** A checker that we did not write, or an engine of ours that has little in common with the first. */
export interface OtherChecker {
  readonly name: string;
  /** Programs that must be there; none for an engine of ours. */
  readonly programs: readonly string[];
  /** Throws when a program fails, or did not visit everything. */
  readonly ask: (question: Question) => Promise<Answer>;
}

/** Names of the properties that other checkers are asked about, one state at a time. */
export function askedOf({ properties, steps }: LinkedSystem): readonly string[] {
  const claims = properties.map((property) => claimOf(property, 0, steps));
  return claims.filter(isAsked).map(({ property }) => property);
}

/** Claims about single states; deadlocks are asked about apart, and some things cannot be said. */
function isAsked({ kind }: Claim): boolean {
  return kind === 'always' || kind === 'reachable';
}

/** The names of the deadlock properties: one at most, since each has its own states of rest. */
export function deadlockOf(system: LinkedSystem): readonly string[] {
  const names = system.properties.filter(({ kind }) => kind === 'deadlockFree');
  return names.length === 1 ? names.map(({ name }) => name) : [];
}

/** How our own search is to be made. */
export interface OwnSearch {
  readonly statesMax: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Our own answer; null when there are more than `statesMax` states, or after an interruption. A goal
 * that is never met keeps the search from ending early.
 */
export async function ours(system: LinkedSystem, how: OwnSearch): Promise<Answer | null> {
  const never: LinkedProperty = {
    name: '',
    kind: 'reachable',
    goal: { kind: 'constant', value: false },
    support: [],
  };
  const { statesMax, ...options } = how;
  const result = await breadthFirst(
    { ...system, properties: [...system.properties, never] },
    { ...options, limits: Number.isFinite(statesMax) ? { statesMax } : {} },
  );
  return result.complete ? answerOf(system, result) : null;
}

/** What a complete search of ours answers. */
export function answerOf(system: LinkedSystem, result: SearchResult): Answer {
  const asked = askedOf(system);
  const found = result.properties
    .filter(({ name }) => asked.includes(name))
    .map(({ name, kind, verdict }) => {
      return [name, verdict === (kind === 'reachable' ? 'holds' : 'violated')] as const;
    });
  return {
    states: Number(result.states),
    transitions: Number(result.transitions),
    deadlocks: deadlockOf(system).length === 0 ? null : Number(result.deadlocks),
    found: Object.fromEntries(found),
  };
}

/** One sentence for everything they say differently. */
export function differencesOf(name: string, mine: Answer, theirs: Answer): readonly string[] {
  const counts = (['states', 'transitions', 'deadlocks'] as const).flatMap((what) =>
    mine[what] === theirs[what]
      ? []
      : [`${name} counts ${theirs[what]} ${what}, we count ${mine[what]}`],
  );
  const verdicts = Object.entries(mine.found).flatMap(([property, found]) =>
    theirs.found[property] === found
      ? []
      : [`${name} says ${theirs.found[property]} of ${property}, we say ${found}`],
  );
  return [...counts, ...verdicts];
}
