import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycleOf, evaluator, waitForEdges } from '../search/evaluate.ts';
import { looksFor } from '../search/judge-code.kernel.ts';
import { GROUP, type Look, type Questions } from '../search/questions.kernel.ts';
import { type Layout, layOut, pack } from '../search/successors.kernel.ts';
import { newSharedMemory } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import { TreeStore } from '../store/tree.kernel.ts';
import type { LinkedExpression, LinkedProperty } from '../system.ts';
import { kernelOn } from '../testing/kernels.ts';
import { runs } from '../testing/laws.ts';
import { propertiesOn, slotSizes, systemOn } from '../testing/properties-on.ts';
import { takeMemory } from './memories.ts';

const MEMBERS = 24;
const STEPS = 5;
/** Groups of properties at most. */
const GROUPS = 3;

/** Whether a property is alert in a state, as the judges would say. */
function isAlert(property: LinkedProperty, state: Int32Array, open: boolean, unmet: boolean) {
  const says = (expression: LinkedExpression) => evaluator(expression)(state);
  switch (property.kind) {
    case 'invariant':
      return (open && !says(property.holds)) || (unmet && says(property.companion.goal));
    case 'reachable':
      return open && says(property.goal);
    case 'deadlockFree':
      return unmet && says(property.companion.goal);
    case 'stepInvariant':
      return false;
    case 'waitCycleFree': {
      const edges = new Int32Array(property.waiters.length);
      waitForEdges(property, state, edges);
      const waits = edges.some((set) => set !== 0);
      return (unmet && waits) || (open && cycleOf(edges, property.cycles) !== 0);
    }
  }
}

/** All places where a look stops. */
function stopsOf(look: Look | undefined, end: number, questions: Questions): number[] {
  if (look === undefined) throw new Error('there is a look for each group');
  const stops: number[] = [];
  for (let k = look(0, end, questions); k < end; k = look(k + 1, end, questions)) stops.push(k);
  return stops;
}

/** Numbers of which any bits may be set. */
const sets = (length: number) =>
  fc.array(fc.oneof(fc.constantFrom(0, -1, -1), fc.integer()), {
    minLength: length,
    maxLength: length,
  });

/** States, what led to them and what is asked of them; everything taken modulo what there is. */
const batches = fc.record({
  locals: fc.array(fc.nat(0xffff), { minLength: 64, maxLength: 64 }),
  steps: fc.array(fc.nat(STEPS - 1), { minLength: MEMBERS, maxLength: MEMBERS }),
  fresh: fc.subarray([...new Array(MEMBERS).keys()], { minLength: MEMBERS / 2 }),
  asked: sets(GROUPS * STEPS),
  open: sets(GROUPS),
  unmet: sets(GROUPS),
});

type BatchPlan = typeof batches extends fc.Arbitrary<infer T> ? T : never;

/** The state of a member, from the numbers of a plan. */
function stateOf(sizes: readonly number[], { locals }: BatchPlan, member: number): Int32Array {
  return Int32Array.from(sizes, (size, s) => (locals[(7 * member + 5 * s) % 64] ?? 0) % size);
}

function questionsIn({ asked, open, unmet }: BatchPlan, number: number): Questions {
  return {
    asked: Int32Array.from(asked.slice(number * STEPS, (number + 1) * STEPS)),
    open: open[number] ?? 0,
    unmet: unmet[number] ?? 0,
  };
}

/** A property, and others that ask the same of those who wait. */
function withOtherCycles(property: LinkedProperty): readonly LinkedProperty[] {
  if (property.kind !== 'waitCycleFree') return [property];
  return (['self', 'several', 'any'] as const).map((cycles) => ({ ...property, cycles }));
}

/** Looks at a batch in all ways, twice for each group with other questions, and counts the stops. */
function compareOn(
  sizes: readonly number[],
  properties: readonly LinkedProperty[],
  plan: BatchPlan,
  storeFor: (layout: Layout) => SharedSet | TreeStore,
): number {
  const system = systemOn(sizes, properties, STEPS);
  const layout = layOut(system);
  const store = storeFor(layout);
  const { kernel, arrays } = kernelOn(store, layout, MEMBERS, { properties });
  const { words, step, fresh } = arrays;
  const states = plan.steps.map((_, i) => stateOf(sizes, plan, i));
  for (const [i, state] of states.entries()) pack(layout, state, words, i * layout.wordCount);
  step.set(plan.steps);
  fresh.set(plan.fresh);
  const groups = Math.ceil(properties.length / GROUP);
  const byKernel = kernel.looks(groups);
  const byJavaScript = looksFor(system, layout, { words, step, fresh });
  let stops = 0;
  for (let turn = 0; turn < 2 * groups; turn++) {
    const g = turn % groups;
    const questions = questionsIn(plan, turn % GROUPS);
    const group = properties.slice(g * GROUP, (g + 1) * GROUP);
    const expected = [...plan.fresh.keys()].filter((k) => {
      const i = plan.fresh[k] ?? 0;
      const state = states[i] ?? new Int32Array();
      const asked = questions.asked[plan.steps[i] ?? 0] ?? 0;
      return group.some((property, p) => {
        const isIn = (set: number): boolean => (set & (1 << p)) !== 0;
        return isIn(asked) && isAlert(property, state, isIn(questions.open), isIn(questions.unmet));
      });
    });
    expect(stopsOf(byKernel?.[g], plan.fresh.length, questions)).toEqual(expected);
    expect(stopsOf(byJavaScript?.[g], plan.fresh.length, questions)).toEqual(expected);
    stops += expected.length;
  }
  store.release();
  return stops;
}

const stores = {
  plain: ({ wordCount }: Layout) => new SharedSet(newSharedMemory(wordCount, 1), 0),
  tree: ({ wordCount }: Layout) => new TreeStore(wordCount, undefined, undefined, takeMemory()),
};

describe('a look by a kernel stops where the judges have something to hear, as one in JavaScript does', () => {
  test.each(['invariant', 'reachable', 'deadlockFree', 'stepInvariant', 'waitCycleFree'] as const)(
    'for a property of each kind: %s',
    (kind) => {
      let stops = 0;
      let batchesSeen = 0;
      const cases = slotSizes.chain((sizes) =>
        fc.record({ sizes: fc.constant(sizes), one: propertiesOn(sizes)[kind] }),
      );
      fc.assert(
        fc.property(cases, batches, ({ sizes, one }, plan) => {
          stops += compareOn(sizes, [one], plan, stores.plain);
          batchesSeen++;
        }),
        { seed: 20261122, numRuns: runs(kind === 'stepInvariant' ? 20 : 100) },
      );
      if (kind !== 'stepInvariant') expect(stops).toBeGreaterThan(batchesSeen);
    },
  );

  test.each(['plain', 'tree'] as const)('for several groups of properties: %s', (store) => {
    const cases = slotSizes.chain((sizes) => {
      const { stepInvariant, ...kinds } = propertiesOn(sizes);
      const one = fc.oneof(...Object.values(kinds), stepInvariant);
      const properties = fc
        .array(one, { minLength: 1, maxLength: GROUPS * GROUP, size: 'max' })
        .map((some) => some.flatMap(withOtherCycles).slice(0, GROUPS * GROUP));
      return fc.record({ sizes: fc.constant(sizes), properties });
    });
    fc.assert(
      fc.property(cases, batches, ({ sizes, properties }, plan) => {
        compareOn(sizes, properties, plan, stores[store]);
      }),
      { seed: 20261123, numRuns: runs(60) },
    );
  });
});

describe('a kernel', () => {
  test('leaves properties to JavaScript that are too large for it', () => {
    const atom = { kind: 'atom' as const, slot: 0, bits: Uint8Array.of(0, 1, 1), label: 'a' };
    const looksAt = (parts: number) => {
      const goal = { kind: 'and' as const, of: new Array(parts).fill(atom) };
      const property = { kind: 'reachable' as const, name: 'R', support: [0], goal };
      const layout = layOut(systemOn([3], [property], STEPS));
      const { kernel } = kernelOn(stores.plain(layout), layout, 1, { properties: [property] });
      return kernel.looks(1);
    };
    expect(looksAt(1_000)).not.toBeNull();
    expect(looksAt(20_000)).toBeNull();
  });
});
