/**
 * Random linked systems, made of integers at once: processes with a location each, and slots that
 * they share. They have no machines behind them, so thousands can be searched in a test.
 */

import fc from 'fast-check';
import type {
  LinkedExpression,
  LinkedProperty,
  LinkedStep,
  LinkedSystem,
  LinkedWaitCycle,
} from '../system.ts';

/** `next[local]`: where a slot goes, or -1 where it refuses. */
type Table = readonly number[];

interface StepPlan {
  readonly process: number;
  readonly from: number;
  /** How many locations it goes on; 0 to stay. */
  readonly leap: number;
  /** What it does to other slots, by one of the tables; its own is left out. */
  readonly parts: readonly { readonly slot: number; readonly table: number }[];
}

const LOCATIONS = 4;
const VALUES = 3;

/** What a step does to a slot beside its own: looks, sets, toggles, counts, or moves at random. */
const tables: readonly Table[] = [
  [0, 1, 2, 3],
  [0, -1, -1, -1],
  [-1, 1, -1, -1],
  [-1, 1, 2, 3],
  [1, -1, -1, -1],
  [-1, 0, -1, -1],
  [2, -1, -1, 2],
  [-1, -1, 0, -1],
  [1, 2, 0, -1],
  [2, 0, 1, -1],
  [1, 1, 1, -1],
  [0, 0, 0, 0],
  [1, 0, 2, 3],
  [1, 2, -1, -1],
];

const expression = (sizes: readonly number[]): fc.Arbitrary<LinkedExpression> => {
  const slot = fc.nat(sizes.length - 1);
  const atom = fc.tuple(slot, fc.integer({ min: 1, max: 14 })).map(([s, mask]) => ({
    kind: 'atom' as const,
    slot: s,
    bits: Uint8Array.from({ length: sizes[s] ?? 0 }, (_, local) => (mask >> local) & 1),
    label: `c${s} in ${mask.toString(2)}`,
  }));
  const relation = fc
    .tuple(fc.array(slot, { minLength: 2, maxLength: 3 }), fc.nat(6), fc.boolean())
    .map(([slots, sum, below]) => relationOn(sizes, slots, sum, below));
  const leaf = fc.oneof({ weight: 2, arbitrary: atom }, { weight: 1, arbitrary: relation });
  const some = fc.array(leaf, { minLength: 1, maxLength: 3 });
  const flat = fc.oneof(
    leaf,
    some.map((of) => ({ kind: 'and' as const, of })),
    some.map((of) => ({ kind: 'or' as const, of })),
  );
  return fc.oneof(
    { weight: 3, arbitrary: flat },
    { weight: 1, arbitrary: flat.map((of) => ({ kind: 'not' as const, of })) },
    {
      weight: 1,
      arbitrary: fc.tuple(flat, flat).map((of) => ({ kind: 'and' as const, of })),
    },
  );
};

/** The sum of the local states is `sum`, or below it. */
function relationOn(
  sizes: readonly number[],
  slots: readonly number[],
  sum: number,
  below: boolean,
): LinkedExpression {
  const strides: number[] = [];
  const combinations = slots.reduce((stride, slot) => {
    strides.push(stride);
    return stride * (sizes[slot] ?? 0);
  }, 1);
  const bits = Uint8Array.from({ length: combinations }, (_, index) => {
    const total = slots.reduce(
      (all, slot, k) => all + (Math.floor(index / (strides[k] ?? 1)) % (sizes[slot] ?? 1)),
      0,
    );
    return (below ? total < sum : total === sum) ? 1 : 0;
  });
  return {
    kind: 'relation',
    slots,
    classes: slots.map((slot) => Uint16Array.from({ length: sizes[slot] ?? 0 }, (_, c) => c)),
    strides,
    bits,
    label: `sum of ${slots.join(', ')} ${below ? '<' : '='} ${sum}`,
  };
}

/** Each process may wait for the first shared slot, which is held by a process or by nobody. */
function waiting(processes: number, plan: { cycles: number; asking: readonly number[] }) {
  const sharedSlots = [processes, processes + 1];
  return {
    kind: 'waitCycleFree' as const,
    cycles: (['self', 'several', 'any'] as const)[plan.cycles] ?? 'any',
    waiters: Array.from({ length: processes }, (_, w) => ({
      actor: `p${w}`,
      slot: w,
      request: Uint16Array.from({ length: LOCATIONS }, (_, local) =>
        plan.asking[w * LOCATIONS + local] === 3 ? 0 : (plan.asking[w * LOCATIONS + local] ?? 0),
      ),
    })),
    requests: sharedSlots.map((slot, r) => ({
      text: `r${r}`,
      slot,
      blockedBy: Int32Array.from({ length: processes * VALUES }, (_, i) =>
        i % VALUES === 0 ? 0 : 1 << (((i % VALUES) - 1 + r) % processes),
      ),
    })),
  } satisfies LinkedWaitCycle;
}

function propertyOn(sizes: readonly number[], processes: number): fc.Arbitrary<LinkedProperty> {
  const e = expression(sizes);
  const companion = e.map((goal) => ({ label: 'companion', goal }));
  const support = sizes.map((_, slot) => slot);
  return fc.oneof(
    fc.record({
      kind: fc.constant('invariant' as const),
      name: fc.constant('I'),
      support: fc.constant(support),
      holds: e,
      companion,
    }),
    fc.record({
      kind: fc.constant('deadlockFree' as const),
      name: fc.constant('D'),
      support: fc.constant(support),
      rest: e,
      companion,
    }),
    fc.record({
      kind: fc.constant('reachable' as const),
      name: fc.constant('R'),
      support: fc.constant(support),
      goal: e,
    }),
    fc.record({
      kind: fc.constant('stepInvariant' as const),
      name: fc.constant('S'),
      support: fc.constant([]),
      steps: fc.uint8Array({ minLength: 32, maxLength: 32, max: 1 }),
      before: e,
      after: e,
    }),
    fc
      .record({
        cycles: fc.nat(2),
        asking: fc.array(fc.nat(3), {
          minLength: processes * LOCATIONS,
          maxLength: processes * LOCATIONS,
        }),
      })
      .map((plan) => ({ name: 'W', support, ...waiting(processes, plan) })),
  );
}

function stepOf(
  { process, from, leap, parts: others }: StepPlan,
  number: number,
  sizes: readonly number[],
) {
  const into = (from + leap) % LOCATIONS;
  const own = Array.from({ length: LOCATIONS }, (_, local) => (local === from ? into : -1));
  const parts = new Map<number, Table>([[process, own]]);
  for (const { slot, table } of others) {
    if (slot !== process) parts.set(slot, (tables[table] ?? []).slice(0, sizes[slot]));
  }
  const slots = [...parts.keys()].sort((a, b) => a - b);
  const next = slots.map((slot) => Int32Array.from(parts.get(slot) ?? []));
  return {
    name: `s${number}`,
    actor: process,
    fault: false,
    caseOf: null,
    slots,
    next,
    writes: next.map((table) => table.some((to, local) => to >= 0 && to !== local)),
  } satisfies LinkedStep;
}

/** Systems of two to four processes, one to three shared slots and up to fourteen steps. */
export const linkedSystem: fc.Arbitrary<LinkedSystem> = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 3 }))
  .chain(([processes, shared]) => {
    const sizes = Array.from({ length: processes + shared }, (_, slot) =>
      slot < processes ? LOCATIONS : VALUES,
    );
    const location = fc.nat(LOCATIONS - 1);
    const slot = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: processes, max: processes + shared - 1 }) },
      { weight: 1, arbitrary: fc.nat(processes - 1) },
    );
    const part = fc.record({ slot, table: fc.nat(tables.length - 1) });
    const leap = fc.oneof(
      { weight: 3, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: location },
    );
    const step: fc.Arbitrary<StepPlan> = fc.record({
      process: fc.nat(processes - 1),
      from: location,
      leap,
      parts: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 3, arbitrary: fc.array(part, { minLength: 1, maxLength: 2 }) },
      ),
    });
    return fc.record({
      format: fc.constant(1 as const),
      name: fc.constant('generated'),
      slots: fc.constant(
        sizes.map((size, s) => ({
          component: `c${s}`,
          size,
          labels: Array.from({ length: size }, (_, local) => String(local)),
        })),
      ),
      actors: fc.constant(Array.from({ length: processes }, (_, p) => `p${p}`)),
      steps: fc
        .array(step, { minLength: 4, maxLength: 16, size: 'max' })
        .map((plans) => plans.map((plan, s) => stepOf(plan, s, sizes))),
      properties: fc.array(propertyOn(sizes, processes), { minLength: 0, maxLength: 3 }),
      temporal: fc.constant([]),
      interchangeable: fc.constant([]),
    });
  });
