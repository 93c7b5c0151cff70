/** Components with their tables, and how the model's own functions are called on them. */

import { assert, ModelError, messageOf } from '../../base/errors.ts';
import type { Component } from '../../models/compose/index.ts';
import { Trapped } from './purity.ts';
import type { ComponentTable } from './tabulate.ts';

/** A component with its table and the number of each event in it. */
export interface Tabulated {
  readonly component: Component;
  readonly slot: number;
  readonly table: ComponentTable;
  readonly eventIds: ReadonlyMap<string, number>;
}

/** The slot of a component that is known to exist. */
export function slotNumber(tabulated: ReadonlyMap<string, Tabulated>, component: string): number {
  const found = tabulated.get(component);
  assert(found !== undefined, `component ${component} is part of the system`);
  return found.slot;
}

/** Calls a predicate of the model; a throw or a result that is no boolean is a `ModelError`. */
export function truth(where: string, call: () => unknown): boolean {
  const result = value(where, call);
  if (typeof result !== 'boolean') {
    throw new ModelError(
      'MODEL-PROPERTY',
      `${where} returned ${nameOf(result)}, not true or false`,
      {
        hint: 'Let it return a boolean, at once.',
      },
    );
  }
  return result;
}

function nameOf(result: unknown): string {
  return result instanceof Promise ? 'a promise (is it async?)' : String(typeof result);
}

/**
 * Calls a function of the model, twice; a throw is a `ModelError`, and so are two different results.
 * The results must be primitives or lists of them.
 */
export function value<T>(where: string, call: () => T): T {
  const once = (): T => {
    try {
      return call();
    } catch (error) {
      if (error instanceof Trapped) throw impure(where, error.message);
      throw new ModelError('MODEL-EXCEPTION', `${where} threw: ${messageOf(error)}`, {
        cause: error,
      });
    }
  };
  const first = once();
  const second = once();
  if (!Object.is(first, second) && JSON.stringify(first) !== JSON.stringify(second)) {
    throw impure(where, 'two calls gave two different results');
  }
  return first;
}

function impure(where: string, found: string): ModelError {
  return new ModelError('MODEL-IMPURE', `${where}: ${found}`, {
    hint: 'It may depend on what it is given and on nothing else.',
  });
}
