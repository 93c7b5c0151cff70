/**
 * What a search tells its judges, and no more than that: for each step, who wants to hear of the new
 * states and of the transitions it makes. Most steps concern nobody and cost nothing.
 */

import type { Symmetry } from '../reduce/symmetry.ts';
import { coverOrbits } from '../reduce/symmetry-coverage.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage } from '../verdict.ts';
import { type Concerns, concernsOf } from './concerns.ts';
import { GROUP, type Look, type Looked, looksFor, type Questions } from './judge-code.kernel.ts';
import { isSettled, type Judge, judgesOf, type Standing } from './judges.ts';
import { type Batch, type Layout, localAt, unpack } from './successors.kernel.ts';

const NONE = new Int32Array(0);
const NOBODY: readonly Judge[] = [];

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
  /** Where it is given, new states are representatives of orbits. */
  readonly #symmetry: Symmetry | null;
  /** The name of a state outside this search, from its number in it. */
  readonly #idOf: (number: number) => number;
  /** For each property, what its judge wants to hear of new states that a step leads to. */
  readonly #concerns: readonly Concerns[];
  /** For each step, the judges to tell of a new state it leads to, and the slots these look at. */
  #onState: readonly (readonly Judge[])[] = [];
  #looksAt: readonly Int32Array[] = [];
  /** For each step, the judges that want to see every transition by it; null if nobody wants any. */
  #onStep: readonly (readonly Judge[])[] | null = null;
  /**
   * For each step, the slots it may change of which some local state was not seen yet; null if none is
   * left. A representative may differ from the state before in any slot.
   */
  #marks: readonly Int32Array[] | null = null;
  /** Code that looks at new states, by groups of properties; null while there is none. */
  #looks: readonly Look[] | null = null;
  /** What to ask, by groups of properties. */
  #questions: readonly Questions[] = [];
  /** What was known of the properties when these were made: for each, a digit. */
  #known = '';
  #allTaken = false;
  /** A local state or a step was seen for the first time since {@link prepareLevel}. */
  #sawNew = true;
  readonly #stepsTaken: Uint8Array;
  readonly #localSeen: Uint8Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;

  constructor(
    system: LinkedSystem,
    layout: Layout,
    symmetry: Symmetry | null = null,
    idOf = (number: number) => number,
  ) {
    this.#system = system;
    this.#symmetry = symmetry;
    this.#layout = layout;
    this.#idOf = idOf;
    this.#judges = judgesOf(system);
    this.#concerns = system.properties.map((property) => concernsOf(property, system.steps));
    this.#stepsTaken = new Uint8Array(layout.stepCount);
    this.#localSeen = new Uint8Array(layout.slotOffset.at(-1) ?? 0);
    this.#before = new Int32Array(layout.slotCount);
    this.#after = new Int32Array(layout.slotCount);
    this.prepareLevel();
  }

  /** Looks at the initial state. */
  begin(): void {
    const { initial, slotOffset } = this.#layout;
    initial.forEach((local, slot) => {
      this.#localSeen[(slotOffset[slot] ?? 0) + local] = 1;
    });
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
  know({ steps, localStates }: Coverage): void {
    this.#stepsTaken.set(steps);
    localStates.forEach((local, slot) => {
      this.#localSeen.set(local, this.#layout.slotOffset[slot]);
    });
    this.#sawNew = true;
  }

  /** From now on code made for the system looks at new states, where code may be made. */
  specialise(batch: Looked): void {
    this.#looks = looksFor(this.#system, this.#layout, batch);
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
    if (this.#sawNew) this.#markUnseen();
    const known = standings.map((one) => (isSettled(one) ? 2 : 0) + (one.met ? 1 : 0)).join('');
    if (known === this.#known) return;
    this.#known = known;
    const busy = [...this.#judges.keys()].filter((p) => known[p] !== '3');
    this.#address(busy);
    this.#questions = Array.from({ length: Math.ceil(known.length / GROUP) }, (_, g) =>
      this.#questionsOf(
        known,
        busy.filter((p) => Math.floor(p / GROUP) === g),
        g,
      ),
    );
  }

  /** What to ask of the properties of a group, of which these are not yet decided. */
  #questionsOf(known: string, busy: readonly number[], group: number): Questions {
    const asked = new Int32Array(this.#system.steps.length);
    let [open, unmet] = [0, 0];
    for (let p = group * GROUP; p < Math.min((group + 1) * GROUP, known.length); p++) {
      const bit = 1 << (p - group * GROUP);
      if (Number(known[p]) < 2) open |= bit;
      if (Number(known[p]) % 2 === 0) unmet |= bit;
    }
    for (const p of busy) {
      const bit = 1 << (p - group * GROUP);
      asked.forEach((others, step) => {
        if (this.#concern(p, step, known[p])) asked[step] = others | bit;
      });
    }
    return { asked, open, unmet };
  }

  /** Whether a state that a step leads to can tell more of property `p` than this digit says. */
  #concern(p: number, step: number, known: string | undefined): boolean {
    const concerns = this.#concerns[p];
    const isOpen = known === '0' || known === '1';
    const isUnmet = known === '0' || known === '2';
    return (isOpen && concerns?.found[step] === 1) || (isUnmet && concerns?.met[step] === 1);
  }

  /** Finds out which steps the judges of these properties want to hear of. */
  #address(busy: readonly number[]): void {
    const { steps } = this.#system;
    const told = new Map<
      string,
      { readonly judges: readonly Judge[]; readonly slots: Int32Array }
    >();
    const of = steps.map((_, step) => {
      const concerned = busy.filter((p) => this.#concern(p, step, this.#known[p]));
      if (concerned.length === 0) return null;
      const key = concerned.join();
      const known = told.get(key);
      if (known !== undefined) return known;
      const judges = concerned.flatMap((p) => this.#judges[p] ?? []);
      const slots = Int32Array.from(new Set(judges.flatMap((judge) => judge.property.support)));
      told.set(key, { judges, slots });
      return { judges, slots };
    });
    this.#onState = of.map((one) => one?.judges ?? NOBODY);
    this.#looksAt = of.map((one) => one?.slots ?? NONE);
    const ofSteps = busy.flatMap((p) => {
      const judge = this.#judges[p];
      return judge?.property.kind === 'stepInvariant' ? [judge] : [];
    });
    const onStep = steps.map((_, s) =>
      ofSteps.filter(
        ({ property }) => property.kind === 'stepInvariant' && property.steps[s] === 1,
      ),
    );
    this.#onStep = onStep.some((judges) => judges.length > 0) ? onStep : null;
  }

  /** Finds out which slots have local states, and which steps were not taken, that nobody has seen. */
  #markUnseen(): void {
    const { slotOffset } = this.#layout;
    this.#coverOrbits();
    const unseen = this.#system.slots.map((_, slot) =>
      this.#localSeen.subarray(slotOffset[slot], slotOffset[slot + 1]).includes(0),
    );
    this.#marks = unseen.includes(true)
      ? this.#system.steps.map(({ slots, writes }) =>
          this.#symmetry === null
            ? Int32Array.from(slots.filter((slot, k) => writes[k] === true && unseen[slot]))
            : Int32Array.from(unseen.flatMap((is, slot) => (is ? [slot] : []))),
        )
      : null;
    this.#allTaken = !this.#stepsTaken.includes(0);
    this.#sawNew = false;
  }

  /** What was seen of a representative is so of the other members of its orbit. */
  #coverOrbits(): void {
    if (this.#symmetry === null) return;
    coverOrbits(this.#symmetry, this.#stepsTaken, this.#localSeen, this.#layout.slotOffset);
  }

  /** Members `fresh[0 .. added - 1]` of a batch became the states from `first` on, at this depth. */
  newStates(batch: Batch, fresh: Int32Array, added: number, first: number, depth: number): void {
    if (this.#marks !== null) this.#mark(this.#marks, batch, fresh, added);
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

  /** Notes the local states of new states, where some of a slot were not seen yet. */
  #mark(marks: readonly Int32Array[], batch: Batch, fresh: Int32Array, added: number): void {
    const { slotOffset, wordCount } = this.#layout;
    for (let k = 0; k < added; k++) {
      const i = fresh[k] ?? 0;
      const slots = marks[batch.step[i] ?? 0] ?? NONE;
      for (let j = 0; j < slots.length; j++) {
        const slot = slots[j] ?? 0;
        const local = localAt(this.#layout, batch.words, i * wordCount, slot);
        const place = (slotOffset[slot] ?? 0) + local;
        if (this.#localSeen[place] === 0) this.#sawNew = true;
        this.#localSeen[place] = 1;
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
    const judges = this.#onState[step] ?? [];
    if (judges.length === 0) return;
    const slots = this.#looksAt[step] ?? NONE;
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
    if (!this.#allTaken) this.#noteTaken(batch, count);
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

  #noteTaken({ step }: Batch, count: number): void {
    const taken = this.#stepsTaken;
    for (let i = 0; i < count; i++) {
      const s = step[i] ?? 0;
      if (taken[s] === 0) this.#sawNew = true;
      taken[s] = 1;
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
    const { slotOffset } = this.#layout;
    this.#coverOrbits();
    return {
      standings: this.standings,
      terminal: this.terminal,
      deadlocks: this.deadlocks,
      coverage: {
        steps: this.#stepsTaken,
        localStates: this.#system.slots.map((_, slot) =>
          this.#localSeen.slice(slotOffset[slot], slotOffset[slot + 1]),
        ),
      },
    };
  }
}
