/**
 * The graph of reachable states, kept whole: for each state its steps and where they lead, in rows
 * one after the other.
 *
 * Cost: per state the words of the visited set and 4 bytes for the row; per transition 8 bytes.
 */

import {
  appendSuccessors,
  type Batch,
  type Layout,
  layOut,
  newBatch,
  pack,
  unpack,
} from '../search/successors.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import type { Coverage, LimitReached } from '../verdict.ts';
import { type Pace, Stopped } from './pace.ts';
import type { Words } from './words.kernel.ts';

/** Steps out of states; state 0 is the initial one and states are numbered nearest first. */
export interface StateGraph {
  readonly states: number;
  /** The transitions of state `s` are those from `row[s]` to before `row[s + 1]`. */
  readonly row: Int32Array;
  readonly to: Int32Array;
  readonly step: Int32Array;
  /** States from this one on were found and not expanded; equal to `states` in a complete graph. */
  readonly expanded: number;
  /** How far the state is that is farthest from the initial one. */
  readonly depth: number;
  /** States without a step. */
  readonly terminal: number;
  readonly coverage: Coverage;
  /** What ended it before it was complete. */
  readonly limit: LimitReached | null;
  /** Puts the local states of state `s` into `state`, one for each slot. */
  readonly unpack: (s: number, state: Int32Array) => void;
}

/** All reachable states, as far as the limits let it come. */
export async function graphOf(system: LinkedSystem, pace: Pace): Promise<StateGraph> {
  const graph = new Growing(system, pace);
  const limit = await graph.grow().then(
    () => null,
    (error: unknown) => {
      if (error instanceof Stopped) return error.limit;
      throw error;
    },
  );
  return graph.done(limit);
}

/** For each state, the bits of all steps that are possible there. Throws {@link Stopped}. */
export function enabledIn(graph: StateGraph, bits: Int32Array, pace: Pace): Int32Array {
  const { row, step, expanded } = graph;
  const enabled = pace.words(graph.states);
  for (let s = 0; s < expanded; s++) {
    let set = 0;
    for (let t = row[s]!; t < row[s + 1]!; t++) set |= bits[step[t]!]!;
    enabled[s] = set;
  }
  return enabled;
}

/** The states of a run from the initial one: one more than its steps. */
export function statesAlong(
  { row, to, step }: StateGraph,
  path: readonly number[],
): readonly number[] {
  const states = [0];
  for (const wanted of path) {
    let t = row[states.at(-1)!]!;
    while (step[t] !== wanted) t++;
    states.push(to[t]!);
  }
  return states;
}

class Growing {
  readonly #pace: Pace;
  readonly #layout: Layout;
  readonly #visited: VisitedSet;
  readonly #batch: Batch;
  readonly #fresh: Int32Array;
  /** Of the visited set, as the pace knows it. */
  #bytes = 0;
  /** Where the rows of expanded states end, after a 0. */
  readonly #row: Words;
  readonly #to: Words;
  readonly #step: Words;
  #terminal = 0;
  readonly #coverage: Coverage;
  /** The distance of what is expanded, and where the states end that are as near. */
  #depth = 0;
  #end = 1;

  constructor(system: LinkedSystem, pace: Pace) {
    this.#pace = pace;
    this.#layout = layOut(system);
    this.#visited = new VisitedSet(this.#layout.wordCount);
    this.#batch = newBatch(this.#layout, this.#layout.enabledMax);
    this.#fresh = new Int32Array(this.#batch.capacity);
    this.#row = pace.list();
    this.#to = pace.list();
    this.#step = pace.list();
    this.#row.push(0);
    this.#coverage = {
      steps: new Uint8Array(system.steps.length),
      localStates: system.slots.map(({ size }) => new Uint8Array(size)),
    };
    pack(this.#layout, this.#layout.initial, this.#batch.words, 0);
    this.#visited.makeRoom(1);
    this.#visited.addAll(this.#batch.words, 1, this.#fresh, 1);
  }

  /** Throws {@link Stopped}. */
  async grow(): Promise<void> {
    const visited = this.#visited;
    await this.#pace.rest('graph', 1);
    for (let s = 0; s < visited.count; s++) {
      if (s === this.#end) {
        this.#depth++;
        this.#end = visited.count;
      }
      const transitions = this.#expand(s);
      if (this.#pace.worked(transitions + 1)) await this.#pace.rest('graph', visited.count);
    }
  }

  #expand(s: number): number {
    const [layout, visited, batch] = [this.#layout, this.#visited, this.#batch];
    this.#makeRoom();
    batch.count = 0;
    appendSuccessors(layout, batch, visited.wordsOf(s), visited.at(s), s);
    const { statesMax } = this.#pace;
    const added = visited.addAll(batch.words, batch.count, this.#fresh, statesMax);
    if (added < batch.count) throw new Stopped({ kind: 'states', value: statesMax });
    for (let i = 0; i < batch.count; i++) {
      this.#to.push(visited.find(batch.words, i * layout.wordCount));
      this.#step.push(batch.step[i]!);
      this.#coverage.steps[batch.step[i]!] = 1;
    }
    this.#row.push(this.#to.length);
    this.#cover(batch.state);
    if (batch.count === 0) this.#terminal++;
    return batch.count;
  }

  #cover(state: Int32Array): void {
    const { localStates } = this.#coverage;
    for (let slot = 0; slot < state.length; slot++) localStates[slot]![state[slot]!] = 1;
  }

  #makeRoom(): void {
    const room = this.#visited.makeRoom(
      this.#layout.enabledMax,
      this.#bytes + this.#pace.bytesLeft,
    );
    if (room !== 'ready') this.#pace.full();
    this.#pace.take(this.#visited.bytes - this.#bytes);
    this.#bytes = this.#visited.bytes;
  }

  /** States that are not done when it ends early count as not expanded. */
  done(limit: LimitReached | null): StateGraph {
    const [layout, visited] = [this.#layout, this.#visited];
    const row = this.#row.words;
    const transitions = row.at(-1)!;
    const state = new Int32Array(layout.slotCount);
    for (let s = row.length - 1; s < visited.count; s++) {
      unpack(layout, visited.wordsOf(s), visited.at(s), state);
      this.#cover(state);
    }
    return {
      states: visited.count,
      row,
      to: this.#to.words.subarray(0, transitions),
      step: this.#step.words.subarray(0, transitions),
      expanded: row.length - 1,
      depth: visited.count > this.#end ? this.#depth + 1 : this.#depth,
      terminal: this.#terminal,
      coverage: this.#coverage,
      limit,
      unpack: (s, into) => unpack(layout, visited.wordsOf(s), visited.at(s), into),
    };
  }
}
