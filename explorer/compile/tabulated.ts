/** Components with their tables, and how the model's own functions are called on them. */

import { assert, ModelError, messageOf } from '../../base/errors.ts';
import type { Component } from '../../models/compose/index.ts';
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
    throw new ModelError('MODEL-PROPERTY', `${where} returned ${typeof result}, not true or false`);
  }
  return result;
}

/** Calls a function of the model; a throw is a `ModelError`. */
export function value<T>(where: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new ModelError('MODEL-EXCEPTION', `${where} threw: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
