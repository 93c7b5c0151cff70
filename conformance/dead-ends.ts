/** Places of programs where an actor would stop for ever because its code has lost a case. */

import { link } from '../explorer/index.ts';
import type { LinkedProperty, LinkedSystem } from '../explorer/system.ts';
import { always, type Component, type SystemDefinition } from '../models/compose/index.ts';
import { companion, invariant } from '../properties/kinds/index.ts';
import { forEveryState } from './every-state.ts';

/** Places of programs that are reached and never left, though no rest is to be had there. */
export function deadEnds(system: SystemDefinition): readonly string[] {
  const programs = system.components.filter(({ tellsSteps }) => tellsSteps);
  const ends = programs.map((program) =>
    asks(program, (s: { hasTag(tag: string): boolean }) =>
      ['rest', 'pauses', 'crashed'].some((tag) => s.hasTag(tag)),
    ),
  );
  const linked = link({ ...system, properties: ends });
  const places = linked.properties.map(atomOf);
  const reached = places.map(({ bits }) => new Uint8Array(bits.length));
  const left = places.map(({ bits }) => Uint8Array.from(bits));
  for (const [k, { slot }] of places.entries()) markEndsOfFaults(linked, slot, left[k]);
  forEveryState(linked, ({ state, enabled, enabledCount }) => {
    for (const [k, { slot }] of places.entries()) mark(reached[k], state[slot]);
    for (let i = 0; i < enabledCount; i++) {
      const slots = linked.steps[enabled[i] ?? -1]?.slots ?? [];
      for (const [k, { slot }] of places.entries()) {
        if (slots.includes(slot)) mark(left[k], state[slot]);
      }
    }
  });
  return places.flatMap(({ slot }, k) =>
    [...(reached[k] ?? [])].flatMap((is, local) => {
      if (is === 0 || left[k]?.[local] === 1) return [];
      const { component, labels } = linked.slots[slot] ?? { component: '', labels: [] };
      return [`${component} at ${labels[local]}`];
    }),
  );
}

/** Where a step that stands for a fault leaves the program is meant to be the end. */
function markEndsOfFaults(linked: LinkedSystem, slot: number, marks?: Uint8Array): void {
  for (const { fault, slots, next } of linked.steps) {
    if (fault) for (const to of next[slots.indexOf(slot)] ?? []) mark(marks, to);
  }
}

function mark(marks: Uint8Array | undefined, local: number | undefined): void {
  if (marks !== undefined && local !== undefined && local >= 0) marks[local] = 1;
}

/** A property that asks something of one component: a way to its atom in a linked system. */
export function asks<S>(component: Component, predicate: (snapshot: S) => boolean) {
  return invariant({
    name: component.name,
    statement: component.name,
    holds: component.is('is so', predicate as never),
    companion: companion('anything', always),
  });
}

/** The atom of a property that {@link asks} made. */
export function atomOf(property: LinkedProperty) {
  if (property.kind === 'invariant' && property.holds.kind === 'atom') return property.holds;
  throw new Error(`${property.name} is no atom`);
}
