import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LinkedSystem } from '../system.ts';
import { runs } from '../testing/laws.ts';
import { linkedSystem } from '../testing/linked-systems.ts';
import { successor } from '../testing/paths.ts';
import { type Layout, layOut, pack, unpack } from './layout.kernel.ts';
import { Predecessors } from './predecessors.kernel.ts';

/** All states there could be, reachable or not. */
function* allStates({ slots }: LinkedSystem): Generator<Int32Array> {
  const count = slots.reduce((product, { size }) => product * size, 1);
  for (let number = 0; number < count; number++) {
    let left = number;
    yield Int32Array.from(slots, ({ size }) => {
      const local = left % size;
      left = Math.floor(left / size);
      return local;
    });
  }
}

/** The same steps, but those of odd number no longer ask where their process is, if they ask for anything else. */
function looser(system: LinkedSystem): LinkedSystem {
  const steps = system.steps.map((step, s) => {
    const others = <T>(parts: readonly T[]): T[] =>
      parts.filter((_, k) => step.slots[k] !== step.actor);
    const isStrict = s % 2 === 0 || step.slots.length === 1;
    const [slots, next, writes] = [others(step.slots), others(step.next), others(step.writes)];
    return isStrict ? step : { ...step, slots, next, writes };
  });
  return { ...system, steps };
}

/** By trying every step in every state. */
function slowly(system: LinkedSystem, to: Int32Array): string[] {
  return [...allStates(system)].flatMap((from) =>
    [...system.steps.keys()]
      .filter((step) => successor(system, from, step)?.join() === to.join())
      .map(() => from.join()),
  );
}

function foundBy(
  predecessors: Predecessors,
  layout: Layout,
  state: Int32Array,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const found: string[] = [];
  const words = new Int32Array(layout.wordCount + 1);
  pack(layout, state, words, 1);
  const before = new Int32Array(layout.slotCount);
  const isDone = predecessors.of(words, 1, (packed) => {
    unpack(layout, packed, 0, before);
    return found.push(before.join()) < most;
  });
  expect(isDone).toBe(found.length < most);
  return found;
}

test('predecessors are the states from which a step leads to a state, once for each step', () => {
  const reached = { some: 0, none: 0 };
  const law = fc.property(linkedSystem, fc.nat(), (strict, pick) => {
    const system = looser(strict);
    const layout = layOut(system);
    const predecessors = new Predecessors(system, layout);
    const states = [...allStates(system)];
    const state = states[pick % states.length] ?? layout.initial;
    const expected = slowly(system, state);
    reached[expected.length > 0 ? 'some' : 'none']++;
    expect(foundBy(predecessors, layout, state).sort()).toEqual(expected.sort());
    const most = 1 + (pick % 3);
    expect(foundBy(predecessors, layout, state, most)).toHaveLength(
      Math.min(most, expected.length),
    );
  });
  fc.assert(law, { seed: 20261122, numRuns: runs(100) });
  expect(Math.min(reached.some, reached.none)).toBeGreaterThan(5);
});
