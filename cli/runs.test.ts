import { describe, expect, test } from 'vitest';
import locks from '../examples/locks.ts';
import type { Formula } from '../models/compose/index.ts';
import { type CheckReport, check } from './check.ts';
import { codeOfResult, exitCodes } from './exit-codes.ts';
import type { WorkProgress } from './progress.ts';
import { fairnessLines, headlineOf } from './reporters/verdicts.ts';

/** What a report says of the system, whatever was asked of it. */
function countsOf({ result }: CheckReport) {
  const { states, transitions, depth, deadlocks, terminal, complete, coverage } = result;
  return { states, transitions, depth, deadlocks, terminal, complete, coverage };
}

/** A check that is interrupted once some progress is told. */
async function interrupted(when: (progress: WorkProgress) => boolean, properties?: string[]) {
  const controller = new AbortController();
  return check(locks, {
    signal: controller.signal,
    ...(properties === undefined ? {} : { properties }),
    onProgress: (progress) => when(progress) && controller.abort(),
  });
}

describe('a system that is asked about runs only', () => {
  test('is not searched, and what is told of it is what a search tells', async () => {
    const told: WorkProgress[] = [];
    const runs = await check(locks, {
      properties: ['NO-STARVATION'],
      onProgress: (progress) => told.push(progress),
    });
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ explicit, symbolic }) => (explicit ?? symbolic) !== null)).toEqual([]);
    expect(countsOf(runs)).toEqual(countsOf(await check(locks)));
  });

  test('is searched where the search is to be kept', async () => {
    const kept: string[] = [];
    const report = await check(locks, {
      engine: 'explicit',
      properties: ['NO-STARVATION'],
      limits: { statesMax: 3 },
      keep: async ({ name }) => ({
        checkpoint: { everyMs: 1e9, save: async () => void kept.push(name) },
      }),
    });
    expect(kept).toEqual(['locks']);
    expect(report.result).toMatchObject({ complete: false, limit: { kind: 'states', value: 3 } });
  });
});

describe('an interruption while runs are judged', () => {
  test.each([
    ['beside a search', undefined],
    ['alone', ['NO-STARVATION']],
  ])('is one of the whole check: %s', async (_, properties) => {
    const report = await interrupted(({ runs }) => runs?.phase === 'components', properties);
    expect(report.result.limit).toEqual({ kind: 'interrupted', value: 0 });
    expect(report.result.complete).toBe(true);
    expect(headlineOf(report.result)).toBe('INTERRUPTED');
    expect(codeOfResult(report.result, exitCodes.interrupted)).toBe(130);
    expect(fairnessLines(report.findings, 80)).toEqual(['  NO-STARVATION: interrupted']);
  });
});

test('a limit that is met while runs are judged is that of the check', async () => {
  const properties = ['NO-STARVATION'];
  const { result } = await check(locks, { properties });
  expect(result.limit).toBeNull();
  const memoryBytesMax = result.memoryBytesMax - 1;
  const short = await check(locks, { properties, limits: { memoryBytesMax } });
  expect(short.result).toMatchObject({ limit: { kind: 'memory' } });
  expect(codeOfResult(short.result, exitCodes.interrupted)).toBe(exitCodes.incomplete);
});

test('an engine that does not judge runs is no limit of the check', async () => {
  const { result } = await check(locks, { engine: 'symbolic' });
  const verdicts = result.properties.map(({ verdict, limit }) => [verdict, limit?.kind]);
  expect(result.limit).toBeNull();
  expect(verdicts).toEqual([
    ['holds', undefined],
    ['inconclusive', 'engine'],
  ]);
});

test('a formula that may count steps it does not speak of is noted', async () => {
  const { property } = (await check(locks, { properties: ['NO-STARVATION'] })).findings[0] ?? {};
  if (property?.kind !== 'temporal') throw new Error('it is one of runs');
  const result = { name: '', kind: 'temporal', verdict: 'holds', companion: 'met' } as const;
  const lines = (formula: Formula) =>
    fairnessLines(
      [
        {
          property: { ...property, formula, fairness: [] },
          result: { ...result, path: null, limit: null },
          trace: null,
          explanation: null,
        },
      ],
      200,
    );
  expect(lines(property.formula)).toHaveLength(1);
  expect(lines({ kind: 'globally', of: { kind: 'next', of: property.formula } })).toEqual([
    '  NO-STARVATION: nothing is assumed of the scheduler',
    `${' '.repeat(17)}it may count steps that change nothing it speaks of, so a model that is cut more finely may get another verdict`,
  ]);
});
