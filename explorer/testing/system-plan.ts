/**
 * Random small systems, as plans: plain data that prints and shrinks to something a person can read.
 * `systemFrom` turns a plan into real XState machines, steps and properties.
 */

import fc from 'fast-check';

/** `moves[event][state]`: the next state, or null where it refuses. */
export interface GraphPlan {
  readonly shape: 'graph';
  readonly states: number;
  readonly moves: readonly (readonly (number | null)[])[];
  /** Counts the moves modulo this in its context; 0 for no counter. */
  readonly counts: number;
}

/** A lock that `by` takes and gives back. */
interface LockPlan {
  readonly shape: 'lock';
}

/** Two two-state regions, of which `RESUME` brings back the remembered ones after `PAUSE`. */
export interface RegionsPlan {
  readonly shape: 'regions';
  readonly history: 'shallow' | 'deep';
}

export type ComponentPlan = GraphPlan | LockPlan | RegionsPlan;

/** Numbers are taken modulo what there is to choose from. */
export interface PartPlan {
  readonly component: number;
  readonly how: 'event' | 'look';
  readonly what: number;
}

export interface AtomPlan {
  readonly component: number;
  readonly state: number;
  readonly negated: boolean;
}

export type PropertyPlan =
  | { readonly kind: 'invariant' | 'reachable' | 'deadlockFree'; readonly of: readonly AtomPlan[] }
  | { readonly kind: 'relation'; readonly of: readonly AtomPlan[]; readonly sum: number }
  | { readonly kind: 'stepInvariant'; readonly of: readonly AtomPlan[]; readonly odd: boolean }
  | { readonly kind: 'waitCycleFree'; readonly cycles: 'self' | 'several' | 'any' };

/** A system as data. */
export interface SystemPlan {
  readonly components: readonly ComponentPlan[];
  readonly steps: readonly { readonly actor: number; readonly parts: readonly PartPlan[] }[];
  readonly properties: readonly PropertyPlan[];
}

const EVENTS = 3;
/** Actors a step may be taken by, and owners a lock may have. */
export const ACTORS = 3;

const graphPlan: fc.Arbitrary<GraphPlan> = fc.integer({ min: 2, max: 5 }).chain((states) =>
  fc.record({
    shape: fc.constant('graph' as const),
    states: fc.constant(states),
    moves: fc.array(
      fc.array(fc.option(fc.nat(states - 1), { freq: 2 }), {
        minLength: states,
        maxLength: states,
      }),
      { minLength: EVENTS, maxLength: EVENTS },
    ),
    counts: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 2, max: 3 })),
  }),
);

const componentPlan: fc.Arbitrary<ComponentPlan> = fc.oneof(
  { weight: 6, arbitrary: graphPlan },
  { weight: 3, arbitrary: fc.record({ shape: fc.constant('lock' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      shape: fc.constant('regions' as const),
      history: fc.constantFrom('shallow' as const, 'deep' as const),
    }),
  },
);

const partPlan: fc.Arbitrary<PartPlan> = fc.record({
  component: fc.nat(3),
  how: fc.oneof(
    { weight: 4, arbitrary: fc.constant('event' as const) },
    { weight: 1, arbitrary: fc.constant('look' as const) },
  ),
  what: fc.nat(11),
});

const atoms = fc.array(
  fc.record({ component: fc.nat(3), state: fc.nat(4), negated: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
);

const propertyPlan: fc.Arbitrary<PropertyPlan> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('invariant' as const, 'reachable' as const, 'deadlockFree' as const),
    of: atoms,
  }),
  fc.record({ kind: fc.constant('relation' as const), of: atoms, sum: fc.nat(8) }),
  fc.record({ kind: fc.constant('stepInvariant' as const), of: atoms, odd: fc.boolean() }),
  fc.record({
    kind: fc.constant('waitCycleFree' as const),
    cycles: fc.constantFrom('self' as const, 'several' as const, 'any' as const),
  }),
);

/** Systems of one to four components, one to eight steps and one to three properties. */
export const systemPlan: fc.Arbitrary<SystemPlan> = fc.record({
  components: fc.array(componentPlan, { minLength: 1, maxLength: 4 }),
  steps: fc.array(
    fc.record({
      actor: fc.nat(ACTORS - 1),
      parts: fc.array(partPlan, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  properties: fc.array(propertyPlan, { minLength: 1, maxLength: 3 }),
});
