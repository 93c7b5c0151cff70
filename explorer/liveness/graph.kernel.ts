/**
 * The graph of reachable states, kept whole: for each state its steps and where they lead, in rows
 * one after the other.
 *
 * Cost: per state the words of the visited set and 4 bytes for the row; per transition 8 bytes.
 */

import { evaluator } from '../search/evaluate.ts';
import { appendSuccessors, layOut, newBatch, pack, unpack } from '../search/successors.kernel.ts';
import { VisitedSet } from '../store/visited.kernel.ts';
import type { LinkedExpression, LinkedSystem } from '../system.ts';
import { Words } from './words.kernel.ts';

/** Steps out of states; state 0 is the initial one and states are numbered nearest first. */
export interface StateGraph {
  readonly states: number;
  /** The transitions of state `s` are those from `row[s]` to before `row[s + 1]`. */
  readonly row: Int32Array;
  readonly to: Int32Array;
  readonly step: Int32Array;
  /** States from this one on were found and not expanded; equal to `states` in a complete graph. */
  readonly expanded: number;
  /** `answers(questions)[s]`: bit `i` is set where question `i` holds. At most 31 questions. */
  readonly answers: (questions: readonly LinkedExpression[]) => Int32Array;
}

/** What there is, every few thousand states. */
export interface GraphProgress {
  readonly states: number;
  readonly transitions: number;
  /** Found and not yet expanded. */
  readonly frontier: number;
  readonly bytes: number;
  /** There is no memory for more. */
  readonly isFull: boolean;
}

/** Whether to go on; not where memory is full, whatever it says. */
export type GoOn = (progress: GraphProgress) => boolean;

const ASK_EVERY = 4_096;

/** All reachable states, as long as `goOn` says so. */
export function graphOf(system: LinkedSystem, goOn: GoOn = () => true): StateGraph {
  const layout = layOut(system);
  const visited = new VisitedSet(layout.wordCount);
  const batch = newBatch(layout, layout.enabledMax);
  const fresh = new Int32Array(batch.capacity);
  const row = new Words();
  const to = new Words();
  const step = new Words();
  pack(layout, layout.initial, batch.words, 0);
  visited.makeRoom(1);
  visited.addAll(batch.words, 1, fresh, Number.POSITIVE_INFINITY);
  const asks = (isFull: boolean): boolean =>
    goOn({
      states: visited.count,
      transitions: to.length,
      frontier: visited.count - row.length,
      bytes: visited.bytes + row.bytes + to.bytes + step.bytes,
      isFull,
    });
  let number = 0;
  for (; number < visited.count; number++) {
    const isFull = visited.makeRoom(layout.enabledMax) !== 'ready';
    if ((isFull || number % ASK_EVERY === ASK_EVERY - 1) && (!asks(isFull) || isFull)) break;
    batch.count = 0;
    appendSuccessors(layout, batch, visited.wordsOf(number), visited.at(number), number);
    row.push(to.length);
    visited.addAll(batch.words, batch.count, fresh, Number.POSITIVE_INFINITY);
    for (let i = 0; i < batch.count; i++) {
      to.push(visited.find(batch.words, i * layout.wordCount));
      step.push(batch.step[i]!);
    }
  }
  row.push(to.length);
  return {
    states: visited.count,
    row: row.words,
    to: to.words,
    step: step.words,
    expanded: number,
    answers: (questions) => {
      const holds = questions.map(evaluator);
      const state = new Int32Array(layout.slotCount);
      return Int32Array.from({ length: visited.count }, (_, s) => {
        unpack(layout, visited.wordsOf(s), visited.at(s), state);
        let set = 0;
        for (let i = 0; i < holds.length; i++) if (holds[i]!(state)) set |= 1 << i;
        return set;
      });
    },
  };
}
