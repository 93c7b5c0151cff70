/**
 * From a machine to a table of integers: every local state its alphabet can lead to, and for each
 * event the local state that follows.
 *
 * This is where XState runs and where the contract is policed. Each (local state, event) is stepped
 * twice, on a frozen context, with clock and randomness trapped; keys are compared before and after.
 */

import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { assert, ModelError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import { deepFreeze } from './canonical.ts';
import { Guardian, type Where } from './guardian.ts';
import { withTraps } from './purity.ts';
import { open, type Stepper } from './xstate-v5.ts';

/** A machine's local states and successors under an alphabet. */
export interface ComponentTable {
  readonly snapshots: readonly AnyMachineSnapshot[];
  /** `next[e][s]`: the local state after event `e` in local state `s`, or -1 where it is refused. */
  readonly next: readonly Int32Array[];
}

/** More local states than this count as growth without bound. */
export const LOCAL_STATES_MAX = 20_000;

/** Local states that come about with keys or members in another order: so many are stepped again. */
const ARRANGEMENTS_MAX = 1_000;

/**
 * Closes the machine's initial snapshot under the given events. State 0 is the initial one; the
 * others are numbered in breadth-first order, so the numbering is a function of machine and events.
 * `component` names the machine's place in errors. Throws `ModelError`.
 */
export function tabulate(
  component: string,
  machine: AnyStateMachine,
  input: unknown,
  events: readonly AnyEventObject[],
  localStatesMax = LOCAL_STATES_MAX,
): ComponentTable {
  return withTraps((trap) => {
    const types = [...new Set(events.map((event) => event.type))];
    const guardian = new Guardian(component, trap);
    const stepper = guardian.watch('being opened', () => open(machine, input, types));
    for (const type of types) refuseUnknownEvent(component, stepper, type);
    for (const event of events) deepFreeze(event);
    return new Tabulator(guardian, stepper, events, localStatesMax).run();
  });
}

/** A snapshot and what identifies it. */
interface Keyed {
  readonly snapshot: AnyMachineSnapshot;
  readonly key: string;
}

/** The breadth-first closure, and where it came from. */
class Tabulator {
  readonly #snapshots: AnyMachineSnapshot[] = [];
  readonly #keys: string[] = [];
  readonly #ids = new Map<string, number>();
  /** The state and the event by which each local state was first reached. */
  readonly #cameFrom: { readonly from: number; readonly event: AnyEventObject | undefined }[] = [];
  /** Known local states whose keys or members came in an order not seen before. */
  readonly #rearranged: { readonly snapshot: AnyMachineSnapshot; readonly id: number }[] = [];
  readonly #arrangements = new Set<string>();
  readonly #guardian: Guardian;
  readonly #stepper: Stepper;
  readonly #events: readonly AnyEventObject[];
  readonly #localStatesMax: number;

  constructor(
    guardian: Guardian,
    stepper: Stepper,
    events: readonly AnyEventObject[],
    localStatesMax: number,
  ) {
    this.#guardian = guardian;
    this.#stepper = stepper;
    this.#events = events;
    this.#localStatesMax = localStatesMax;
  }

  run(): ComponentTable {
    this.#initial();
    const rows: number[][] = this.#events.map(() => []);
    for (let state = 0; state < this.#snapshots.length; state++) {
      const snapshot = this.#at(state);
      this.#events.forEach((event, e) => {
        rows[e]?.push(this.#successor(snapshot, state, event));
      });
      this.#unchanged(state);
    }
    this.#orderDoesNotMatter(rows);
    return { snapshots: this.#snapshots, next: rows.map((row) => Int32Array.from(row)) };
  }

  #initial(): void {
    const where = 'its initial state';
    const once = (): Keyed => {
      const snapshot = this.#guardian.watch(where, () => this.#stepper.initial());
      if (snapshot.status === 'error') {
        return this.#guardian.watch(where, () => {
          throw snapshot.error;
        });
      }
      return { snapshot, key: this.#key(snapshot, where) };
    };
    const first = once();
    const second = once();
    if (this.#key(first.snapshot, where) !== first.key) throw this.#guardian.mutation(where);
    if (second.key !== first.key) throw this.#guardian.impure(where);
    this.#intern(first, -1, undefined);
  }

  #successor(snapshot: AnyMachineSnapshot, state: number, event: AnyEventObject): number {
    // Most local states know nothing of most events; there no code of the model can run.
    if (!this.#stepper.mayAccept(snapshot, event.type)) return -1;
    const where = (): string => `event ${eventText(event)} in state ${describe(snapshot)}`;
    const once = (): AnyMachineSnapshot | undefined => {
      const accepted = this.#stepper.accepts(snapshot, event);
      if (accepted !== this.#stepper.accepts(snapshot, event)) throw this.#guardian.impure(where);
      return accepted ? this.#stepper.step(snapshot, event) : undefined;
    };
    const first = this.#guardian.watch(where, once);
    const second = this.#guardian.watch(where, once);
    const key = first === undefined ? undefined : this.#key(first, where);
    if (key !== (second === undefined ? undefined : this.#key(second, where))) {
      throw this.#guardian.impure(where);
    }
    if (first === undefined || key === undefined) return -1;
    if (first.status === 'error') throw this.#guardian.exception(where, first.error);
    return this.#intern({ snapshot: first, key }, state, event);
  }

  /**
   * Equal contexts count as one local state in whatever order their keys and members were added, so
   * the other orders that come about must lead to the same successors. (The first thousand are tried.)
   */
  #orderDoesNotMatter(rows: readonly (readonly number[])[]): void {
    for (const { snapshot, id } of this.#rearranged) {
      this.#events.forEach((event, e) => {
        if (this.#successor(snapshot, id, event) !== rows[e]?.[id]) {
          const where = `event ${eventText(event)} in state ${describe(snapshot)}`;
          throw this.#guardian.orderDependent(where);
        }
      });
    }
  }

  #key(snapshot: AnyMachineSnapshot, where: Where): string {
    const child = Object.keys(snapshot.children)[0];
    if (child !== undefined) throw this.#guardian.spawned(where, child);
    return this.#guardian.watch(where, () => this.#stepper.key(snapshot));
  }

  #intern({ snapshot, key }: Keyed, from: number, event: AnyEventObject | undefined): number {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      if (this.#isNewArrangement(snapshot, key)) this.#rearranged.push({ snapshot, id: known });
      return known;
    }
    const id = this.#snapshots.length;
    if (id >= this.#localStatesMax) throw this.#unbounded(from, event);
    deepFreeze(snapshot.context);
    this.#ids.set(key, id);
    this.#isNewArrangement(snapshot, key);
    this.#snapshots.push(snapshot);
    this.#keys.push(key);
    this.#cameFrom.push({ from, event });
    return id;
  }

  #isNewArrangement(snapshot: AnyMachineSnapshot, key: string): boolean {
    const text = `${key}|${this.#stepper.arrangement(snapshot)}`;
    if (this.#arrangements.has(text)) return false;
    this.#arrangements.add(text);
    return this.#rearranged.length < ARRANGEMENTS_MAX;
  }

  /** Maps and Sets cannot be frozen, so the key is compared once more after all steps. */
  #unchanged(state: number): void {
    const snapshot = this.#at(state);
    if (this.#stepper.key(snapshot) !== this.#keys[state]) {
      throw this.#guardian.mutation(`the events of state ${describe(snapshot)}`);
    }
  }

  #at(state: number): AnyMachineSnapshot {
    const snapshot = this.#snapshots[state];
    assert(snapshot !== undefined, 'local states are numbered without gaps');
    return snapshot;
  }

  #unbounded(from: number, event: AnyEventObject | undefined): ModelError {
    const path: string[] = event === undefined ? [] : [eventText(event)];
    for (let at = from; at > 0 && path.length < 6; at = this.#cameFrom[at]?.from ?? 0) {
      const via = this.#cameFrom[at]?.event;
      if (via !== undefined) path.unshift(eventText(via));
    }
    return new ModelError(
      'MODEL-UNBOUNDED',
      `component ${this.#guardian.component}: more than ${this.#localStatesMax} local states, and still growing. ` +
        `${growth(this.#snapshots)} The latest came about by ${path.join(', ')}`,
      { hint: 'Bound it with a guard, or count modulo something.' },
    );
  }
}

/** The context fields that took the most values, with the first and last of them. */
function growth(snapshots: readonly AnyMachineSnapshot[]): string {
  const values = new Map<string, Set<string>>();
  for (const { context } of snapshots) {
    for (const [field, value] of Object.entries(context as object)) {
      const text =
        value instanceof Set || value instanceof Map ? `size ${value.size}` : shown(value);
      values.set(field, (values.get(field) ?? new Set()).add(text));
    }
  }
  const widest = [...values].sort((a, b) => b[1].size - a[1].size)[0];
  if (widest === undefined || widest[1].size < 2) return '';
  const [field, taken] = widest;
  const all = [...taken];
  return `context.${field} took ${taken.size} values: ${all.slice(0, 4).join(', ')}, ... ${all.at(-1)}.`;
}

function refuseUnknownEvent(component: string, stepper: Stepper, type: string): void {
  if (type === '*' || type.endsWith('.*')) {
    throw new ModelError(
      'MODEL-EVENT',
      `component ${component}: a step sends ${JSON.stringify(type)}, which is a pattern of events and no event`,
      { hint: 'Send an event that the pattern matches.' },
    );
  }
  const declared = stepper.descriptors.some(
    (descriptor) =>
      descriptor === type ||
      descriptor === '*' ||
      (descriptor.endsWith('.*') &&
        (type === descriptor.slice(0, -2) || type.startsWith(descriptor.slice(0, -1)))),
  );
  if (!declared) {
    throw new ModelError(
      'MODEL-EVENT',
      `component ${component}: no state of machine ${stepper.id} accepts event ${JSON.stringify(type)}`,
      { hint: suggestion(type, stepper.descriptors) },
    );
  }
}

/** `ACQUIRE by=vcpu0` */
export function eventText(event: { readonly type: string }): string {
  const payload = Object.entries(event).filter(([key]) => key !== 'type');
  return [event.type, ...payload.map(([key, value]) => `${key}=${shown(value)}`)].join(' ');
}

/** A local state in words: the active states, then the context. */
export function describe(snapshot: AnyMachineSnapshot): string {
  const context = Object.entries(snapshot.context as object)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${shown(value)}`);
  const status = snapshot.status === 'active' ? [] : [`(${snapshot.status})`];
  const words = [valueText(snapshot.value), ...context, ...status].filter((part) => part !== '');
  return words.length === 0 ? '(empty)' : words.join(' ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as object)
    .map(([key, inner]) => {
      const text = valueText(inner);
      return text === '' ? key : `${key}.${text}`;
    })
    .join(' ');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`;
  if (value instanceof Set) return `{${[...value].map(shown).sort().join(' ')}}`;
  if (value instanceof Map)
    return `{${[...value]
      .map(([k, v]) => `${shown(k)}:${shown(v)}`)
      .sort()
      .join(' ')}}`;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value, keysInOrder);
  return String(value);
}

/** Equal local states get equal words, whatever the order in which keys were added. */
function keysInOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
