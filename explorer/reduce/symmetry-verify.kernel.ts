/**
 * Whether a permutation is an automorphism of a linked system: it keeps the initial state, takes every
 * step to a step that does the same in the places taken, and the steps of an actor to those of one
 * actor. All tables are compared in full; nothing is sampled or hashed.
 */

import type { LinkedSystem } from '../system.ts';
import type { Automorphism } from './symmetry-match.kernel.ts';

/** What is wrong with a permutation, in words; null if it is an automorphism. */
export function faultOf(system: LinkedSystem, permutation: Automorphism): string | null {
  const { slots, locals, steps, actors } = permutation;
  if (!isBijection(slots) || !isBijection(steps) || !isBijection(actors)) {
    return 'the parts do not correspond one to one';
  }
  for (const [s, { component, size }] of system.slots.entries()) {
    const local = locals[s]!;
    const image = system.slots[slots[s]!]!;
    if (size !== image.size || local.length !== size || !isBijection(local)) {
      return `the local states of ${component} do not correspond one to one`;
    }
    if (local[0] !== 0) return `${component} does not begin as ${image.component} does`;
  }
  for (const [t, step] of system.steps.entries()) {
    const image = system.steps[steps[t]!]!;
    const where = `step ${JSON.stringify(step.name)}`;
    if (actors[step.actor] !== image.actor) return `${where} has a counterpart by another actor`;
    if (!sameMoves(system, permutation, t)) return `${where} has no counterpart`;
  }
  return null;
}

function isBijection(map: Int32Array): boolean {
  const taken = new Uint8Array(map.length);
  for (const to of map) {
    if (to < 0 || to >= map.length || taken[to] === 1) return false;
    taken[to] = 1;
  }
  return true;
}

/** Whether the image of step `t` does in the places taken what `t` does. */
function sameMoves(system: LinkedSystem, { slots, locals, steps }: Automorphism, t: number) {
  const step = system.steps[t]!;
  const image = system.steps[steps[t]!]!;
  if (image.slots.length !== step.slots.length || image.fault !== step.fault) return false;
  return step.slots.every((slot, k) => {
    const there = image.slots.indexOf(slots[slot]!);
    if (there < 0) return false;
    const next = step.next[k]!;
    const imageNext = image.next[there]!;
    const local = locals[slot]!;
    for (let x = 0; x < next.length; x++) {
      const to = next[x]!;
      const imageTo = imageNext[local[x]!]!;
      if (to < 0 ? imageTo >= 0 : imageTo !== local[to]!) return false;
    }
    return true;
  });
}
