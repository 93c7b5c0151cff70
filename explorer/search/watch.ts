/**
 * What a search tells its judges, and no more than that: for each step, who wants to hear of the new
 * states and of the transitions it makes. Most steps concern nobody and cost nothing.
 */

import type { LinkedSystem } from '../system.ts';
import type { Coverage } from '../verdict.ts';
import { type Judge, judgesOf } from './judges.ts';
import { type Batch, type Layout, localAt, unpack } from './successors.kernel.ts';

/** The judges of a search, and the coverage it reached. */
export class Watch {
  readonly judges: readonly Judge[];
  /** States without an enabled step, and those among them that are no rest states. */
  terminal = 0;
  deadlocks = 0;
  readonly #system: LinkedSystem;
  readonly #layout: Layout;
  /** For each step, the judges to tell of a new state it leads to. */
  #onState: readonly (readonly Judge[])[] = [];
  #busyCount = -1;
  /** For each step, the slots these judges look at. */
  #looksAt: readonly Int32Array[] = [];
  /** For each step, the judges that want to see every transition by it; null if nobody wants any. */
  #onStep: readonly (readonly Judge[])[] | null = null;
  readonly #stepsTaken: Uint8Array;
  readonly #localSeen: Uint8Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;

  constructor(system: LinkedSystem, layout: Layout) {
    this.#system = system;
    this.#layout = layout;
    this.judges = judgesOf(system);
    this.#stepsTaken = new Uint8Array(layout.stepCount);
    this.#localSeen = new Uint8Array(layout.slotOffset.at(-1) ?? 0);
    this.#before = new Int32Array(layout.slotCount);
    this.#after = new Int32Array(layout.slotCount);
    layout.initial.forEach((local, slot) => {
      this.#localSeen[(layout.slotOffset[slot] ?? 0) + local] = 1;
    });
    for (const judge of this.judges) judge.onState?.(layout.initial, 0, 0);
    this.dismissIdle();
  }

  /** Every property is decided. */
  get isSettled(): boolean {
    return this.judges.length > 0 && this.judges.every((judge) => judge.settled());
  }

  /** No longer tells judges that have seen enough. To be called between levels. */
  dismissIdle(): void {
    const busy = this.judges.filter((judge) => !judge.idle());
    if (busy.length === this.#busyCount) return;
    this.#busyCount = busy.length;
    this.#onState = this.#system.steps.map((step) =>
      busy.filter(
        ({ onState, property }) =>
          onState !== null &&
          step.slots.some((slot, k) => step.writes[k] === true && property.support.includes(slot)),
      ),
    );
    this.#looksAt = this.#onState.map((judges) =>
      Int32Array.from(new Set(judges.flatMap((judge) => judge.property.support))),
    );
    const onStep = this.#system.steps.map((_, s) =>
      busy.filter(({ property }) => property.kind === 'stepInvariant' && property.steps[s] === 1),
    );
    this.#onStep = onStep.some((judges) => judges.length > 0) ? onStep : null;
  }

  /** Member `index` of a batch became state `number`, at this depth. */
  newState(batch: Batch, index: number, number: number, depth: number): void {
    const { slotOffset, wordCount, writeStart, writeSlot } = this.#layout;
    const step = batch.step[index] ?? 0;
    const at = index * wordCount;
    const last = writeStart[step + 1] ?? 0;
    for (let p = writeStart[step] ?? 0; p < last; p++) {
      const slot = writeSlot[p] ?? 0;
      const local = localAt(this.#layout, batch.words, at, slot);
      this.#localSeen[(slotOffset[slot] ?? 0) + local] = 1;
    }
    const judges = this.#onState[step];
    if (judges === undefined || judges.length === 0) return;
    const slots = this.#looksAt[step] ?? [];
    for (let k = 0; k < slots.length; k++) {
      const slot = slots[k] ?? 0;
      this.#after[slot] = localAt(this.#layout, batch.words, at, slot);
    }
    for (let j = 0; j < judges.length; j++) judges[j]?.onState?.(this.#after, number, depth);
  }

  /**
   * The first `count` members of a batch are transitions that were taken, in states of this depth
   * that are packed at `at(number)` of `wordsOf(number)`.
   */
  transitions(
    batch: Batch,
    count: number,
    depth: number,
    states: { wordsOf(number: number): Int32Array; at(number: number): number },
  ): void {
    for (let i = 0; i < count; i++) this.#stepsTaken[batch.step[i] ?? 0] = 1;
    if (this.#onStep === null) return;
    let unpacked = -1;
    for (let i = 0; i < count; i++) {
      const step = batch.step[i] ?? 0;
      const judges = this.#onStep[step] ?? [];
      if (judges.length === 0) continue;
      const from = batch.from[i] ?? 0;
      if (from !== unpacked)
        unpack(this.#layout, states.wordsOf(from), states.at(from), this.#before);
      unpacked = from;
      unpack(this.#layout, batch.words, i * this.#layout.wordCount, this.#after);
      for (const judge of judges) judge.onStep?.(this.#before, this.#after, from, step, depth);
    }
  }

  /** A state of this depth has no enabled step. */
  stuck(state: Int32Array, number: number, depth: number): void {
    let resting = false;
    for (const judge of this.judges) {
      if (judge.onStuck?.(state, number, depth) === true) resting = true;
    }
    this.terminal++;
    if (!resting) this.deadlocks++;
  }

  get coverage(): Coverage {
    const { slotOffset } = this.#layout;
    return {
      steps: this.#stepsTaken,
      localStates: this.#system.slots.map((_, slot) =>
        this.#localSeen.slice(slotOffset[slot], slotOffset[slot + 1]),
      ),
    };
  }
}
