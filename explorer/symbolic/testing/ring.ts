/** Rings of philosophers as linked systems, of any size and without XState. */

import type { LinkedProperty, LinkedStep, LinkedSystem } from '../../system.ts';

const THINKING = 0;
const HOLDS_ONE = 1;
const EATING = 2;
/** A fork is free, or held by the one on its left or right. */
const FREE = 0;

/**
 * Slot 2i is the fork on the left of philosopher i, slot 2i + 1 the philosopher. All take the left
 * fork first, so that all can hold one; if `polite`, the last takes the right one first, so that they
 * cannot.
 */
export function ring(seats: number, polite: boolean): LinkedSystem {
  const slots = Array.from({ length: seats }, (_, i) => [
    { component: `fork${i}`, size: 3, labels: ['free', 'left', 'right'] },
    { component: `person${i}`, size: 3, labels: ['thinking', 'holdsOne', 'eating'] },
  ]).flat();
  return {
    format: 1,
    name: 'ring',
    slots,
    actors: Array.from({ length: seats }, (_, i) => `person${i}`),
    steps: Array.from({ length: seats }, (_, i) => stepsOf(i, seats, polite)).flat(),
    properties: [noDeadlock],
    temporal: [],
    interchangeable: [],
  };
}

const always = { kind: 'constant', value: true } as const;

const noDeadlock: LinkedProperty = {
  kind: 'deadlockFree',
  name: 'NO-DEADLOCK',
  support: [],
  rest: { kind: 'constant', value: false },
  companion: { label: 'always', goal: always },
};

function stepsOf(i: number, seats: number, polite: boolean): readonly LinkedStep[] {
  const person = 2 * i + 1;
  const left = { slot: 2 * i, by: 2 };
  const right = { slot: 2 * ((i + 1) % seats), by: 1 };
  const [first, second] = polite && i === seats - 1 ? [right, left] : [left, right];
  const move = (
    name: string,
    parts: readonly (readonly [number, number, number])[],
  ): LinkedStep => {
    const sorted = [...parts].sort((a, b) => a[0] - b[0]);
    return {
      name,
      actor: i,
      fault: false,
      caseOf: null,
      slots: sorted.map(([slot]) => slot),
      next: sorted.map(([, from, to]) => Int32Array.of(-1, -1, -1).fill(to, from, from + 1)),
      writes: sorted.map(() => true),
    };
  };
  return [
    move('takes one', [
      [person, THINKING, HOLDS_ONE],
      [first.slot, FREE, first.by],
    ]),
    move('takes the other', [
      [person, HOLDS_ONE, EATING],
      [second.slot, FREE, second.by],
    ]),
    move('puts both down', [
      [person, EATING, THINKING],
      [first.slot, first.by, FREE],
      [second.slot, second.by, FREE],
    ]),
  ];
}
