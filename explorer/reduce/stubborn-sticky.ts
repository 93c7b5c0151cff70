/**
 * Sticky steps: a set of steps such that every cycle of states contains one of them. A reduction that
 * takes a sticky step only in states that it expands in full cannot put a step off for ever. This is
 * the static cycle proviso of Kurshan, Levin, Minea, Peled and Yenigün, *Static Partial Order
 * Reduction* (TACAS 1998). It needs no knowledge of the search, so any order of visits and any number
 * of workers make the same choices.
 *
 * A cycle of states, looked at in one slot, is a closed walk through its local states. So among steps
 * that are not sticky, one that always moves some slot from one strongly connected component to
 * another is on no cycle; leaving it out may cut further components; and when nothing is left, all
 * cycles contain a sticky step.
 */

import type { LinkedStep, LinkedSystem } from '../system.ts';
import { type Change, changesOf } from './stubborn-changes.ts';
import { stronglyConnected } from './stubborn-components.ts';

/**
 * `sticky[s]` is 1 for the steps of a set that covers all cycles: all of `visible`, which are never
 * taken alone anyway, and of the others as few as a greedy choice finds. Steps that are first in
 * `order` are the first to be let go. `kin[s]` numbers groups of steps that stand or fall together.
 */
export function stickySteps(
  system: LinkedSystem,
  visible: Uint8Array,
  order: readonly number[],
  kin: ArrayLike<number>,
): Uint8Array {
  const sticky = new Uint8Array(system.steps.length).fill(1);
  const graph = new LocalGraphs(system);
  const groups = new Map<number, number[]>();
  for (const s of order) {
    const group = groups.get(kin[s] ?? s);
    if (group === undefined) groups.set(kin[s] ?? s, [s]);
    else group.push(s);
  }
  const mark = (some: readonly (readonly number[])[], value: number): void => {
    for (const group of some) for (const s of group) sticky[s] = value;
  };
  /** Lets go of as many groups as it can, one half after the other where all are too many. */
  const release = (some: readonly (readonly number[])[]): void => {
    if (some.length === 0) return;
    mark(some, 0);
    if (graph.areCovered(sticky)) return;
    mark(some, 1);
    if (some.length === 1) return;
    const half = some.length >> 1;
    release(some.slice(0, half));
    release(some.slice(half));
  };
  release([...groups.values()].filter((group) => group.every((s) => visible[s] !== 1)));
  return sticky;
}

interface Edge {
  readonly step: number;
  readonly change: Change;
}

/** The local graphs of all slots, with the steps that make their edges. */
class LocalGraphs {
  readonly #steps: readonly LinkedStep[];
  readonly #edges: readonly (readonly Edge[])[];
  readonly #sizes: readonly number[];

  constructor({ steps, slots }: LinkedSystem) {
    this.#steps = steps;
    this.#sizes = slots.map((slot) => slot.size);
    this.#edges = slots.map((_, slot) =>
      steps.flatMap((step, s) => changesOf(step, slot).map((change) => ({ step: s, change }))),
    );
  }

  /** Whether every cycle of states contains a step of this set. */
  areCovered(sticky: Uint8Array): boolean {
    const left = sticky.map((bit) => 1 - bit);
    for (let count = sum(left); count > 0; ) {
      const components = this.#edges.map((edges, slot) =>
        componentsOf(edges, left, this.#sizes[slot] ?? 0),
      );
      this.#steps.forEach((step, s) => {
        if (left[s] === 1 && !canStay(step, components)) left[s] = 0;
      });
      const staying = sum(left);
      if (staying === count) return false;
      count = staying;
    }
    return true;
  }
}

function sum(bits: Uint8Array): number {
  return bits.reduce((total, bit) => total + bit, 0);
}

/** Components of the local graph of one slot by the steps that are left. */
function componentsOf(edges: readonly Edge[], left: Uint8Array, size: number): Int32Array {
  const successors: number[][] = Array.from({ length: size }, () => []);
  for (const { step, change } of edges) {
    if (left[step] === 1) successors[change[0]]?.push(change[1]);
  }
  return stronglyConnected(successors);
}

/** Whether a step can be taken without leaving a component of any slot. */
function canStay(step: LinkedStep, components: readonly Int32Array[]): boolean {
  return step.slots.every((slot, k) => {
    const of = components[slot];
    return step.next[k]?.some((into, from) => into >= 0 && of?.[from] === of?.[into]) === true;
  });
}
