/**
 * Random linked systems with one component that several actors share, such as a lock: its local states
 * are what each of them does with it, numbered in no particular order, and perhaps an end.
 */

import fc from 'fast-check';
import type { LinkedExpression, LinkedProperty, LinkedStep, LinkedSystem } from '../../system.ts';

const LOCATIONS = 3;

interface StepPlan {
  readonly actor: number;
  readonly from: number;
  readonly to: number;
  /** Where the actor's own digit goes, by value; -1 refuses, -2 ends the component. */
  readonly own: readonly number[];
  /** Values of the other digits that are refused, as bits. */
  readonly refused: readonly number[];
  /** An actor whose digit is emptied too; itself or -1 for none. */
  readonly clears: number;
}

interface Plan {
  readonly sizes: readonly number[];
  readonly hasEnd: boolean;
  /** Combinations of digits that do not exist. */
  readonly absent: readonly number[];
  readonly numbering: readonly number[];
  readonly steps: readonly StepPlan[];
  /** Local states of three atoms, as random bits. */
  readonly atoms: readonly (readonly boolean[])[];
}

const digit = fc.integer({ min: 2, max: 3 });
const STATES_MAX = 28;

export const sharedPlan: fc.Arbitrary<Plan> = fc
  .array(digit, { minLength: 2, maxLength: 3 })
  .chain((sizes) => {
    const actor = fc.nat(sizes.length - 1);
    const location = fc.nat(LOCATIONS - 1);
    const bits = fc.array(fc.boolean(), { minLength: STATES_MAX, maxLength: STATES_MAX });
    return fc.record({
      sizes: fc.constant(sizes),
      hasEnd: fc.boolean(),
      absent: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        fc.array(fc.integer({ min: 1, max: STATES_MAX - 2 }), { maxLength: 3 }),
      ),
      numbering: fc.array(fc.nat(999), { minLength: STATES_MAX, maxLength: STATES_MAX }),
      atoms: fc.array(bits, { minLength: 3, maxLength: 3 }),
      steps: fc.array(
        fc.record({
          actor,
          from: location,
          to: location,
          own: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 }),
          refused: fc.array(fc.oneof({ weight: 7, arbitrary: fc.constant(0) }, fc.nat(7)), {
            minLength: 3,
            maxLength: 3,
          }),
          clears: fc.oneof({ weight: 7, arbitrary: fc.constant(-1) }, actor),
        }),
        { minLength: 6, maxLength: 20 },
      ),
    });
  });

/** The system of a plan: slot 0 is shared, slot i + 1 says where actor i is. */
export function sharedSystem(plan: Plan): LinkedSystem {
  const codes = codesOf(plan);
  const size = codes.length + (plan.hasEnd ? 1 : 0);
  const order = [...codes.keys()]
    .slice(1)
    .sort((a, b) => (plan.numbering[a] ?? 0) - (plan.numbering[b] ?? 0) || a - b);
  const numberOf = new Map([0, ...order].map((code, id) => [(codes[code] ?? []).join(), id]));
  const actors = plan.sizes.map((_, i) => `actor${i}`);
  const shared = { component: 'shared', size, labels: Array.from({ length: size }, String) };
  const places = actors.map((component) => {
    return { component, size: LOCATIONS, labels: Array.from({ length: LOCATIONS }, String) };
  });
  return {
    format: 1,
    name: 'shared',
    slots: [shared, ...places],
    actors,
    steps: plan.steps.map((step, s) => stepOf(plan, step, s, codes, numberOf)),
    properties: propertiesOf(plan, size),
    temporal: [],
    interchangeable: [],
  };
}

/** All combinations of digits that exist; the first one is all zeros. */
function codesOf({ sizes, absent }: Plan): readonly (readonly number[])[] {
  let codes: readonly (readonly number[])[] = [[]];
  for (const size of sizes) {
    codes = codes.flatMap((code) => Array.from({ length: size }, (_, value) => [...code, value]));
  }
  return codes.filter((_, k) => !absent.includes(k));
}

function stepOf(
  plan: Plan,
  { actor, from, to, own, refused, clears }: StepPlan,
  s: number,
  codes: readonly (readonly number[])[],
  numberOf: ReadonlyMap<string, number>,
): LinkedStep {
  const shared = new Int32Array(codes.length + (plan.hasEnd ? 1 : 0)).fill(-1);
  for (const code of codes) {
    const others = code.every(
      (value, i) => i === actor || (((refused[i] ?? 0) >> value) & 1) === 0,
    );
    const target = own[code[actor] ?? 0] ?? -1;
    if (!others || target === -1) continue;
    const next = code.map((value, i) => (i === actor ? target : i === clears ? 0 : value));
    const local = target === -2 ? (plan.hasEnd ? codes.length : -1) : numberOf.get(next.join());
    shared[numberOf.get(code.join()) ?? 0] = local ?? -1;
  }
  const place = new Int32Array(LOCATIONS).fill(-1);
  place[from] = to;
  const next = [shared, place];
  return {
    name: `step ${s}`,
    actor,
    fault: false,
    caseOf: null,
    slots: [0, actor + 1],
    next,
    writes: next.map((table) => table.some((target, local) => target >= 0 && target !== local)),
  };
}

function propertiesOf({ atoms, sizes }: Plan, size: number): readonly LinkedProperty[] {
  const bits = (k: number): Uint8Array =>
    Uint8Array.from({ length: size }, (_, local) => (atoms[k]?.[local] === true ? 1 : 0));
  const atom = (k: number): LinkedExpression => ({
    kind: 'atom',
    slot: 0,
    bits: bits(k),
    label: '',
  });
  const together: LinkedExpression = {
    kind: 'relation',
    slots: [1, 0],
    classes: [Uint16Array.of(0, 1, 1), Uint16Array.from(bits(1), (bit, k) => bit + (k % 2))],
    strides: [3, 1],
    bits: Uint8Array.of(1, 1, 0, 1, 0, 1),
    label: '',
  };
  const support = [0, ...sizes.map((_, i) => i + 1)];
  const companion = { label: '', goal: atom(2) };
  const waiters = sizes.map((_, i) => {
    return { actor: `actor${i}`, slot: i + 1, request: Uint16Array.of(0, 1, 1) };
  });
  const blockedBy = new Int32Array(waiters.length * size).map((_, at) => {
    const [w, local] = [Math.floor(at / size), at % size];
    return (atoms[w % 3]?.[local] === true ? 1 : 0) << ((w + 1) % waiters.length);
  });
  return [
    { kind: 'invariant', name: 'A', support, holds: { kind: 'not', of: atom(0) }, companion },
    { kind: 'invariant', name: 'B', support, holds: together, companion },
    { kind: 'reachable', name: 'C', support, goal: { kind: 'and', of: [atom(1), atom(2)] } },
    {
      kind: 'stepInvariant',
      name: 'D',
      support,
      steps: new Uint8Array(20).fill(1),
      before: atom(1),
      after: together,
    },
    { kind: 'deadlockFree', name: 'E', support, rest: atom(2), companion },
    {
      kind: 'waitCycleFree',
      name: 'F',
      support,
      cycles: 'any',
      waiters,
      requests: [{ text: 'shared', slot: 0, blockedBy }],
    },
    { kind: 'reachable', name: 'NEVER', support, goal: { kind: 'constant', value: false } },
  ];
}
