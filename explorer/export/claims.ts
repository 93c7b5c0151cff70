/**
 * Properties as claims about single states, which is what every checker understands.
 *
 * A step invariant is about the states before and after a step. It becomes a claim about the first of
 * them, by weakest preconditions: no selected step can be taken from there that breaks it. Whether a
 * deadlock is one depends on all steps, so it is told apart: each language has its own way to say that
 * nothing is enabled.
 */

import { unreachable } from '../../base/errors.ts';
import type { LinkedProperty, LinkedStep, LinkedSystem, LinkedWaitCycle } from '../system.ts';
import { and, beforeStep, type Formula, formulaOf, guardOf, local, not, or } from './formula.ts';

/** A named formula that claims use. */
export interface Definition {
  readonly name: string;
  /** What it says, for people. */
  readonly about: string;
  readonly formula: Formula;
}

export type Claim = { readonly property: string; readonly definitions: readonly Definition[] } & (
  | { readonly kind: 'always' | 'reachable'; readonly formula: Formula }
  /** Where nothing is enabled, `rest` holds. */
  | { readonly kind: 'deadlockFree'; readonly rest: Formula }
  | { readonly kind: 'unsaid'; readonly why: string }
);

/** Cycles among more waiters than this are too many to write down one by one. */
const WAITERS_MAX = 6;

/**
 * The claim of a property of a system with these steps. `number` makes the names of its definitions its
 * own.
 */
export function claimOf(
  property: LinkedProperty,
  number: number,
  steps: readonly LinkedStep[],
): Claim {
  const known = { property: property.name, definitions: [] };
  switch (property.kind) {
    case 'invariant':
      return { ...known, kind: 'always', formula: formulaOf(property.holds) };
    case 'reachable':
      return { ...known, kind: 'reachable', formula: formulaOf(property.goal) };
    case 'deadlockFree':
      return { ...known, kind: 'deadlockFree', rest: formulaOf(property.rest) };
    case 'stepInvariant':
      return { property: property.name, ...stepClaim(property, number, steps) };
    case 'waitCycleFree':
      return property.waiters.length > WAITERS_MAX
        ? {
            ...known,
            kind: 'unsaid',
            why: `cycles among ${property.waiters.length} actors are too many to write down`,
          }
        : { property: property.name, ...waitClaim(property, number) };
    default:
      return unreachable(property);
  }
}

/** No selected step is enabled that breaks it; each one that can is a definition. */
function stepClaim(
  property: Extract<LinkedProperty, { kind: 'stepInvariant' }>,
  number: number,
  steps: readonly LinkedStep[],
) {
  const [before, after] = [formulaOf(property.before), formulaOf(property.after)];
  const definitions = steps.flatMap((step, s): readonly Definition[] => {
    if (property.steps[s] !== 1) return [];
    const formula = and([guardOf(step), before, not(beforeStep(after, step))]);
    if (formula.kind === 'constant' && !formula.value) return [];
    return [{ name: `breaks${number}_${s}`, about: `${step.name} breaks it`, formula }];
  });
  const found = or(definitions.map(({ name }) => ({ kind: 'named', name })));
  return { kind: 'always' as const, definitions, formula: not(found) };
}

/** No simple cycle of the wait-for graph: an edge is a definition, a cycle a conjunction of edges. */
function waitClaim(property: LinkedWaitCycle, number: number) {
  const { waiters, cycles } = property;
  const definitions: Definition[] = [];
  const edges = waiters.map(({ actor }, from) =>
    waiters.map((to, other): Formula => {
      const formula = waitsFor(property, from, other);
      if (formula.kind === 'constant') return formula;
      const name = `waits${number}_${from}_${other}`;
      definitions.push({ name, about: `${actor} waits for ${to.actor}`, formula });
      return { kind: 'named', name };
    }),
  );
  const edge = (from: number, to: number): Formula => edges[from]?.[to] ?? NEVER;
  const self = cycles === 'several' ? [] : waiters.map((_, w) => edge(w, w));
  const several = cycles === 'self' ? [] : circlesOf(waiters.length);
  const found = or([
    ...self,
    ...several.map((circle) =>
      and(circle.map((from, i) => edge(from, circle[(i + 1) % circle.length] ?? from))),
    ),
  ]);
  return { kind: 'always' as const, definitions, formula: not(found) };
}

const NEVER: Formula = { kind: 'constant', value: false };

function waitsFor({ waiters, requests }: LinkedWaitCycle, from: number, to: number): Formula {
  const waiter = waiters[from];
  if (waiter === undefined) return NEVER;
  return or(
    requests.map(({ slot, blockedBy }, r) => {
      const size = blockedBy.length / waiters.length;
      const blocks = blockedBy.subarray(from * size, (from + 1) * size);
      return and([
        local(
          waiter.slot,
          Uint8Array.from(waiter.request, (id) => (id === r + 1 ? 1 : 0)),
        ),
        local(
          slot,
          Uint8Array.from(blocks, (set) => (set >> to) & 1),
        ),
      ]);
    }),
  );
}

/** Every way to sit two or more of `0 .. n - 1` in a circle, the smallest first. */
function circlesOf(n: number): readonly (readonly number[])[] {
  const grown = (path: readonly number[]): readonly (readonly number[])[] => {
    const first = path[0] ?? 0;
    const more = Array.from({ length: n }, (_, next) => next)
      .filter((next) => next > first && !path.includes(next))
      .flatMap((next) => grown([...path, next]));
    return path.length > 1 ? [path, ...more] : more;
  };
  return Array.from({ length: n }, (_, first) => grown([first])).flat();
}

/** The claims of some properties, in the order of the system; properties of runs come last. */
export function claimsOf(
  { properties, temporal, livelocks = [], refinements = [], steps }: LinkedSystem,
  names: readonly string[],
): readonly Claim[] {
  const claims = [
    ...properties.map((property, p) => claimOf(property, p, steps)),
    ...temporal.map(({ name }): Claim => {
      const why = 'it is about what runs do in the long run';
      return { property: name, definitions: [], kind: 'unsaid', why };
    }),
    ...livelocks.map(({ name }): Claim => {
      const why = 'it is about what cannot be left, not about all runs';
      return { property: name, definitions: [], kind: 'unsaid', why };
    }),
    ...refinements.map(({ name }): Claim => {
      const why = 'it is about what can be seen of two systems';
      return { property: name, definitions: [], kind: 'unsaid', why };
    }),
  ];
  return claims.filter(({ property }) => names.includes(property));
}
