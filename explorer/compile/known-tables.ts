/**
 * Tables that were made before. Stepping XState is most of what linking costs, and components of a
 * system, as well as systems of a family, have many machines in common.
 *
 * A table is used again for the same machine with equal input, events and bound. From one system to
 * the next this is done only where nothing can have changed it: contexts are frozen all the way down,
 * but Maps, Sets and typed arrays cannot be, so tables with any of these are forgotten with their system.
 */

import type { AnyStateMachine } from 'xstate';
import type { Component } from '../../models/compose/index.ts';
import { canonical, NotCanonical } from './canonical.ts';
import type { ComponentTable } from './tabulate.ts';

type Tables = Map<string, ComponentTable>;

/** Of machines that are still in use, the tables that cannot change. */
const lasting = new WeakMap<AnyStateMachine, Tables>();

/** The tables of one system. */
export class KnownTables {
  readonly #ofMachine = new Map<AnyStateMachine, Tables>();
  readonly #localStatesMax: number;
  /** Inputs that cannot be compared, by themselves. */
  readonly #inputs = new Map<unknown, string>();

  constructor(localStatesMax: number) {
    this.#localStatesMax = localStatesMax;
  }

  /** The table of a component under these events, given by canonical texts; `make` makes one. */
  table(
    { machine, input }: Pick<Component, 'machine' | 'input'>,
    events: readonly string[],
    make: () => ComponentTable,
  ): ComponentTable {
    const inputText = this.#textOf(input);
    const key = [this.#localStatesMax, inputText, ...events].join('\n');
    const ours = tablesIn(this.#ofMachine, machine);
    const known = ours.get(key) ?? lasting.get(machine)?.get(key);
    const table = known ?? make();
    ours.set(key, table);
    if (known === undefined && !this.#inputs.has(input) && cannotChange(table)) {
      tablesIn(lasting, machine).set(key, table);
    }
    return table;
  }

  #textOf(input: unknown): string {
    try {
      return canonical(input, 'input');
    } catch (error) {
      if (!(error instanceof NotCanonical)) throw error;
      const text = this.#inputs.get(input) ?? `by itself ${this.#inputs.size}`;
      this.#inputs.set(input, text);
      return text;
    }
  }
}

function tablesIn(
  all: {
    get(machine: AnyStateMachine): Tables | undefined;
    set(machine: AnyStateMachine, tables: Tables): unknown;
  },
  machine: AnyStateMachine,
): Tables {
  const tables: Tables = all.get(machine) ?? new Map();
  all.set(machine, tables);
  return tables;
}

function cannotChange({ snapshots }: ComponentTable): boolean {
  return snapshots.every(({ context }) => isFixed(context));
}

/** Whether a value is frozen, and so is all that it has. */
function isFixed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) return false;
  return Object.isFrozen(value) && Object.values(value).every(isFixed);
}
