/** The answer of our symbolic engine, which never looks at a state by itself. */

import { symbolic as search } from '../../explorer/symbolic/symbolic.ts';
import { answerOf, type OtherChecker } from './answer.ts';

export const symbolic: OtherChecker = {
  name: 'symbolic',
  programs: [],
  ask: async ({ system, signal }) => {
    const result = await search(system, { signal });
    if (!result.complete) throw new Error(`symbolic search was stopped by ${result.limit?.kind}`);
    return answerOf(system, result);
  },
};
