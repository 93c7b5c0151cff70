/**
 * A system: components, steps, properties and what must be said about them.
 *
 *     export default defineSystem({ name: 'turnstile' }, (system) => {
 *       const lock = system.component('lock', lockMachine);
 *       const cpu = system.component('cpu', cpuMachine);
 *       system.step({ name: 'cpu takes the lock', actor: 'cpu' }, cpu.on('LOCKED'), lock.on('ACQUIRE'));
 *       system.property(invariant({ ... }));
 *     });
 */

import type { AnyStateMachine } from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import { Component, type ComponentOptions, type Participation } from './component.ts';
import { type Expression, supportOf } from './expression.ts';
import { formulaSupport } from './formula.ts';
import type { Property } from './property.ts';
import type { Step, StepInit } from './step.ts';

/** Values of the parameters a system was built from. */
export type ParameterValue = string | number | boolean | readonly string[];
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What is known of a system before it is built. */
export interface SystemHeader {
  readonly name: string;
  readonly title?: string;
  /** What was abstracted or bounded, in sentences; printed with every pass. */
  readonly assumptions?: readonly string[];
  readonly sources?: readonly string[];
  /**
   * Names of components, in an order of levels (the lowest first) in which decision diagrams of this system
   * are known to be small. It decides how long a proof takes, and nothing else. Names of components that
   * there are not are passed over; if a component is missing, nothing is known.
   */
  readonly levels?: readonly string[];
}

/** A parameter that says how often something may happen in all, and the largest value it may have. */
export interface Bound {
  readonly name: string;
  readonly value: number;
  readonly max: number;
}

/** A finished system. */
export interface SystemDefinition extends SystemHeader {
  readonly kind: 'system';
  readonly parameters: ParameterValues;
  /** Absent where no parameter is one. */
  readonly bounds?: readonly Bound[];
  readonly components: readonly Component[];
  readonly steps: readonly Step[];
  readonly properties: readonly Property[];
  /** Properties that are judged only where they are asked for by name. */
  readonly onRequest: readonly Property[];
  /** Properties of the family that this configuration cannot state, each with the reason. */
  readonly notAsked: readonly { readonly name: string; readonly why: string }[];
  /** Groups of components that may be permuted with each other; position k of each belongs together. */
  readonly interchangeable: readonly (readonly (readonly string[])[])[];
}

/** Collects the parts of a system and refuses what cannot be right. */
export class SystemBuilder {
  readonly #header: SystemHeader;
  readonly #components = new Map<string, Component>();
  readonly #steps = new Map<string, Step>();
  readonly #properties = new Map<string, Property>();
  readonly #onRequest = new Map<string, Property>();
  readonly #notAsked: { name: string; why: string }[] = [];
  readonly #interchangeable: (readonly (readonly string[])[])[] = [];

  constructor(header: SystemHeader) {
    this.#header = header;
  }

  /** Adds an instance of a machine. Throws `MODEL-COMPONENT` when the name is taken. */
  component<M extends AnyStateMachine>(
    name: string,
    machine: M,
    options: ComponentOptions<M> = {},
  ): Component<M> {
    if (this.#components.has(name)) {
      throw new ModelError(
        'MODEL-COMPONENT',
        `system ${this.#header.name}: component ${JSON.stringify(name)} is declared twice`,
        { hint: 'Give every component a name of its own, for example by adding its index.' },
      );
    }
    const component = new Component(name, machine, options);
    this.#components.set(name, component as unknown as Component);
    return component;
  }

  /** Adds a step. Throws `MODEL-STEP` when it is declared twice or has one component in it twice. */
  step(init: StepInit, ...parts: readonly Participation[]): void {
    const where = `system ${this.#header.name}: step ${JSON.stringify(init.name)}`;
    if (this.#steps.has(init.name)) {
      throw new ModelError('MODEL-STEP', `${where} is declared twice`, {
        hint: 'Name what differs (the index, the value) in the name of the step.',
      });
    }
    if (parts.length === 0) {
      throw new ModelError('MODEL-STEP', `${where} has no participant`, {
        hint: 'Give it at least one component: component.on(event) or component.when(...).',
      });
    }
    const seen = new Set<string>();
    for (const part of parts) {
      this.#known(part.component, where);
      if (seen.has(part.component)) {
        throw new ModelError('MODEL-STEP', `${where} has component ${part.component} in it twice`, {
          hint: 'A component takes part in a step once: give the event a guard instead.',
        });
      }
      seen.add(part.component);
    }
    this.#steps.set(init.name, { tags: [], fault: false, ...init, parts });
  }

  /** Adds a property. Throws `MODEL-PROPERTY` or `MODEL-COMPONENT` when it cannot be stated here. */
  property(property: Property): void {
    this.#stated(property);
    this.#properties.set(property.name, property);
  }

  /**
   * Adds a property that is judged only where it is asked for by name: one of runs, of a system whose
   * whole graph of states is not to be made each time it is checked. It is listed as not asked
   * otherwise. Throws as {@link property} does.
   */
  onRequest(property: Property): void {
    this.#stated(property);
    this.#onRequest.set(property.name, property);
  }

  #stated(property: Property): void {
    const where = `system ${this.#header.name}: property ${JSON.stringify(property.name)}`;
    if (this.#properties.has(property.name) || this.#onRequest.has(property.name)) {
      throw new ModelError('MODEL-PROPERTY', `${where} is declared twice`);
    }
    for (const component of componentsOf(property)) this.#known(component, where);
  }

  /** Says that a property of the family has no meaning in this configuration, and why. */
  notAsked(name: string, why: string): void {
    this.#notAsked.push({ name, why });
  }

  /**
   * Declares that the given columns of components can be permuted: `interchangeable([cpu0, slot0],
   * [cpu1, slot1])` says that swapping both pairs at once changes nothing. Throws `MODEL-COMPONENT`
   * when the columns are not alike.
   */
  interchangeable(...columns: readonly (readonly Component[])[]): void {
    const [first, ...others] = columns;
    for (const column of others) {
      const alike =
        column.length === first?.length &&
        column.every(({ machine }, k) => machine === first[k]?.machine);
      if (!alike) {
        throw new ModelError(
          'MODEL-COMPONENT',
          `system ${this.#header.name}: ${column.map((c) => c.name).join(', ')} cannot stand for ${first?.map((c) => c.name).join(', ')}`,
          { hint: 'Interchangeable columns have the same machines at the same places.' },
        );
      }
    }
    this.#interchangeable.push(columns.map((column) => column.map((c) => c.name)));
  }

  finish(): SystemDefinition {
    const where = `system ${this.#header.name}`;
    if (this.#components.size === 0) {
      throw new ModelError('MODEL-COMPONENT', `${where} has no component`);
    }
    if (this.#steps.size === 0) throw new ModelError('MODEL-STEP', `${where} has no step`);
    return {
      ...this.#header,
      kind: 'system',
      parameters: {},
      components: [...this.#components.values()],
      steps: [...this.#steps.values()],
      properties: [...this.#properties.values()],
      onRequest: [...this.#onRequest.values()],
      notAsked: [...this.#notAsked, ...[...this.#onRequest.values()].map(unlessNamed)],
      interchangeable: this.#interchangeable,
    };
  }

  #known(component: string, where: string): void {
    if (!this.#components.has(component)) {
      throw new ModelError(
        'MODEL-COMPONENT',
        `${where} names component ${JSON.stringify(component)}, which this system does not have`,
        { hint: suggestion(component, [...this.#components.keys()]) },
      );
    }
  }
}

/** Why a property was not asked that is judged only on request. */
function unlessNamed({ name }: Property): SystemDefinition['notAsked'][number] {
  return { name, why: 'asked by name only, as it takes the whole graph of states' };
}

/** All properties that can be asked of a system, those that are asked by name only last. */
export function askable({
  properties,
  onRequest,
}: Pick<SystemDefinition, 'properties' | 'onRequest'>): readonly Property[] {
  return [...properties, ...onRequest];
}

/** The system with only those properties of it that are named, whether or not they are asked otherwise. */
export function withProperties(
  system: SystemDefinition,
  names: readonly string[],
): SystemDefinition {
  const isNamed = ({ name }: { readonly name: string }): boolean => names.includes(name);
  return {
    ...system,
    properties: askable(system).filter(isNamed),
    onRequest: system.onRequest.filter((property) => !isNamed(property)),
    notAsked: system.notAsked.filter((property) => !isNamed(property)),
  };
}

/** Names of the components a property reads. */
export function componentsOf(property: Property): readonly string[] {
  const of = (...expressions: readonly Expression[]): readonly string[] =>
    expressions.flatMap((e) => supportOf(e));
  switch (property.kind) {
    case 'invariant':
      return of(property.holds, property.companion.goal);
    case 'stepInvariant':
      return of(property.before, property.after);
    case 'deadlockFree':
      return of(property.rest, property.companion.goal);
    case 'waitCycleFree':
      return [
        ...property.waiters.map((w) => w.wants.component),
        ...property.resources.map((r) => r.component),
      ];
    case 'reachable':
      return of(property.goal);
    case 'noLivelock':
      return of(property.content);
    case 'refines':
      return [];
    case 'temporal':
      return [...formulaSupport(property.formula), ...of(property.companion.goal)];
  }
}

/** Builds a system. */
export function defineSystem(
  header: SystemHeader,
  build: (system: SystemBuilder) => void,
): SystemDefinition {
  const builder = new SystemBuilder(header);
  build(builder);
  return builder.finish();
}

/** `of(0)`, `of(1)`, ... `of(n - 1)`. */
export function repeat<T>(n: number, of: (index: number) => T): T[] {
  return Array.from({ length: n }, (_, index) => of(index));
}
