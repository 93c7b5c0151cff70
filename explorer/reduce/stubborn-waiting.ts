/** When a step may take an edge out of a wait-for graph. */

import type { LinkedStep, LinkedSystem, LinkedWaitCycle } from '../system.ts';
import { type Acting, type Box, moves, narrow } from './stubborn-losses.ts';

/**
 * Boxes that together contain all states in which a step is enabled and takes away an edge that
 * counts. More edges never break a cycle, so that is the only way to lose one. If `companion`, every
 * edge counts, since any shows that somebody waits; otherwise only those that may be on a cycle.
 */
export function waitLosses(
  system: LinkedSystem,
  actor: Acting,
  property: LinkedWaitCycle,
  companion: boolean,
): readonly Box[] {
  const { waiters, requests } = property;
  return waiters.flatMap(({ slot: asking, request }, w) => {
    const counting = companion ? -1 : countingEdges(actor, property, w);
    if (counting === 0) return [];
    return requests.flatMap(({ slot, blockedBy }, r) => {
      if (!moves(actor, asking) && !moves(actor, slot)) return [];
      const box = new Map(actor.enabled);
      const waits = Uint8Array.from(request, (of) => (of === r + 1 ? 1 : 0));
      if (!narrow(box, asking, waits)) return [];
      const size = blockedBy.length / waiters.length;
      const blockers = blockedBy.subarray(w * size, (w + 1) * size).map((set) => set & counting);
      const lost = staysWaiting(system, actor.step, box, asking, waits)
        ? fewer(actor.step, slot, blockers)
        : Uint8Array.from(blockers, (set) => (set === 0 ? 0 : 1));
      return narrow(box, slot, lost) ? [box] : [];
    });
  });
}

/**
 * The edges out of a waiter that may be on a cycle while the step is enabled: those to waiters that
 * may wait themselves, or to itself.
 */
function countingEdges(
  { enabled }: Acting,
  { waiters, cycles }: LinkedWaitCycle,
  w: number,
): number {
  if (cycles === 'self') return 1 << w;
  return waiters.reduce((set, { slot, request }, v) => {
    const allowed = enabled.get(slot);
    const mayWait = request.some((of, local) => of !== 0 && allowed?.[local] !== 0);
    return mayWait ? set | (1 << v) : set;
  }, 0);
}

/** Whether the step leaves the waiter with the same request wherever it may be. */
function staysWaiting(
  system: LinkedSystem,
  step: LinkedStep,
  box: Box,
  slot: number,
  waits: Uint8Array,
): boolean {
  const next = step.next[step.slots.indexOf(slot)];
  if (next === undefined) return true;
  for (let local = 0; local < (system.slots[slot]?.size ?? 0); local++) {
    const to = next[local] ?? -1;
    if (box.get(slot)?.[local] === 1 && to >= 0 && waits[to] !== 1) return false;
  }
  return true;
}

/** The local states of a resource in which the step makes it blocked by fewer. */
function fewer(step: LinkedStep, slot: number, blockers: Int32Array): Uint8Array {
  const next = step.next[step.slots.indexOf(slot)];
  return Uint8Array.from(blockers, (set, local) => {
    const to = next === undefined ? local : (next[local] ?? -1);
    return to >= 0 && (set & ~(blockers[to] ?? 0)) !== 0 ? 1 : 0;
  });
}
