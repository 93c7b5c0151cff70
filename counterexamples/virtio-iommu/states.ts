/** All reachable states of a small system, by the labels of its components. */

import { type LinkedSystem, link } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';

/** A reachable state. */
export interface Seen {
  /** How a component is shown in this state. */
  readonly of: (component: string) => string;
  /** The steps that can be taken, and where they lead. */
  readonly next: readonly { readonly step: string; readonly to: Seen }[];
}

/** Visits every reachable state, nearest first. For systems of some thousand states. */
export function statesOf(definition: SystemDefinition): readonly Seen[] {
  const system = link({ ...definition, properties: [] });
  const slotOf = new Map(system.slots.map(({ component }, slot) => [component, slot]));
  const found = new Map<string, Seen & { next: { step: string; to: Seen }[] }>();
  const queue: { readonly state: readonly number[]; readonly seen: Seen }[] = [];
  const see = (state: readonly number[]): Seen => {
    const key = state.join();
    const known = found.get(key);
    if (known !== undefined) return known;
    const of = (component: string): string => {
      const slot = slotOf.get(component);
      if (slot === undefined) throw new Error(`there is no component ${component}`);
      return system.slots[slot]?.labels[state[slot] ?? 0] ?? '';
    };
    const seen = { of, next: [] };
    found.set(key, seen);
    queue.push({ state, seen });
    return seen;
  };
  see(Array.from({ length: system.slots.length }, () => 0));
  for (const { state, seen } of queue) {
    for (const [step, to] of successors(system, state)) {
      (seen.next as { step: string; to: Seen }[]).push({ step, to: see(to) });
    }
  }
  return [...found.values()];
}

function successors(
  { steps }: LinkedSystem,
  state: readonly number[],
): readonly (readonly [string, readonly number[]])[] {
  return steps.flatMap(({ name, slots, next }) => {
    const to = [...state];
    for (const [part, slot] of slots.entries()) {
      const local = next[part]?.[state[slot] ?? 0] ?? -1;
      if (local < 0) return [];
      to[slot] = local;
    }
    return [[name, to] as const];
  });
}
