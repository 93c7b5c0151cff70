/**
 * What a search tells its judges, and no more than that: for each step, who wants to hear of the new
 * states and of the transitions it makes. Most steps concern nobody and cost nothing.
 */

import type { Symmetry } from '../reduce/symmetry.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage } from '../verdict.ts';
import type { Kernel } from '../wasm/kernel.kernel.ts';
import { type Concerns, concernsOf } from './concerns.kernel.ts';
import { type Looked, looksFor } from './judge-code.kernel.ts';
import { isSettled, type Judge, judgesOf, type Standing } from './judges.ts';
import {
  askedAfter,
  GROUP,
  groupsOf,
  type Look,
  type Questions,
  questionsOf,
} from './questions.kernel.ts';
import { Sightings } from './sightings.kernel.ts';
import { type Batch, type Layout, localAt, unpack } from './successors.kernel.ts';

/** Judges to tell of a state, and the slots they look at. */
interface Audience {
  readonly judges: readonly Judge[];
  readonly slots: Int32Array;
}

/** States by number, and the names they have outside. */
export interface Source {
  wordsOf(number: number): Int32Array;
  at(number: number): number;
  run(number: number): number;
  idOf(number: number): number;
}

/** What was seen, apart from the states: plain data, that can be added up and gone on from. */
export interface Seen {
  readonly standings: readonly Standing[];
  readonly terminal: number;
  readonly deadlocks: number;
  readonly coverage: Coverage;
}

/** The judges of a search, and the coverage it reached. */
export class Watch {
  /** States without an enabled step, and those among them that are no rest states. */
  terminal = 0;
  deadlocks = 0;
  readonly #judges: readonly Judge[];
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  /** The name of a state outside this search, from its number in it. */
  readonly #idOf: (number: number) => number;
  /** For each property, what its judge wants to hear of new states that a step leads to. */
  readonly #concerns: readonly Concerns[];
  /** For each step, whom to tell of a new state it leads to; found out when it first does. */
  #audiences: (Audience | undefined)[] = [];
  /** For each step, the judges that want to see every transition by it; null if nobody wants any. */
  #onStep: readonly (readonly Judge[])[] | null = null;
  /** Code that looks at new states, by groups of properties; null while there is none. */
  #looks: readonly Look[] | null = null;
  /** What to ask, by groups of properties. */
  #questions: readonly Questions[] = [];
  /** What was known of the properties when these were made. */
  #known = '';
  readonly #sightings: Sightings;
  readonly #before: Int32Array;
  readonly #after: Int32Array;

  constructor(
    system: LinkedSystem,
    layout: Layout,
    symmetry: Symmetry | null = null,
    idOf = (number: number) => number,
  ) {
    this.#system = system;
    this.#layout = layout;
    this.#idOf = idOf;
    this.#judges = judgesOf(system);
    this.#concerns = system.properties.map((property) => concernsOf(property, system.steps));
    this.#sightings = new Sightings(system, layout, symmetry);
    this.#before = new Int32Array(layout.slotCount);
    this.#after = new Int32Array(layout.slotCount);
    this.prepareLevel();
  }

  /** Looks at the initial state. */
  begin(): void {
    const { initial } = this.#layout;
    this.#sightings.begin();
    for (const judge of this.#judges) judge.onState?.(initial, this.#idOf(0), 0);
    this.prepareLevel();
  }

  /** Goes on from what was seen before. */
  restore(seen: Omit<Seen, 'standings'>, standings: readonly Standing[]): void {
    for (const [p, judge] of this.#judges.entries()) Object.assign(judge.standing, standings[p]);
    this.terminal = seen.terminal;
    this.deadlocks = seen.deadlocks;
    this.know(seen.coverage);
    // Within a level nobody has seen enough: there may be more evidence of the same depth.
    this.prepareLevel(
      standings.map(() => ({ depth: Number.POSITIVE_INFINITY, targets: [], met: false })),
    );
  }

  /** Takes over what others have seen, so as not to look out for it; nothing was seen here yet. */
  know(coverage: Coverage): void {
    this.#sightings.know(coverage);
  }

  /**
   * From now on code made for the system looks at new states: that of a kernel or, if code may be made,
   * other.
   */
  specialise(batch: Looked, kernel: Kernel | null): void {
    const { length: groups } = groupsOf(this.#judges);
    this.#looks = kernel?.looks(groups) ?? looksFor(this.#system, this.#layout, batch);
  }

  /** Somebody wants to see transitions: {@link Batch.from} is needed. */
  get wantsTransitions(): boolean {
    return this.#onStep !== null;
  }

  get standings(): readonly Standing[] {
    return this.#judges.map((judge) => judge.standing);
  }

  /** Every property is decided, if these are the standings of all. */
  static isSettled(standings: readonly Standing[]): boolean {
    return standings.length > 0 && standings.every((standing) => isSettled(standing));
  }

  /**
   * To be called between levels: from now on tells only those judges that have not seen enough, by what
   * is known of their properties here or elsewhere.
   */
  prepareLevel(standings: readonly Standing[] = this.standings): void {
    this.#sightings.prepareLevel();
    const known = standings.map((one) => ({ isSettled: isSettled(one), isMet: one.met }));
    const asText = JSON.stringify(known);
    if (asText === this.#known) return;
    this.#known = asText;
    const { stepCount } = this.#layout;
    this.#questions = questionsOf(this.#concerns, known, stepCount);
    this.#audiences = new Array(stepCount);
    const isBusy = known.map((one) => !(one.isSettled && one.isMet));
    this.#onStep = this.#judgesOfSteps(this.#judges.filter((_, p) => isBusy[p]));
  }

  /** For each step, those of the judges that want to see every transition by it; null if none wants any. */
  #judgesOfSteps(judges: readonly Judge[]): readonly (readonly Judge[])[] | null {
    const wants = ({ property }: Judge, step: number): boolean =>
      property.kind === 'stepInvariant' && property.steps[step] === 1;
    const steps = [...this.#system.steps.keys()];
    const wanting = judges.filter((judge) => steps.some((step) => wants(judge, step)));
    if (wanting.length === 0) return null;
    return steps.map((step) => wanting.filter((judge) => wants(judge, step)));
  }

  /** Whom to tell of a new state that a step leads to. */
  #audienceOf(step: number): Audience {
    const judges = askedAfter(this.#questions, step).flatMap((p) => this.#judges[p] ?? []);
    const slots = Int32Array.from(new Set(judges.flatMap(({ property }) => property.support)));
    return { judges, slots };
  }

  /** Members `fresh[0 .. added - 1]` of a batch became the states from `first` on, at this depth. */
  newStates(batch: Batch, fresh: Int32Array, added: number, first: number, depth: number): void {
    this.#sightings.newStates(batch, fresh, added);
    if (this.#looks === null) {
      for (let k = 0; k < added; k++) this.#tell(batch, fresh[k] ?? 0, first + k, depth);
      return;
    }
    for (let g = 0; g < this.#looks.length; g++) {
      const look = this.#looks[g];
      const questions = this.#questions[g];
      if (look === undefined || questions === undefined) continue;
      for (let k = look(0, added, questions); k < added; k = look(k + 1, added, questions)) {
        this.#tell(batch, fresh[k] ?? 0, first + k, depth);
        this.#noteMet(questions, g);
      }
    }
  }

  #noteMet(questions: Questions, group: number): void {
    this.#judges.slice(group * GROUP, (group + 1) * GROUP).forEach((judge, p) => {
      if (judge.standing.met) questions.unmet &= ~(1 << p);
    });
  }

  /** Tells the judges that member `index` of a batch became a state. */
  #tell(batch: Batch, index: number, number: number, depth: number): void {
    const step = batch.step[index] ?? 0;
    this.#audiences[step] ??= this.#audienceOf(step);
    const { judges, slots } = this.#audiences[step];
    if (judges.length === 0) return;
    const at = index * this.#layout.wordCount;
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k] ?? 0;
      this.#after[slot] = localAt(this.#layout, batch.words, at, slot);
    }
    const id = this.#idOf(number);
    for (let j = 0; j < judges.length; j++) judges[j]?.onState?.(this.#after, id, depth);
  }

  /**
   * The first `count` members of a batch are transitions that were taken, in states of `source` at this
   * depth.
   */
  transitions(batch: Batch, count: number, depth: number, source: Source): void {
    this.#sightings.transitions(batch, count);
    if (this.#onStep === null) return;
    let unpacked = -1;
    for (let i = 0; i < count; i++) {
      const step = batch.step[i] ?? 0;
      const judges = this.#onStep[step] ?? [];
      if (judges.length === 0) continue;
      const from = batch.from[i] ?? 0;
      if (from !== unpacked)
        unpack(this.#layout, source.wordsOf(from), source.at(from), this.#before);
      unpacked = from;
      unpack(this.#layout, batch.words, i * this.#layout.wordCount, this.#after);
      const id = source.idOf(from);
      for (const judge of judges) judge.onStep?.(this.#before, this.#after, id, step, depth);
    }
  }

  /** A state of this depth, with this name, has no enabled step. */
  stuck(state: Int32Array, id: number, depth: number): void {
    let resting = false;
    for (const judge of this.#judges) {
      if (judge.onStuck?.(state, id, depth) === true) resting = true;
    }
    this.terminal++;
    if (!resting) this.deadlocks++;
  }

  /** All that was seen so far. */
  get seen(): Seen {
    return {
      standings: this.standings,
      terminal: this.terminal,
      deadlocks: this.deadlocks,
      coverage: this.#sightings.coverage,
    };
  }
}
