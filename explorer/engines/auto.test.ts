import { describe, expect, test } from 'vitest';
import { trial } from '../../models/systems/trial.system.ts';
import { vpciLocking } from '../../models/systems/vpci-locking/index.ts';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { ring } from '../symbolic/testing/ring.ts';
import type { LinkedSystem } from '../system.ts';
import { type Answer, auto, type EnginesProgress } from './auto.ts';

const trialOf = (vcpus: number, pages: number): LinkedSystem => link(trial.with({ vcpus, pages }));

/** All of an answer. */
const summary = ({ result, reason, statesVisited }: Answer) => ({
  engine: result.engine,
  reason,
  statesVisited,
  states: result.states,
});

describe('auto', () => {
  test('leaves a small system to the explicit engine', async () => {
    const answer = await auto(trialOf(3, 4));
    expect(summary(answer)).toMatchObject({ engine: 'explicit', reason: 'alone' });
    expect(answer.symbolic).toBe(null);
  });

  test('lets the symbolic engine count what is too much to visit, whatever else goes on', async () => {
    const calm = summary(await auto(trialOf(5, 8)));
    expect(calm).toMatchObject({ engine: 'symbolic', reason: 'first', states: 61_515_936n });
    expect(calm.statesVisited).toBeLessThan(2_000_000);
    const noise = setInterval(() => setImmediate(() => {}), 1);
    const disturbed = summary(await auto(trialOf(5, 8)));
    clearInterval(noise);
    expect(disturbed).toEqual(calm);
  });

  test('takes the answer of the explicit engine where turns of the other are short', async () => {
    const turns = { alone: 1_000, perFrame: 10_000, explicit: { block: 1_000 } };
    const answer = await auto(ring(9, false), {}, turns);
    expect(summary(answer)).toMatchObject({ engine: 'explicit', reason: 'first' });
    expect(answer.result.properties).toEqual((await breadthFirst(ring(9, false))).properties);
  });

  test('tells of both engines while both work, and of the one that is left', async () => {
    const seen: EnginesProgress[] = [];
    const of = (progress: EnginesProgress): string =>
      `${progress.explicit === null ? '' : 'explicit'} ${progress.symbolic === null ? '' : 'symbolic'}`;
    const limits = { memoryBytesMax: 4 * 2 ** 20 };
    const turns = { alone: 10_000, perFrame: 100, explicit: { block: 1_000 } };
    const system = link(vpciLocking.with({ scheme: 'S4', vcpus: 3 }));
    await auto(system, { limits, onProgress: (progress) => seen.push(progress) }, turns);
    expect(new Set(seen.map(of))).toEqual(new Set(['explicit ', 'explicit symbolic', ' symbolic']));
  });
});

describe('an engine that runs out of its half of the memory', () => {
  /** Turns from the start, with so many words of the explicit engine for each frame of the other. */
  const outcome = async (system: LinkedSystem, memoryBytesMax: number, perFrame: number) => {
    const seen: EnginesProgress[] = [];
    const options = {
      limits: { memoryBytesMax },
      onProgress: (progress: EnginesProgress) => seen.push(progress),
    };
    const turns = { alone: 0, perFrame, explicit: { block: 1_000 } };
    const answer = summary(await auto(system, options, turns));
    return { ...answer, wereBothAtWork: seen.some((at) => at.explicit && at.symbolic) };
  };

  test('leaves all of it to the symbolic one, if that has had short turns and is not done', async () => {
    expect(await outcome(trialOf(6, 2), 4 * 2 ** 20, 1_000)).toMatchObject({
      engine: 'symbolic',
      reason: 'other gave up',
      wereBothAtWork: true,
    });
  });

  test('leaves all of it to the explicit one, which goes on from where it is', async () => {
    const system = trialOf(5, 1);
    const whole = await breadthFirst(system);
    expect(await outcome(system, 0.9 * 2 ** 20, 0.01)).toMatchObject({
      engine: 'explicit',
      reason: 'other gave up',
      states: whole.states,
    });
  });
});

describe('what stops both', () => {
  test('a signal leaves what was visited', async () => {
    const controller = new AbortController();
    const { result, reason } = await auto(trialOf(6, 10), {
      signal: controller.signal,
      onProgress: ({ explicit }) => {
        if ((explicit?.states ?? 0) > 100_000) controller.abort();
      },
    });
    expect(reason).toBe('alone');
    expect(result.limit).toEqual({ kind: 'interrupted', value: 0 });
    expect(result.states).toBeGreaterThan(100_000n);
  });

  test('leaves violations that were found, and what was not found by either open', async () => {
    let now = 0;
    let isLate = false;
    const answer = await auto(
      ring(60, false),
      {
        now: () => (isLate ? now++ : 0),
        limits: { timeMsMax: 0 },
        onProgress: ({ symbolic }) => {
          isLate = (symbolic?.nodes ?? 0) > 50_000;
        },
      },
      { alone: 0, perFrame: 0.001, explicit: { block: 1_000 } },
    );
    expect(answer).toMatchObject({
      reason: 'neither',
      result: { engine: 'symbolic', complete: true },
    });
    expect(answer.result.properties[0]).toMatchObject({ verdict: 'violated', path: null });
  });
});
