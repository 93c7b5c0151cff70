import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { layOut, newBatch, pack } from '../search/successors.kernel.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import { type Choose, factsOf } from '../testing/facts.ts';
import { philosophers } from '../testing/systems.ts';
import { stubborn } from './stubborn.ts';
import { shareTaken } from './stubborn-estimate.ts';

/** `moves[slot][from]`: where a step takes a slot; it refuses elsewhere. */
type Moves = Readonly<Record<number, Readonly<Record<number, number>>>>;

/** A system of these sizes; the actor of a step is its lowest slot. */
function systemOf(
  sizes: readonly number[],
  steps: readonly Moves[],
  properties: readonly LinkedProperty[] = [],
): LinkedSystem {
  return {
    format: 1,
    name: 'made by hand',
    slots: sizes.map((size, s) => ({
      component: `c${s}`,
      size,
      labels: Array.from({ length: size }, (_, local) => String(local)),
    })),
    actors: sizes.map((_, s) => `c${s}`),
    steps: steps.map((moves, s) => {
      const slots = Object.keys(moves).map(Number);
      const next = slots.map((slot) =>
        Int32Array.from({ length: sizes[slot] ?? 0 }, (_, local) => moves[slot]?.[local] ?? -1),
      );
      const writes = next.map((table) => table.some((to, local) => to >= 0 && to !== local));
      const actor = Math.min(...slots);
      return { name: `s${s}`, actor, fault: false, caseOf: null, slots, next, writes };
    }),
    properties,
    temporal: [],
    interchangeable: [],
  };
}

function reachable(slot: number, bits: readonly number[]): LinkedProperty {
  const goal = { kind: 'atom', slot, bits: Uint8Array.from(bits), label: 'there' } as const;
  return { name: 'R', kind: 'reachable', goal, support: [slot] };
}

/** Stubborn sets where evidence and companions of all properties are sought, or not. */
function reducing(system: LinkedSystem, sought = true, companion = sought): Choose {
  const layout = layOut(system);
  const { sets } = stubborn(
    system,
    layout,
    system.properties.map(() => ({ evidence: sought, companion })),
  );
  const batch = newBatch(layout, 64);
  const words = new Int32Array(layout.wordCount);
  return (state, enabled) => {
    pack(layout, state, words, 0);
    batch.step.set(enabled);
    const end = sets?.reduce(words, 0, batch, 0, enabled.length) ?? enabled.length;
    return [...batch.step.slice(0, end)];
  };
}

/** A process that goes straight from location to location, alone. */
const straight = (slot: number, length: number): readonly Moves[] =>
  Array.from({ length }, (_, from) => ({ [slot]: { [from]: from + 1 } }));

describe('stubborn sets', () => {
  test('take one process after the other when none concerns another', () => {
    const system = systemOf(
      [6, 6, 6],
      [0, 1, 2].flatMap((slot) => straight(slot, 5)),
    );
    expect(factsOf(system, 1_000)?.states).toBe(6 * 6 * 6);
    expect(factsOf(system, 1_000, reducing(system))?.states).toBe(1 + 5 + 5 + 5);
  });

  test('reduce the philosophers, and keep the state in which all wait', () => {
    const system = link(philosophers(5));
    const [full, reduced] = [
      factsOf(system, 1_000),
      factsOf(system, 1_000, reducing(system, false)),
    ];
    expect([full?.states, full?.transitions]).toEqual([82, 265]);
    expect([reduced?.states, reduced?.transitions]).toEqual([72, 160]);
    expect(reduced?.terminal).toEqual(full?.terminal);
  });

  test('wait for a step that another process takes later', () => {
    const looks = { 0: { 0: 1 }, 2: { 0: 0 } };
    const system = systemOf([2, 3, 2], [looks, { 1: { 0: 1 } }, { 1: { 1: 2 }, 2: { 0: 1 } }]);
    const full = factsOf(system, 20);
    expect(full?.terminal).toEqual(['0,2,1', '1,2,1']);
    expect(factsOf(system, 20, reducing(system))?.terminal).toEqual(full?.terminal);
  });

  test('wait for a step that makes another way possible', () => {
    const ways = [{ 0: { 0: 1 } }, { 0: { 0: 2 }, 2: { 1: 1 } }];
    const system = systemOf([3, 2, 2], [...ways, { 1: { 0: 1 }, 2: { 0: 1 } }]);
    const full = factsOf(system, 20);
    expect(full?.terminal).toEqual(['1,1,1', '2,1,1']);
    expect(factsOf(system, 20, reducing(system))?.terminal).toEqual(full?.terminal);
  });

  test('do not put a step off for ever while another process turns in a circle', () => {
    const circle = [{ 0: { 0: 1 } }, { 0: { 1: 0 } }];
    const system = systemOf([2, 2], [...circle, { 1: { 0: 1 } }], [reachable(1, [0, 1])]);
    expect(factsOf(system, 10, reducing(system))?.evidence).toEqual([true]);
  });

  test('do not put a step off for ever while another process only looks', () => {
    const system = systemOf([1, 2], [{ 0: { 0: 0 } }, { 1: { 0: 1 } }], [reachable(1, [0, 1])]);
    expect(factsOf(system, 10, reducing(system))?.evidence).toEqual([true]);
  });

  test('jump over no local state where steps commute', () => {
    const counter = [
      { 0: 1, 1: 2, 2: 0 },
      { 0: 2, 1: 0, 2: 1 },
    ];
    const steps = counter.map((moves, process) => ({ [process]: { 0: 1 }, 2: moves }));
    const system = systemOf([2, 2, 3], steps);
    expect(factsOf(system, 10, reducing(system))?.locals).toEqual(factsOf(system, 10)?.locals);
  });

  test('keep a state that only lasts until a step that concerns nobody', () => {
    const middle = (slot: number) =>
      ({ kind: 'atom', slot, bits: Uint8Array.from([0, 1, 0]), label: 'in the middle' }) as const;
    const goal = { kind: 'and', of: [middle(0), middle(1)] } as const;
    const property = { name: 'R', kind: 'reachable', goal, support: [0, 1] } as const;
    const steps = [...straight(0, 2), ...straight(1, 2)];
    const system = systemOf([3, 3], steps, [property]);
    expect(factsOf(system, 10, reducing(system))?.evidence).toEqual([true]);
    expect(factsOf(system, 10, reducing(system, false))?.evidence).toEqual([false]);
  });

  test('keep a state in which somebody waits for itself', () => {
    const property: LinkedProperty = {
      name: 'W',
      kind: 'waitCycleFree',
      cycles: 'any',
      waiters: [{ actor: 'c1', slot: 1, request: Uint16Array.from([0, 1]) }],
      requests: [{ text: 'r', slot: 2, blockedBy: Int32Array.from([1, 0]) }],
      support: [1, 2],
    };
    const steps = [{ 0: { 0: 1 }, 2: { 0: 1 } }, { 1: { 0: 1 } }];
    const system = systemOf([2, 2, 2], steps, [property]);
    expect(factsOf(system, 10, reducing(system))?.companion).toEqual([true]);
    expect(factsOf(system, 10, reducing(system, true, false))?.evidence).toEqual([true]);
  });

  test('take the moment of a step into account that a step invariant is about', () => {
    const at = (slot: number, bits: readonly number[]) =>
      ({ kind: 'atom', slot, bits: Uint8Array.from(bits), label: 'there' }) as const;
    const property: LinkedProperty = {
      name: 'S',
      kind: 'stepInvariant',
      steps: Uint8Array.from([1, 0]),
      before: at(1, [0, 1]),
      after: { kind: 'constant', value: false },
      support: [],
    };
    const system = systemOf([2, 2], [...straight(0, 1), ...straight(1, 1)], [property]);
    expect(factsOf(system, 10, reducing(system))?.evidence).toEqual([true]);
  });

  test('are refused where they cannot be told, with the reason', () => {
    const why = (system: LinkedSystem) => stubborn(system, layOut(system), []).refused;
    expect(why(systemOf([6], straight(0, 5)))).toBe('all steps belong to one component');
    const many = Array.from({ length: 32 }, (_, slot) => slot);
    expect(
      why(
        systemOf(
          many.map(() => 2),
          many.flatMap((slot) => straight(slot, 1)),
        ),
      ),
    ).toBe('steps belong to 32 components; at most 31 can be told apart');
    expect(why(systemOf([5_000, 2], [...straight(0, 1), ...straight(1, 1)]))).toBe(
      'component c0 has 5000 local states; at most 4096 are looked at',
    );
  });
});

test('an estimate is the share of enabled steps that is taken', () => {
  const system = systemOf([6, 6], [...straight(0, 5), ...straight(1, 5)]);
  const layout = layOut(system);
  const { sets } = stubborn(system, layout, []);
  if (sets === null) throw new Error('there are two owners');
  const words = new Int32Array(layout.wordCount);
  const states = { wordsOf: () => words, at: () => 0 };
  expect(shareTaken(layout, sets, states, 0, 100)).toBe(1 / 2);
  expect(shareTaken(layout, sets, states, 0, 0)).toBe(1);
});
