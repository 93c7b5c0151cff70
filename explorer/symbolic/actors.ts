/**
 * An order by actors: what one actor changes alone is one block, and what several change is put right
 * above the lowest of their blocks.
 *
 * Where blocks are above what they share, every step has its highest participant in the block of its
 * actor, and saturation finishes one actor after the other.
 */

import { UndirectedGraph } from 'graphology';
import type { Variables } from './encode.ts';

/** Who has to do with a digit. */
interface Use {
  /** The actor it belongs to; null if several change it. */
  readonly owner: number | null;
  /** Actors whose steps change it. */
  readonly changers: readonly number[];
  /** Actors whose steps look at it or change it, ascending. */
  readonly users: readonly number[];
  /** Cases of steps that look at it or change it. */
  readonly cases: number;
  /** Some step is not possible at each of its values. */
  readonly matters: boolean;
}

/** All digits, the lowest level first. */
export function byActors(variables: Variables): readonly number[] {
  const uses = usesOf(variables);
  const sequence = sequenceOf(variables, uses);
  const rank = new Map(sequence.map((actor, place) => [actor, place]));
  return uses
    .map((use, digit) => ({ ...placeOf(use, rank), digit }))
    .sort((a, b) => a.block - b.block || a.height - b.height || a.digit - b.digit)
    .map(({ digit }) => digit);
}

/**
 * The block of a digit, and how high it is in it. In a block the digits that others look at are lowest
 * and the busiest one is highest. What several actors change is above the block of the lowest of them;
 * if nobody ever waits for it or sees it, above everything.
 */
function placeOf(
  { owner, users, cases, matters }: Use,
  rank: ReadonlyMap<number, number>,
): { readonly block: number; readonly height: number } {
  if (owner !== null) return { block: rank.get(owner) ?? 0, height: users.length > 1 ? -1 : cases };
  const lowest = Math.min(...users.map((actor) => rank.get(actor) ?? 0));
  return { block: matters ? lowest : rank.size, height: Number.POSITIVE_INFINITY };
}

/** `ownersOf(variables)[digit]`: the actor that a digit belongs to; null if several change it. */
export function ownersOf(variables: Variables): readonly (number | null)[] {
  return usesOf(variables).map(({ owner }) => owner);
}

function usesOf({ system, digits, steps }: Variables): readonly Use[] {
  const changers = digits.map(() => new Set<number>());
  const users = digits.map(() => new Set<number>());
  const cases = new Int32Array(digits.length);
  const matters = new Uint8Array(digits.length);
  steps.forEach((alternatives, step) => {
    const { actor = 0 } = system.steps[step] ?? {};
    for (const one of alternatives) {
      for (const { digit, to } of one) {
        users[digit]?.add(actor);
        cases[digit] = (cases[digit] ?? 0) + 1;
        if (to.includes(-1)) matters[digit] = 1;
        if (to.some((target, from) => target >= 0 && target !== from)) changers[digit]?.add(actor);
      }
    }
  });
  return digits.map(({ actor }, digit) => {
    const [first, second] = changers[digit] ?? [];
    return {
      owner: actor ?? (second === undefined ? (first ?? null) : null),
      changers: [...(changers[digit] ?? [])],
      users: [...(users[digit] ?? [])].sort((a, b) => a - b),
      cases: cases[digit] ?? 0,
      matters: matters[digit] === 1,
    };
  });
}

/** A digit that more actors use says nothing of who should be next to whom. */
const NEIGHBOURS_MAX = 3;

/**
 * Actors, the lowest first: along what they share with few others (breadth-first, as Cuthill and McKee
 * do); where they share nothing but what many share, those who change most of what others see come
 * first.
 */
function sequenceOf({ system }: Variables, uses: readonly Use[]): readonly number[] {
  const graph = new UndirectedGraph();
  const influence = system.actors.map(() => 0);
  for (const actor of system.actors.keys()) graph.addNode(actor);
  for (const { changers, users, matters } of uses) {
    if (users.length > 1 && matters)
      for (const a of changers) influence[a] = (influence[a] ?? 0) + 1;
    if (users.length > NEIGHBOURS_MAX) continue;
    users.forEach((a, k) => {
      for (const b of users.slice(k + 1)) graph.mergeEdge(a, b);
    });
  }
  const degree = (actor: number): number => graph.degree(actor);
  const starts = [...system.actors.keys()].sort(
    (a, b) => degree(a) - degree(b) || (influence[b] ?? 0) - (influence[a] ?? 0) || a - b,
  );
  const found = new Set<number>();
  for (const start of starts) {
    const component = new Set(found.has(start) ? [] : [start]);
    for (const actor of component) {
      found.add(actor);
      const next = graph.neighbors(actor).map(Number);
      for (const other of next.sort((a, b) => degree(a) - degree(b) || a - b)) {
        if (!found.has(other)) component.add(other);
      }
    }
  }
  return [...found];
}
