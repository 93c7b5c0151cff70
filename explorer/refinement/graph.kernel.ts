/**
 * The graph of an observed system, made as far as it is asked for: a state is expanded when somebody
 * wants its steps for the first time.
 *
 * Cost: per state the words of the visited set and 8 bytes; per transition 12 bytes.
 */

import { Words } from '../liveness/words.kernel.ts';
import {
  appendSuccessors,
  type Batch,
  type Layout,
  layOut,
  newBatch,
  pack,
} from '../search/successors.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import { Lent } from './lent.ts';
import type { Observed } from './observed.ts';

export class ObservedGraph {
  readonly #lent = new Lent();
  /** Transitions `first(s)` to before `end(s)` are those of state `s`; state 0 is the initial one. */
  readonly to = new Words(this.#lent);
  readonly step = new Words(this.#lent);
  /** What is seen of a transition; 0 for nothing. */
  readonly event = new Words(this.#lent);
  readonly #first = new Words(this.#lent);
  readonly #end = new Words(this.#lent);
  readonly #visited: VisitedSet;
  readonly #layout: Layout;
  readonly #batch: Batch;
  readonly #fresh: Int32Array;
  readonly #observed: Observed;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#layout = layOut(observed.system);
    this.#visited = new VisitedSet(this.#layout.wordCount);
    this.#batch = newBatch(this.#layout, this.#layout.enabledMax);
    this.#fresh = new Int32Array(this.#batch.capacity);
    pack(this.#layout, this.#layout.initial, this.#batch.words, 0);
    this.#add(1);
  }

  get states(): number {
    return this.#visited.count;
  }

  get bytes(): number {
    return this.#visited.bytes + this.#lent.bytes;
  }

  isExpanded(state: number): boolean {
    return this.#first.at(state) >= 0;
  }

  /** Where the transitions of a state begin. */
  first(state: number): number {
    const first = this.#first.at(state);
    return first >= 0 ? first : this.#expand(state);
  }

  /** Where they end; {@link first} must have been asked for. */
  end(state: number): number {
    return this.#end.at(state);
  }

  #expand(number: number): number {
    const batch = this.#batch;
    const visited = this.#visited;
    const { answerSlot, events } = this.#observed;
    batch.count = 0;
    appendSuccessors(this.#layout, batch, visited.wordsOf(number), visited.at(number), number);
    this.#add(batch.count);
    const first = this.to.length;
    for (let i = 0; i < batch.count; i++) {
      const step = batch.step[i]!;
      const slot = answerSlot[step]!;
      this.to.push(visited.find(batch.words, i * this.#layout.wordCount));
      this.step.push(step);
      this.event.push(events[step]![slot < 0 ? 0 : batch.state[slot]!]!);
    }
    this.#first.set(number, first);
    this.#end.set(number, this.to.length);
    return first;
  }

  /** Adds the first successors of the batch; those that are new are not expanded yet. */
  #add(successors: number): void {
    const visited = this.#visited;
    if (visited.makeRoom(successors) !== 'ready') throw new RangeError('no memory for more states');
    const known = visited.count;
    visited.addAll(this.#batch.words, successors, this.#fresh, Number.POSITIVE_INFINITY);
    for (let n = known; n < visited.count; n++) {
      this.#first.push(-1);
      this.#end.push(-1);
    }
  }
}
