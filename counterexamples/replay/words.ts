/** What somebody outside sees of steps, read off their declarations. */

import { ANSWER, type Step } from '../../models/compose/index.ts';

/** What is seen of the steps of a run, in its order. */
export function wordsOf(steps: readonly Step[]): readonly string[] {
  const answers = new Map<string, string>();
  return steps.flatMap(({ actor, observable, answer }) => {
    const known = answers.get(actor) ?? 'nothing';
    const tells = observable?.includes(ANSWER) === true;
    if (tells) answers.delete(actor);
    if (answer !== undefined) answers.set(actor, answer);
    return observable === undefined ? [] : [observable.replaceAll(ANSWER, known)];
  });
}
