/**
 * Random small systems of interchangeable columns, as plans: plain data that shrinks to something a
 * person can read. `symmetricSystemFrom` turns a plan into real XState machines, steps and properties.
 */

import fc from 'fast-check';

/** A machine with states `0 .. states - 1`; `moves[event][state]`: the next one, or null. */
export interface MovesPlan {
  readonly states: number;
  readonly moves: readonly (readonly (number | null)[])[];
}

/**
 * What columns share. `plain` knows nothing of them; `lock` has an owner, `set` members, `queue` members
 * in the order of their coming, `couple` two members that are linked, `links` remembers for each column
 * another one, `last` who came last.
 */
export type SharedPlan =
  | { readonly shape: 'plain'; readonly of: MovesPlan }
  | { readonly shape: 'lock' | 'set' | 'queue' | 'couple' | 'links' | 'last' };

/** One step for each column, for each ordered pair of columns, or for nobody. */
export interface StepPlan {
  readonly whose: 'column' | 'pair' | 'nobody';
  /** Event for the first place of the column, the second place, and the other one of the pair. */
  readonly own: number | null;
  readonly second: number | null;
  readonly other: number | null;
  /** The column remembers the other one of the pair. */
  readonly remembers: boolean;
  /** Shared component, modulo their number, and event for it; null for none. */
  readonly shared: { readonly which: number; readonly event: number } | null;
}

export type SymmetricPropertyPlan =
  | {
      readonly kind: 'invariant' | 'reachable' | 'deadlockFree' | 'stepInvariant';
      readonly how: 'every' | 'some' | 'pairs' | 'owner' | 'sum' | 'first';
      readonly state: number;
      readonly other: number;
    }
  | { readonly kind: 'waitCycleFree'; readonly cycles: 'self' | 'several' | 'any' };

/** What is done to a system that was symmetric. */
export type SpoilPlan =
  | { readonly what: 'nothing' }
  | { readonly what: 'leave out a step'; readonly step: number }
  | { readonly what: 'take the actor of another'; readonly step: number };

export interface SymmetricPlan {
  readonly columns: number;
  readonly first: MovesPlan;
  /** The second place of each column, if there is one. */
  readonly second: MovesPlan | null;
  /** Columns have a place that remembers another column. */
  readonly memory: boolean;
  readonly shared: readonly SharedPlan[];
  /** Further interchangeable components that take part in steps of columns, one step for each. */
  readonly tokens: number;
  readonly steps: readonly StepPlan[];
  readonly properties: readonly SymmetricPropertyPlan[];
  readonly spoil: SpoilPlan;
}

export const EVENTS = 3;

const movesPlan = (statesMax: number): fc.Arbitrary<MovesPlan> =>
  fc.integer({ min: 2, max: statesMax }).chain((states) =>
    fc.record({
      states: fc.constant(states),
      moves: fc.array(
        fc.array(fc.option(fc.nat(states - 1), { freq: 3 }), {
          minLength: states,
          maxLength: states,
        }),
        { minLength: EVENTS, maxLength: EVENTS },
      ),
    }),
  );

const sharedPlan: fc.Arbitrary<SharedPlan> = fc.oneof(
  fc.record({ shape: fc.constant('plain' as const), of: movesPlan(3) }),
  fc.record({
    shape: fc.constantFrom(
      ...(['lock', 'set', 'queue', 'couple', 'links', 'links', 'last'] as const),
    ),
  }),
);

const event = fc.option(fc.nat(EVENTS - 1), { freq: 3 });

const stepPlan: fc.Arbitrary<StepPlan> = fc.record({
  whose: fc.oneof(
    { weight: 5, arbitrary: fc.constant('column' as const) },
    { weight: 4, arbitrary: fc.constant('pair' as const) },
    { weight: 1, arbitrary: fc.constant('nobody' as const) },
  ),
  own: event,
  second: event,
  other: event,
  remembers: fc.boolean(),
  shared: fc.option(fc.record({ which: fc.nat(1), event: fc.nat(2) }), { freq: 3 }),
});

const propertyPlan: fc.Arbitrary<SymmetricPropertyPlan> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        ...(['invariant', 'reachable', 'deadlockFree', 'stepInvariant'] as const),
      ),
      how: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.constantFrom(...(['every', 'some', 'pairs', 'owner', 'sum'] as const)),
        },
        { weight: 1, arbitrary: fc.constant('first' as const) },
      ),
      state: fc.nat(2),
      other: fc.nat(4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('waitCycleFree' as const),
      cycles: fc.constantFrom(...(['self', 'several', 'any'] as const)),
    }),
  },
);

const spoilPlan: fc.Arbitrary<SpoilPlan> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ what: 'nothing' as const }) },
  fc.record({
    what: fc.constantFrom(...(['leave out a step', 'take the actor of another'] as const)),
    step: fc.nat(30),
  }),
);

/** Systems of two to four columns of one to three components, with up to two that they share. */
export const symmetricPlan: fc.Arbitrary<SymmetricPlan> = fc.record({
  columns: fc.integer({ min: 2, max: 4 }),
  first: movesPlan(4),
  second: fc.option(movesPlan(2), { freq: 2 }),
  memory: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  shared: fc.array(sharedPlan, { minLength: 0, maxLength: 2 }),
  tokens: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 2, max: 3 })),
  steps: fc.array(stepPlan, { minLength: 1, maxLength: 4 }),
  properties: fc.array(propertyPlan, { minLength: 1, maxLength: 3 }),
  spoil: spoilPlan,
});

const still: MovesPlan = { states: 1, moves: [[0], [null], [null]] };

/** Four columns that link themselves to each other in all ways, which no order of columns can tell apart. */
export const linkingPlan: SymmetricPlan = {
  columns: 4,
  first: still,
  second: null,
  memory: false,
  shared: [{ shape: 'links' }],
  tokens: 0,
  steps: [
    {
      whose: 'pair',
      own: 0,
      second: null,
      other: 0,
      remembers: false,
      shared: { which: 0, event: 0 },
    },
  ],
  properties: [{ kind: 'invariant', how: 'owner', state: 1, other: 0 }],
  spoil: { what: 'nothing' },
};
