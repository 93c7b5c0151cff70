/** What is said of runs where a limit or an interruption ends the work early. */

import { describe, expect, test } from 'vitest';
import type { LinkedFormula, LinkedSystem } from '../system.ts';
import { judgeRuns } from './judge.ts';
import type { RunsPhase } from './pace.ts';

/** A counter that goes on by `a` or stays by `b`; at its end only `b` is left. */
function counter(size: number, formulas: readonly LinkedFormula[]): LinkedSystem {
  const step = (name: string, actor: number, next: (local: number) => number) => ({
    name,
    actor,
    fault: false,
    caseOf: null,
    slots: [0],
    next: [Int32Array.from({ length: size }, (_, local) => next(local))],
    writes: [true],
  });
  return {
    format: 1,
    name: 'counter',
    slots: [{ component: 'c', size, labels: Array.from({ length: size }, (_, i) => String(i)) }],
    actors: ['a', 'b'],
    steps: [
      step('go on', 0, (local) => (local + 1 < size ? local + 1 : -1)),
      step('stay', 1, (local) => local),
    ],
    properties: [],
    temporal: formulas.map((formula, i) => ({
      name: `T${i}`,
      formula,
      fairness: [],
      companion: { label: 'anything', goal: { kind: 'constant', value: true } },
    })),
    interchangeable: [],
  };
}

const never: LinkedFormula = {
  kind: 'finally',
  of: { kind: 'state', holds: { kind: 'constant', value: false } },
};
/** It is true of every run, which is not seen from the formula alone. */
const always: LinkedFormula = {
  kind: 'globally',
  of: { kind: 'taken', label: 'any', steps: Uint8Array.of(1, 1) },
};

describe('an interruption', () => {
  const phases: readonly RunsPhase[] = ['graph', 'answers', 'product', 'components', 'loop'];

  test.each(phases)('is noticed in the phase %s', async (phase) => {
    const controller = new AbortController();
    const { properties, limit } = await judgeRuns(counter(10, [never]), {
      signal: controller.signal,
      onProgress: (progress) => progress.phase === phase && controller.abort(),
    });
    expect(limit).toEqual({ kind: 'interrupted', value: 0 });
    expect(properties).toMatchObject([{ verdict: 'inconclusive', path: null, limit }]);
  });

  test('leaves what was judged before it, and judges nothing after it', async () => {
    const controller = new AbortController();
    const begun: (string | null)[] = [];
    const { properties } = await judgeRuns(counter(10, [always, never, always]), {
      signal: controller.signal,
      onProgress: ({ property }) => {
        begun.push(property);
        if (property === 'T1') controller.abort();
      },
    });
    const verdicts = properties.map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['holds', 'inconclusive', 'inconclusive']);
    expect(begun).not.toContain('T2');
  });

  test('is noticed within a phase', async () => {
    const controller = new AbortController();
    let told = 0;
    const { graph } = await judgeRuns(counter(200_000, [always]), {
      signal: controller.signal,
      onProgress: () => ++told === 2 && controller.abort(),
    });
    expect(graph.expanded).toBeGreaterThan(1);
    expect(graph.expanded).toBeLessThan(200_000);
  });
});

describe('a limit in time', () => {
  test('is counted from when the clock was started', async () => {
    const how = { now: () => 1_500, limits: { timeMsMax: 1_000 } };
    const system = counter(10, [always]);
    expect((await judgeRuns(system, { ...how, started: 1_000 })).limit).toBeNull();
    const { limit, properties } = await judgeRuns(system, { ...how, started: 0 });
    expect(limit).toEqual({ kind: 'time', value: 1_000 });
    expect(properties).toMatchObject([{ verdict: 'inconclusive', limit }]);
  });
});

describe('a limit in memory', () => {
  const system = counter(20_000, [always]);

  test('is about everything that is held for a property', async () => {
    const { memoryBytesMax, limit } = await judgeRuns(system);
    expect(limit).toBeNull();
    const enough = await judgeRuns(system, { limits: { memoryBytesMax } });
    expect(enough).toMatchObject({
      limit: null,
      memoryBytesMax,
      properties: [{ verdict: 'holds' }],
    });
    const tooLittle = { kind: 'memory', value: memoryBytesMax - 1 } as const;
    const short = await judgeRuns(system, { limits: { memoryBytesMax: tooLittle.value } });
    expect(short.graph.limit).toBeNull();
    expect(short.properties).toMatchObject([{ verdict: 'inconclusive', limit: tooLittle }]);
    expect(short.limit).toEqual(tooLittle);
  });

  test('may end the graph', async () => {
    const limits = { memoryBytesMax: 100_000 };
    const { graph, properties } = await judgeRuns(system, { limits });
    expect(graph.limit?.kind).toBe('memory');
    expect(graph.expanded).toBeLessThan(20_000);
    expect(properties).toMatchObject([{ verdict: 'inconclusive', limit: { kind: 'memory' } }]);
  });

  test('is given back between properties', async () => {
    const one = await judgeRuns(system);
    const three = await judgeRuns({ ...system, ...counter(20_000, [always, always, always]) });
    expect(three.memoryBytesMax).toBe(one.memoryBytesMax);
  });
});

test('very many places where a run may stay are no more than many', async () => {
  const { properties } = await judgeRuns(counter(150_000, [never]));
  expect(properties).toMatchObject([{ verdict: 'violated', path: [1], loopFrom: 0 }]);
});
