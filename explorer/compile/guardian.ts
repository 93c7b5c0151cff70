/** Turns whatever a machine does wrong while it is stepped into a `ModelError` that names the place. */

import { ModelError, messageOf } from '../../base/errors.ts';
import { NotCanonical } from './canonical.ts';
import type { Trap } from './purity.ts';
import { NotBoolean } from './xstate-v5.ts';

/** A place in a component, in words; a function where the words are only needed in an error. */
export type Where = string | (() => string);

/** Runs the machine's code. `component` is the machine's place in the system. */
export class Guardian {
  readonly component: string;
  readonly #trap: Trap;

  constructor(component: string, trap: Trap) {
    this.component = component;
    this.#trap = trap;
  }

  watch<T>(where: Where, body: () => T): T {
    let thrown: unknown;
    try {
      const result = body();
      if (this.#trap.caught() === undefined) return result;
    } catch (error) {
      thrown = error;
    }
    const consulted = this.#trap.caught();
    if (consulted !== undefined) throw this.impure(where, consulted);
    throw this.#explain(where, thrown);
  }

  #explain(where: Where, thrown: unknown): ModelError {
    const message = messageOf(thrown);
    if (thrown instanceof ModelError) return thrown;
    if (thrown instanceof NotCanonical) {
      return new ModelError(
        'MODEL-CONTEXT',
        `${this.#at(where)}: ${message}; such values cannot be compared`,
        {
          hint: 'Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets.',
        },
      );
    }
    const guard = NotBoolean.pattern.exec(message);
    if (guard !== null) {
      return new ModelError('MODEL-GUARD', `${this.#at(where)}: ${guard[0]}`, {
        hint: 'A guard returns true or false, at once.',
      });
    }
    if (/Infinite loop detected/.test(message)) {
      return new ModelError('MODEL-LOOP', `${this.#at(where)}: the machine never comes to rest`, {
        hint: 'Eventless transitions or raised events lead back to where they started.',
      });
    }
    if (
      thrown instanceof TypeError &&
      /read only|not extensible|Cannot (delete|define)/.test(message)
    ) {
      return this.mutation(where, message);
    }
    return this.exception(where, thrown);
  }

  exception(where: Where, thrown: unknown): ModelError {
    const message = messageOf(thrown).replaceAll('\n', ' ');
    return new ModelError('MODEL-EXCEPTION', `${this.#at(where)}: ${message}`, {
      hint: 'What must not happen here is refused by a guard that returns false, not by an exception.',
      cause: thrown,
    });
  }

  impure(where: Where, consulted?: string): ModelError {
    const found =
      consulted === undefined
        ? 'the same step gave two different results'
        : `${consulted} was consulted`;
    return new ModelError('MODEL-IMPURE', `${this.#at(where)}: ${found}`, {
      hint: 'A step may depend on state and event only. Make what varies an event, one step per value.',
    });
  }

  mutation(where: Where, message?: string): ModelError {
    const found = message === undefined ? '' : ` (${message})`;
    return new ModelError(
      'MODEL-MUTATION',
      `${this.#at(where)}: the context was changed in place${found}`,
      {
        hint: 'Let assign return new values.',
      },
    );
  }

  orderDependent(where: Where): ModelError {
    return new ModelError(
      'MODEL-CONTEXT',
      `${this.#at(where)}: what follows depends on the order in which keys or members were added to the context`,
      {
        hint: 'Keep what has an order in an array; Maps, Sets and objects are compared without one.',
      },
    );
  }

  spawned(where: Where, child: string): ModelError {
    return new ModelError(
      'MODEL-ACTOR',
      `${this.#at(where)}: ${isCounted(child) ? 'an actor' : `actor ${JSON.stringify(child)}`} was spawned`,
      {
        hint: 'Make it a component of its own; components meet only in steps.',
      },
    );
  }

  #at(where: Where): string {
    return `component ${this.component}, ${typeof where === 'string' ? where : where()}`;
  }
}

/** XState numbers actors without a name, by a counter of the whole process. */
function isCounted(child: string): boolean {
  return /^x:\d+$/.test(child);
}
