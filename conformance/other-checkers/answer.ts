/** What a checker says of a system, and where two of them differ. */

import { breadthFirst, type LinkedProperty, type LinkedSystem } from '../../explorer/index.ts';

/** What was counted and found in all reachable states. */
export interface Answer {
  readonly states: number;
  readonly transitions: number;
  /** States without an enabled step that are no rest states; null where nobody asked. */
  readonly deadlocks: number | null;
  /** For each claim about states: whether it was violated, or met if it is a goal. */
  readonly found: Readonly<Record<string, boolean>>;
}

/** How much the C compiler is to optimise: for few states its own time is most of all. */
export type Effort = '-O0' | '-O2';

/** A checker that we did not write. */
export interface OtherChecker {
  readonly name: string;
  /** Programs that must be there. */
  readonly programs: readonly string[];
  /** Works in a folder of its own, which exists and is empty. */
  readonly ask: (system: LinkedSystem, folder: string, effort: Effort) => Promise<Answer>;
}

/** Kinds of properties that other checkers are asked about, one state at a time. */
export function isAsked({ kind }: LinkedProperty): boolean {
  return kind === 'invariant' || kind === 'waitCycleFree' || kind === 'reachable';
}

/** Names of the properties that other checkers are asked about; deadlocks are asked about apart. */
export function askedOf(system: LinkedSystem): readonly string[] {
  return system.properties.filter(isAsked).map(({ name }) => name);
}

/** The names of the deadlock properties: one at most, since each has its own states of rest. */
export function deadlockOf(system: LinkedSystem): readonly string[] {
  const names = system.properties.filter(({ kind }) => kind === 'deadlockFree');
  return names.length === 1 ? names.map(({ name }) => name) : [];
}

/** Our own answer. A goal that is never met keeps the search from ending early. */
export async function ours(system: LinkedSystem): Promise<Answer> {
  const never: LinkedProperty = {
    name: '',
    kind: 'reachable',
    goal: { kind: 'constant', value: false },
    support: [],
  };
  const result = await breadthFirst({ ...system, properties: [...system.properties, never] });
  const found = result.properties.flatMap(({ name, kind, verdict }, p) => {
    const property = system.properties[p];
    if (property === undefined || !isAsked(property)) return [];
    return [[name, verdict === (kind === 'reachable' ? 'holds' : 'violated')] as const];
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
