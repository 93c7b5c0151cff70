/** Random properties of all kinds on slots of any size, for what only looks at single states. */

import fc from 'fast-check';
import type { LinkedExpression, LinkedProperty, LinkedSystem, LinkedWaitCycle } from '../system.ts';

/** Numbers of local states: a few, as many as a mask of 64 bits can tell apart, and more. */
const size = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.constantFrom(31, 32, 33, 63, 64, 65),
  fc.integer({ min: 6, max: 300 }),
);

/** Slots for states of one to several words. */
export const slotSizes = fc.array(size, { minLength: 2, maxLength: 20 });

/** `0 .. length - 1` where something holds, as bits: none, all, one, all but one, some in a row, or any. */
function bitsOf(length: number): fc.Arbitrary<Uint8Array> {
  const from = (holds: (number: number) => boolean): Uint8Array =>
    Uint8Array.from({ length }, (_, number) => (holds(number) ? 1 : 0));
  const one = fc.nat(length - 1);
  return fc.oneof(
    fc.boolean().map((value) => from(() => value)),
    fc.tuple(one, fc.boolean()).map(([at, value]) => from((number) => (number === at) === value)),
    fc.tuple(one, one).map(([a, b]) => from((number) => number >= a && number <= b)),
    fc
      .array(fc.boolean(), { minLength: length, maxLength: length })
      .map((bits) => from((number) => bits[number] === true)),
  );
}

function relationOn(sizes: readonly number[]): fc.Arbitrary<LinkedExpression> {
  const column = fc.tuple(fc.nat(sizes.length - 1), fc.integer({ min: 1, max: 5 }));
  return fc.array(column, { minLength: 1, maxLength: 4 }).chain((columns) => {
    const strides: number[] = [];
    const places = columns.reduce((stride, [, classes]) => {
      strides.push(stride);
      return stride * classes;
    }, 1);
    const classes = columns.map(([slot, count]) => {
      const length = sizes[slot] ?? 1;
      return fc
        .array(fc.nat(count - 1), { minLength: length, maxLength: length })
        .map((of) => Uint16Array.from(of));
    });
    return fc.record({
      kind: fc.constant('relation' as const),
      slots: fc.constant(columns.map(([slot]) => slot)),
      classes: fc.tuple(...classes),
      strides: fc.constant(strides),
      bits: bitsOf(places),
      label: fc.constant('relation'),
    });
  });
}

function expressionOn(sizes: readonly number[]): fc.Arbitrary<LinkedExpression> {
  const atom = fc.nat(sizes.length - 1).chain((slot) =>
    bitsOf(sizes[slot] ?? 1).map((bits) => ({
      kind: 'atom' as const,
      slot,
      bits,
      label: 'atom',
    })),
  );
  const { expression } = fc.letrec<{ expression: LinkedExpression }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      { weight: 5, arbitrary: atom },
      { weight: 3, arbitrary: relationOn(sizes) },
      {
        weight: 1,
        arbitrary: fc.boolean().map((value) => ({ kind: 'constant' as const, value })),
      },
      { weight: 3, arbitrary: tie('expression').map((of) => ({ kind: 'not' as const, of })) },
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          of: fc.array(tie('expression'), { maxLength: 4 }),
        }),
      },
    ),
  }));
  return expression;
}

/** Some actors wait for up to four things that any of them may hold. */
function waitingOn(sizes: readonly number[]): fc.Arbitrary<LinkedWaitCycle> {
  const slot = fc.nat(sizes.length - 1);
  const things = fc.array(slot, { maxLength: 4, size: 'max' });
  return fc.tuple(things, fc.constantFrom(0, 1, 2, 3, 3, 4, 5, 31)).chain(([requests, count]) => {
    const waiter = slot.chain((of) => {
      const length = sizes[of] ?? 1;
      const request = fc.array(fc.nat(requests.length), { minLength: length, maxLength: length });
      return request.map((all) => ({ actor: 'a', slot: of, request: Uint16Array.from(all) }));
    });
    const anyone = fc.nat(2 ** count - 1);
    const one = fc.nat(Math.max(0, count - 1)).map((waiter) => (count === 0 ? 0 : 1 << waiter));
    const set = fc.oneof(fc.constant(0), one, one, anyone);
    const blockedBy = requests.map((of) => {
      const length = count * (sizes[of] ?? 1);
      return fc.oneof(
        fc.constant(new Int32Array(length)),
        fc
          .array(set, { minLength: length, maxLength: length })
          .map((sets) => Int32Array.from(sets)),
      );
    });
    return fc.record({
      kind: fc.constant('waitCycleFree' as const),
      cycles: fc.constantFrom('self' as const, 'several' as const, 'any' as const),
      waiters: fc.array(waiter, { minLength: count, maxLength: count }),
      requests: fc
        .tuple(...blockedBy)
        .map((tables) =>
          tables.map((table, r) => ({ text: 'r', slot: requests[r] ?? 0, blockedBy: table })),
        ),
    });
  });
}

/** Properties of a system with slots of these sizes, by kind. */
export function propertiesOn(sizes: readonly number[]) {
  const e = expressionOn(sizes);
  const companion = e.map((goal) => ({ label: 'companion', goal }));
  const named = { name: fc.constant('P'), support: fc.constant(sizes.map((_, slot) => slot)) };
  const of = <K extends LinkedProperty['kind']>(kind: K) => ({ ...named, kind: fc.constant(kind) });
  return {
    invariant: fc.record({ ...of('invariant'), holds: e, companion }),
    reachable: fc.record({ ...of('reachable'), goal: e }),
    deadlockFree: fc.record({ ...of('deadlockFree'), rest: e, companion }),
    stepInvariant: fc.record({
      ...of('stepInvariant'),
      steps: fc.constant(new Uint8Array(0)),
      before: e,
      after: e,
    }),
    waitCycleFree: waitingOn(sizes).map((cycle) => ({ name: 'P', support: [], ...cycle })),
  } satisfies Readonly<Record<LinkedProperty['kind'], fc.Arbitrary<LinkedProperty>>>;
}

/** A system with slots of these sizes whose steps do nothing. */
export function systemOn(
  sizes: readonly number[],
  properties: readonly LinkedProperty[],
  steps: number,
): LinkedSystem {
  const names = (count: number) => Array.from({ length: count }, (_, n) => String(n));
  const slots = sizes.map((size, s) => ({ component: `c${s}`, size, labels: names(size) }));
  const next = Int32Array.from({ length: sizes[0] ?? 1 }, (_, local) => local);
  return {
    format: 1,
    name: 'idle',
    slots,
    actors: ['a'],
    steps: names(steps).map((name) => ({
      name,
      actor: 0,
      fault: false,
      caseOf: null,
      slots: [0],
      next: [next],
      writes: [false],
    })),
    properties,
    temporal: [],
    interchangeable: [],
  };
}
