/**
 * From a system definition to integers: tabulate each distinct machine once, then express steps and
 * properties over local state ids.
 */

import type { AnyEventObject } from 'xstate';
import { assert, ModelError } from '../../base/errors.ts';
import type { Participation, Step, SystemDefinition } from '../../models/compose/index.ts';
import type {
  LinkedObservation,
  LinkedRefinement,
  LinkedStep,
  LinkedSystem,
  Slot,
} from '../system.ts';
import { canonical, NotCanonical } from './canonical.ts';
import { ExpressionLinker } from './expressions.ts';
import { KnownTables } from './known-tables.ts';
import { linkLivelock, linkProperty, linkTemporal } from './properties.ts';
import { withTraps } from './purity.ts';
import {
  type ComponentTable,
  describe,
  eventText,
  LOCAL_STATES_MAX,
  tabulate,
} from './tabulate.ts';
import { slotNumber, type Tabulated, truth } from './tabulated.ts';

export interface LinkOptions {
  /** More local states than this in one component count as growth without bound. */
  readonly localStatesMax?: number;
}

/** Tabulates and links. Throws `ModelError` for everything outside the contract. */
export function link(system: SystemDefinition, options: LinkOptions = {}): LinkedSystem {
  return withTraps(() => linked(system, options));
}

/** Whether a local relation lets nothing through. */
function isEmpty(next: Int32Array): boolean {
  return next.every((to) => to < 0);
}

function linked(system: SystemDefinition, options: LinkOptions): LinkedSystem {
  const tabulated = tabulateAll(system, options.localStatesMax ?? LOCAL_STATES_MAX);
  const slots = [...tabulated.values()].map(slotOf);
  const actors = [...new Set(system.steps.map((step) => step.actor))];
  const steps = new StepLinker(tabulated, actors);
  const expressions = new ExpressionLinker(tabulated);
  const possible = system.steps
    .map((step) => ({ step, linked: steps.link(step) }))
    .filter(({ step, linked: { next } }) => step.caseOf === undefined || !next.some(isEmpty));
  const meant = possible.map(({ step }) => step);
  const observations = observationsOf(meant);
  const livelocks = system.properties.flatMap((property) =>
    property.kind === 'noLivelock' ? [linkLivelock(property, meant, expressions)] : [],
  );
  const refinements = refinementsOf(system, observations, options);
  const levels = [...new Set(system.levels)].flatMap((name) => tabulated.get(name)?.slot ?? []);
  return {
    format: 1,
    name: system.name,
    slots,
    actors,
    steps: possible.map(({ linked }) => linked),
    properties: system.properties.flatMap((property) =>
      property.kind === 'temporal' || property.kind === 'noLivelock' || property.kind === 'refines'
        ? []
        : [linkProperty(property, meant, tabulated, expressions)],
    ),
    temporal: system.properties.flatMap((property) =>
      property.kind === 'temporal' ? [linkTemporal(property, meant, expressions)] : [],
    ),
    ...(livelocks.length === 0 ? {} : { livelocks }),
    ...(refinements.length === 0 ? {} : { refinements }),
    ...(observations.length === 0 ? {} : { observations }),
    ...(levels.length === slots.length ? { levels } : {}),
    interchangeable: system.interchangeable.map((columns) =>
      columns.map((column) => column.map((name) => slotNumber(tabulated, name))),
    ),
  };
}

/** Specifications, linked. Throws `MODEL-PROPERTY` where nothing can be seen of one of the systems. */
function refinementsOf(
  { name: system, properties }: SystemDefinition,
  observations: readonly LinkedObservation[],
  options: LinkOptions,
): readonly LinkedRefinement[] {
  return properties.flatMap((property) => {
    if (property.kind !== 'refines') return [];
    const specification = linked(property.specification, options);
    const silent = [
      { name: system, observations },
      { name: specification.name, observations: specification.observations ?? [] },
    ].find((one) => one.observations.every(({ event }) => event === null));
    if (silent === undefined) return [{ name: property.name, specification }];
    throw new ModelError(
      'MODEL-PROPERTY',
      `property ${JSON.stringify(property.name)}: no step of system ${silent.name} is marked observable`,
      { hint: 'Give the steps that can be seen from outside `observable: "words"`.' },
    );
  });
}

function observationsOf(steps: readonly Step[]): readonly LinkedObservation[] {
  return steps.flatMap(({ observable, answer }, step) =>
    observable === undefined && answer === undefined
      ? []
      : [{ step, event: observable ?? null, answer: answer ?? null }],
  );
}

function tabulateAll(system: SystemDefinition, localStatesMax: number): Map<string, Tabulated> {
  const alphabets = new Map(
    system.components.map((c) => [c.name, new Map<string, AnyEventObject>()]),
  );
  for (const step of system.steps) {
    for (const part of step.parts) {
      if (part.kind === 'event') {
        alphabets.get(part.component)?.set(eventKey(part.event, step), part.event);
      }
    }
  }
  const known = new KnownTables(localStatesMax);
  return new Map(
    system.components.map((component, slot) => {
      const alphabet = alphabets.get(component.name) ?? new Map<string, AnyEventObject>();
      const keys = [...alphabet.keys()].sort();
      const events = keys.map((key) => alphabet.get(key) as AnyEventObject);
      const table = known.table(component, keys, () =>
        tabulate(component.name, component.machine, component.input, events, localStatesMax),
      );
      const eventIds = new Map(keys.map((key, id) => [key, id]));
      return [component.name, { component, slot, table, eventIds }];
    }),
  );
}

/**
 * What tells one ground event from another: type and payload as values. (The words people read may
 * be the same for two of them, say for 1 and '1'.)
 */
function eventKey(event: { readonly type: string }, step: Step): string {
  try {
    return canonical({ ...event }, 'event');
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new ModelError(
      'MODEL-STEP',
      `step ${JSON.stringify(step.name)} sends ${event.type} with a payload that cannot be compared: ${error.message}`,
      { hint: 'Send plain data: strings, numbers, booleans, arrays, objects.' },
    );
  }
}

function slotOf({ component, table }: Tabulated): Slot {
  const show = component.show;
  return {
    component: component.name,
    size: table.snapshots.length,
    labels: table.snapshots.map((s) => (show === undefined ? describe(s) : show(s as never))),
  };
}

class StepLinker {
  readonly #tabulated: ReadonlyMap<string, Tabulated>;
  readonly #actors: readonly string[];

  constructor(tabulated: ReadonlyMap<string, Tabulated>, actors: readonly string[]) {
    this.#tabulated = tabulated;
    this.#actors = actors;
  }

  link(step: Step): LinkedStep {
    const parts = step.parts
      .map((part) => ({
        slot: slotNumber(this.#tabulated, part.component),
        next: this.#next(step, part),
      }))
      .sort((a, b) => a.slot - b.slot);
    return {
      name: step.name,
      actor: this.#actors.indexOf(step.actor),
      fault: step.fault,
      caseOf: step.caseOf ?? null,
      slots: parts.map((part) => part.slot),
      next: parts.map((part) => part.next),
      writes: parts.map((part) => part.next.some((to, from) => to >= 0 && to !== from)),
    };
  }

  /** The local relation of one participant. Throws when it is empty, save for faults and cases. */
  #next(step: Step, part: Participation): Int32Array {
    const { table, eventIds } = this.#tabulated.get(part.component) as Tabulated;
    const next =
      part.kind === 'event'
        ? table.next[eventIds.get(eventKey(part.event, step)) ?? -1]
        : observed(table, step.name, part.component, part.label, part.predicate);
    assert(next !== undefined, 'every event of a step is in the alphabet of its component');
    if (!step.fault && step.caseOf === undefined && isEmpty(next)) {
      const what =
        part.kind === 'event' ? `accepts ${eventText(part.event)}` : `satisfies "${part.label}"`;
      throw new ModelError(
        'MODEL-DEAD-STEP',
        `step ${JSON.stringify(step.name)} can never be taken: no state of component ${part.component} that can come about ${what}`,
        { hint: 'Look at the guard of that event, or take the step out.' },
      );
    }
    return next;
  }
}

function observed(
  table: ComponentTable,
  step: string,
  component: string,
  label: string,
  predicate: (snapshot: never) => boolean,
): Int32Array {
  const where = `step ${JSON.stringify(step)}, component ${component}, observation ${JSON.stringify(label)}`;
  return Int32Array.from(table.snapshots, (snapshot, id) =>
    truth(where, () => predicate(snapshot as never)) ? id : -1,
  );
}
