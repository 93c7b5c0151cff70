/** What the states of a graph say of some questions. */

import { evaluator } from '../search/evaluate.ts';
import type { LinkedExpression } from '../system.ts';
import type { StateGraph } from './graph.kernel.ts';
import type { Pace } from './pace.ts';

/**
 * For each state the questions that it answers with yes, by bits; at most 31 questions. Four bytes for
 * each state. Throws {@link Stopped}.
 */
export async function answersOf(
  graph: StateGraph,
  questions: readonly LinkedExpression[],
  slots: number,
  pace: Pace,
): Promise<Int32Array> {
  await pace.rest('answers', 0);
  const answers = pace.words(graph.states);
  const holds = questions.map(evaluator);
  const state = new Int32Array(slots);
  for (let s = 0; s < graph.states; s++) {
    graph.unpack(s, state);
    let set = 0;
    for (let i = 0; i < holds.length; i++) if (holds[i]!(state)) set |= 1 << i;
    answers[s] = set;
    if (pace.worked(1 + questions.length)) await pace.rest('answers', s);
  }
  return answers;
}
