import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTrace } from '../testing/arbitrary.ts';
import { codeOf } from './sources.ts';

test('names each piece of code once, with the steps that stand for it', () => {
  const steps = ['a', 'a', undefined, 'b', 'a'].map((source, i) => ({
    step: `s${i}`,
    actor: 'cpu',
    changed: {},
    ...(source === undefined ? {} : { source }),
  }));
  const [trace] = fc.sample(anyTrace, { numRuns: 1, seed: 1 });
  expect(trace && codeOf({ ...trace, steps })).toEqual([
    { source: 'a', steps: 'steps 1-2, 5' },
    { source: 'b', steps: 'step 4' },
  ]);
});

test('accounts for every step that names its source, and for no other', () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      const told = codeOf(trace)
        .flatMap(({ steps }) => steps.replace(/^steps? /, '').split(', '))
        .flatMap((range) => {
          const [first = 0, last = first] = range.split('-').map(Number);
          return Array.from({ length: last - first + 1 }, (_, i) => first + i);
        });
      const named = trace.steps.flatMap(({ source }, i) => (source === undefined ? [] : [i + 1]));
      expect(told.sort((a, b) => a - b)).toEqual(named);
    }),
  );
});
