/**
 * The inner loops of a search as one WebAssembly module for one system: successors, recent states,
 * look-ups, looks at new states, growth of the table. No JavaScript runs for a single state.
 *
 * Everything it works on is in one memory (`area.ts`), where JavaScript sees it as typed arrays: what the
 * module does not do goes on there, and where it cannot be used, JavaScript does all of it on the same
 * arrays. Threads use one compiled module, and with it what V8 has optimised so far.
 */

import type { Layout } from '../search/layout.kernel.ts';
import type { Look } from '../search/questions.kernel.ts';
import type { Rest } from '../store/keyed-table.kernel.ts';
import { type Area, CONSTANTS_AT, LINES_MOVED } from './area.ts';
import { type Exports, instantiate, type WasmMemory, type WasmModule } from './module.ts';
import type { TreeArea } from './tree-area.ts';
import type { Words } from './words.kernel.ts';

/** Where a thread has its batches. */
export interface Place {
  readonly memory: WasmMemory;
  /** Where its {@link Area} begins, and where its chunks are. */
  readonly base: number;
  readonly chunks: number;
  readonly area: Area;
  /** Where the rest of a state is, if entries may be keyed. */
  readonly rest: Rest | null;
  /** What is looked up is a tree, and has its arrays there; otherwise it is a table of states. */
  readonly tree?: TreeArea;
}

/** A table as the module is told of it. */
export interface Table {
  /** It has 2^bits entries. */
  readonly bits: number;
  /** Its entries are keyed by this, or numbers. */
  readonly keyed: Rest | null;
}

/** Modules for the system of a search. */
export interface Modules {
  /** One for such a place that is there already, or null. */
  readonly made: (place: Place) => WasmModule | null;
  /** The same; if there is none, one is made, unless the system is too large. */
  readonly make: (place: Place) => WasmModule | null;
}

/** The names of look-ups: in tables of numbers or of keys, alone or beside other threads. */
const LOOK_UPS = {
  numbers: ['lookUpNumbers', 'lookUpNumbersShared'],
  keys: ['lookUpKeys', 'lookUpKeysShared'],
} as const;

/** The name of a look-up in tables of such entries. */
export function nameOfLookUp(rest: Rest | null, isShared: boolean): string {
  return LOOK_UPS[rest === null ? 'numbers' : 'keys'][isShared ? 1 : 0];
}

/** The name of the look at new states for a group of properties. */
export function nameOfLook(group: number): string {
  return `look${group}`;
}

/** The pools of a layout: constants of the code. */
function constantsOf({ pool, changes }: Layout): Int32Array {
  const all = new Int32Array(pool.length + changes.length);
  all.set(pool);
  all.set(changes, pool.length);
  return all;
}

/** The module of one thread. */
export class Kernel {
  readonly module: WasmModule;
  readonly place: Place;
  readonly exports: Exports;
  readonly #expanded: Int32Array;
  readonly #displaced: Int32Array;
  readonly #stepCount: number;

  constructor(layout: Layout, place: Place, module: WasmModule) {
    const { memory, base, area } = place;
    this.module = module;
    this.place = place;
    this.exports = instantiate(module, memory);
    this.#expanded = new Int32Array(memory.buffer, base + area.expanded, 2);
    this.#displaced = new Int32Array(memory.buffer, base + area.displaced, area.displacedMax);
    this.#stepCount = layout.stepCount;
    const constants = constantsOf(layout);
    new Int32Array(memory.buffer, CONSTANTS_AT, constants.length).set(constants);
  }

  /**
   * Writes into the batch, from place `n` on, the successors of states that lie one after the other, and
   * returns their end: until there are no more states, one has no successor, or the next one's may not
   * fit. There must be a state, and room for its successors.
   */
  collect(words: Int32Array, at: number, states: number, n: number): number {
    return this.exports['collect']!(this.place.base, words.byteOffset + 4 * at, states, n);
  }

  /** How many states {@link collect} has expanded. */
  get expanded(): number {
    return this.#expanded[0]!;
  }

  /** The last of them had no successor. */
  get isStuck(): boolean {
    return this.#expanded[1] !== 0;
  }

  /** As `Recent.screen`. */
  screen(n: number): number {
    return this.exports['screen']!(this.place.base, n);
  }

  /**
   * One look for each of so many groups of properties; null where these were too large for the module. They work on
   * the batch wherever states are.
   */
  looks(groups: number): readonly Look[] | null {
    const looks = Array.from({ length: groups }, (_, g) => this.#look(g));
    return looks.every((look) => look !== null) ? looks : null;
  }

  #look(group: number): Look | null {
    const look = this.exports[nameOfLook(group)];
    if (look === undefined) return null;
    const { memory, base, area } = this.place;
    const stepCount = this.#stepCount;
    const at = base + area.asked + 4 * group * stepCount;
    const place = new Int32Array(memory.buffer, at, stepCount);
    let known: Int32Array | null = null;
    return (k, end, { asked, open, unmet }) => {
      if (asked !== known) place.set(asked);
      known = asked;
      return look(base, k, end, open, unmet);
    };
  }

  /** Enters the first `n` members, if they are new, from number `count` on; returns the new count. */
  lookUp(n: number, count: number, { bits, keyed }: Table, isShared: boolean): number {
    const { base, chunks } = this.place;
    const lookUp = this.exports[nameOfLookUp(keyed, isShared)]!;
    return lookUp(base, n, count, bits, chunks);
  }

  /**
   * As `moveLines`, `moveKeyedLines` and `keyLines`: moves entries while a table of 2^bits entries is
   * doubled, from one form to another. Adds to the list of displaced states.
   */
  move(from: Table, to: Table, first: number, end: number, displaced: Words): void {
    const name = from.keyed !== null ? 'moveKeys' : to.keyed ? 'numbersToKeys' : 'moveNumbers';
    const move = this.exports[name]!;
    for (let last = end; last > first; last -= LINES_MOVED) {
      const line = Math.max(first, last - LINES_MOVED);
      const listed = move(this.place.base, from.bits, line, last);
      displaced.push(this.#displaced.subarray(0, listed));
    }
  }

  /** Enters displaced states. */
  enter({ bits, keyed }: Table, displaced: Words): void {
    const enter = this.exports[keyed === null ? 'enterNumbers' : 'enterKeys']!;
    for (const part of displaced.parts(this.place.area.displacedMax)) {
      this.#displaced.set(part);
      enter(this.place.base, bits, part.length);
    }
  }
}
