/** Livelocks on the real machines: what is told of one is found again, and nothing else is believed. */

import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { defineSystem, type SystemDefinition } from '../../models/compose/index.ts';
import { noLivelock } from '../../properties/kinds/index.ts';
import { explain } from '../explain.ts';
import { explanationLines } from '../render/words.ts';
import { traceFor } from '../testing/evidence.ts';
import type { Trace } from '../trace.ts';
import { replay } from './replay.ts';

/** Works until it has begun to go round; then it does so for ever, in as many states, unless it is mended. */
function system(size: number): SystemDefinition {
  const machine = setup({
    types: {
      context: {} as { readonly n: number },
      events: {} as { type: 'WORK' | 'BEGIN' | 'ROUND' | 'MEND' },
    },
  }).createMachine({
    id: 'counter',
    initial: 'fine',
    context: { n: 0 },
    states: {
      fine: { on: { WORK: 'fine', BEGIN: 'doomed' } },
      doomed: { on: { BEGIN: 'lost' } },
      lost: {
        on: {
          ROUND: { actions: assign({ n: ({ context }) => (context.n + 1) % size }) },
          MEND: { target: 'fine', actions: assign({ n: 0 }) },
        },
      },
    },
  });
  return defineSystem({ name: 'rounds' }, (builder) => {
    const one = builder.component('c', machine);
    builder.step({ name: 'works', actor: 'c' }, one.on('WORK'));
    builder.step({ name: 'begins', actor: 'c' }, one.on('BEGIN'));
    builder.step({ name: 'goes round', actor: 'c' }, one.on('ROUND'));
    builder.step({ name: 'is mended', actor: 'c', fault: true }, one.on('MEND'));
    builder.property(
      noLivelock({
        name: 'NO-LIVELOCK',
        statement: 'it can still work',
        progress: ({ name }) => name === 'works',
      }),
    );
  });
}

test.each([
  [3, 'goes round'],
  [100, 'goes round'],
  [130, 'goes round; and more'],
])('a livelock of %d states is found again and told', async (size, steps) => {
  const subject = system(size);
  const trace = await traceFor(subject, 'NO-LIVELOCK');
  const run = replay(subject, trace);
  if (run.kind !== 'reproduced') throw new Error(`${run.expected}: ${run.found}`);
  expect(trace).toMatchObject({ lasso: { start: 2 }, livelock: { states: size, lostAfter: 1 } });
  expect(explanationLines(explain(subject, run), 'violation')).toEqual([
    'a livelock: something happens for ever, and none of it is progress',
    'after step 1 no progress can be made any more, whoever is scheduled and however fairly',
    `the run stays among ${size} states, where these steps are possible: ${steps}`,
  ]);
});

test.each<[string, number, (trace: Trace) => Trace, object]>([
  [
    'another size',
    3,
    (trace) => ({ ...trace, livelock: { states: 4, lostAfter: 1 } }),
    { expected: '4 states in the livelock', found: '3' },
  ],
  [
    'a size that is smaller than what was looked at',
    130,
    (trace) => ({ ...trace, livelock: { states: 99, lostAfter: 1 } }),
    { expected: '99 states in the livelock', found: '100' },
  ],
  [
    'that all was lost before it was',
    3,
    (trace) => ({ ...trace, livelock: { states: 3, lostAfter: 0 } }),
    { expected: 'no progress to be possible', found: 'step works' },
  ],
  [
    'that all was lost after it had begun',
    3,
    (trace) => ({ ...trace, livelock: { states: 3, lostAfter: 3 } }),
    { expected: 'progress to be lost before the loop', found: 'after 3' },
  ],
  [
    'a loop that is not closed',
    3,
    (trace) => ({ ...trace, steps: trace.steps.slice(0, -1) }),
    { expected: 'the loop to lead back to where it begins', found: 'another state' },
  ],
  [
    'a loop without a step',
    3,
    (trace) => ({ ...trace, lasso: { start: trace.steps.length } }),
    { expected: 'a loop with a step', found: 'none' },
  ],
  [
    'nothing of its size',
    3,
    ({ livelock: _, ...trace }) => trace,
    { expected: 'how large the livelock is', found: 'nothing' },
  ],
  [
    'a loop with a fault in it',
    1,
    (trace) => {
      const [begins, again, round] = trace.steps;
      if (begins === undefined || again === undefined || round === undefined) return trace;
      const from = again.changed['c']?.to ?? '';
      const to = begins.changed['c']?.from ?? '';
      const mended = { step: 'is mended', actor: 'c', changed: { c: { from, to } } };
      return { ...trace, steps: [begins, again, mended, begins, again] };
    },
    { expected: 'a loop without faults', found: 'is mended' },
  ],
])('a trace that claims %s is not believed', async (_, size, changed, found) => {
  const subject = system(size);
  const trace = await traceFor(subject, 'NO-LIVELOCK');
  expect(replay(subject, changed(trace))).toMatchObject({ kind: 'mismatch', ...found });
});
