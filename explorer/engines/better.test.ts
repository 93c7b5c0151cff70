import { describe, expect, test } from 'vitest';
import { trial } from '../../models/systems/trial.system.ts';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { type SymbolicResult, symbolic } from '../symbolic/symbolic.ts';
import type { LimitReached } from '../verdict.ts';
import { better, told } from './better.ts';

const system = link(trial.with({ vcpus: 2, pages: 1, fault: true }));
const late: LimitReached = { kind: 'time', value: 5 };

/** Has seen everything, and was stopped while it looked for the trace. */
async function withoutTrace(): Promise<SymbolicResult> {
  const found = await symbolic(system);
  const properties = found.properties.map((property) =>
    property.verdict === 'violated' ? { ...property, path: null, limit: late } : property,
  );
  return { ...found, properties, limit: late };
}

/** Was stopped after it had found the violation, or before. */
const stoppedAt = (statesMax: number) => breadthFirst(system, { limits: { statesMax } });

describe('better', () => {
  test('an answer is better than anything else', async () => {
    const explicit = await breadthFirst(system);
    expect(better(explicit, await withoutTrace(), false)).toBe(explicit);
  });

  test('a trace that one has found completes what the other has seen', async () => {
    const explicit = await stoppedAt(100);
    const trace = explicit.properties[0]?.path;
    expect(trace).toHaveLength(5);
    const both = better(explicit, await withoutTrace(), false);
    expect(both).toEqual(await symbolic(system));
    expect(better(explicit, await withoutTrace(), true).limit).toBe(late);
  });

  test('a violation without a trace is one, with the limit that kept it', async () => {
    const explicit = await stoppedAt(3);
    const both = better(explicit, await withoutTrace(), false);
    expect(both).toEqual(await withoutTrace());
  });

  test('what was visited counts where nothing else is known, with the limit that came last', async () => {
    const explicit = await stoppedAt(50);
    const nothing = await symbolic(system, { limits: { memoryBytesMax: 1 } });
    const both = better(explicit, { ...nothing, limit: late }, false);
    expect(both).toMatchObject({ engine: 'explicit', states: explicit.states, limit: late });
    for (const { verdict, limit } of both.properties) {
      expect(limit).toEqual(verdict === 'inconclusive' ? late : null);
    }
  });
});

describe('told', () => {
  test('names limits as they were given, not the share of an engine', async () => {
    const nothing = await symbolic(system, { limits: { memoryBytesMax: 1 } });
    const { limit, properties } = told(nothing, { memoryBytesMax: 2 });
    const whole = { kind: 'memory', value: 2 };
    expect([limit, ...properties.map((property) => property.limit)]).toEqual([whole, whole, whole]);
  });
});
