/** How the code of a family makes its components in a larger system, where they have other names. */

import type { AnyStateMachine } from 'xstate';
import type { Component, ComponentOptions, Participation } from './component.ts';
import type { StepInit } from './step.ts';
import { SystemBuilder, type SystemDefinition } from './system.ts';

/** The same system, in which every component that is made gets the name that `rename` makes of its own. */
export function renamed(whole: SystemBuilder, rename: (name: string) => string): SystemBuilder {
  return new RenamedPart(whole, rename);
}

class RenamedPart extends SystemBuilder {
  readonly #whole: SystemBuilder;
  readonly #rename: (name: string) => string;

  constructor(whole: SystemBuilder, rename: (name: string) => string) {
    super({ name: 'a part' });
    this.#whole = whole;
    this.#rename = rename;
  }

  override component<M extends AnyStateMachine>(
    name: string,
    machine: M,
    options: ComponentOptions<M> = {},
  ): Component<M> {
    return this.#whole.component(this.#rename(name), machine, options);
  }

  override step(init: StepInit, ...parts: readonly Participation[]): void {
    this.#whole.step(init, ...parts);
  }

  override property(...args: Parameters<SystemBuilder['property']>): void {
    this.#whole.property(...args);
  }

  override onRequest(...args: Parameters<SystemBuilder['onRequest']>): void {
    this.#whole.onRequest(...args);
  }

  override notAsked(name: string, why: string): void {
    this.#whole.notAsked(name, why);
  }

  override interchangeable(...columns: readonly (readonly Component[])[]): void {
    this.#whole.interchangeable(...columns);
  }

  /** Nobody finishes a part. */
  override finish(): SystemDefinition {
    return this.#whole.finish();
  }
}
