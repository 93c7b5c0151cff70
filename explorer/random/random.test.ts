import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { never } from '../../models/compose/index.ts';
import { deadlockFree, reachable } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { successor } from '../testing/paths.ts';
import { counter, graphSystem, philosophers } from '../testing/systems.ts';
import { type RandomResult, randomWalks, ruleOfThree } from './random.ts';

const run = (system: SystemDefinition, seed: number, options = {}): Promise<RandomResult> =>
  randomWalks(link(system), { seed, ...options });

/** A ring of nodes with one way out of the last, and a property about the way out. */
function ring(size: number): SystemDefinition {
  const nodes = Array.from({ length: size }, (_, i) => `n${i}`);
  return graphSystem([`${nodes.join(' ')} n0`, `n${size - 1} out`], {
    properties: (at) => [
      reachable({ name: 'OUT', statement: 'there is a way out', goal: at('out') }),
      reachable({ name: 'NOWHERE', statement: 'there is a way nowhere', goal: never }),
    ],
  });
}

const json = (result: unknown): string =>
  JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}` : value));

describe('randomWalks', () => {
  test('finds a wait cycle and shrinks it to the optimum', async () => {
    for (const seed of [1, 2, 3]) {
      const found = await run(philosophers(4), seed);
      expect(found.properties[0]?.verdict).toBe('violated');
      expect(found.properties[0]?.path).toHaveLength(4);
    }
  });

  test('shows a path that breadth-first search could have shown too', async () => {
    const linked = link(counter(6));
    const exhaustive = await breadthFirst(linked);
    const random = await randomWalks(linked, { seed: 5 });
    expect(random.properties[0]?.path).toEqual(exhaustive.properties[0]?.path);
  });

  test('meets goals, which then hold; what it does not meet stays inconclusive', async () => {
    const { properties, limit } = await run(ring(5), 7, { walks: 50 });
    expect(properties.map((p) => [p.name, p.verdict])).toEqual([
      ['OUT', 'holds'],
      ['NOWHERE', 'inconclusive'],
    ]);
    expect(properties[1]?.limit).toEqual({ kind: 'walks', value: 50 });
    expect(limit).toEqual({ kind: 'walks', value: 50 });
  });

  test('gives the same bytes for the same seed, and other walks for another', async () => {
    const [first, again, other] = await Promise.all(
      [11, 11, 12].map((seed) => run(ring(6), seed, { walks: 40 })),
    );
    expect(json(again)).toBe(json(first));
    expect(json({ ...other, seed: 11 })).not.toBe(json(first));
  });

  test('takes a walk again by its seed and path', async () => {
    const system = philosophers(3);
    const { found, properties } = await run(system, 21);
    const [walk] = found;
    const again = await run(system, 21, { path: walk?.path });
    expect(again.walks).toBe(1);
    expect(again.properties[0]?.path).toEqual(properties[0]?.path);
    expect(again.found[0]?.path).toBe(walk?.path);
    const unshrunk = await run(system, 21, { path: String(walk?.walk) });
    expect(unshrunk.found[0]?.lengths.found).toBe(walk?.lengths.found);
  });

  test('refuses a path that is none', async () => {
    await expect(run(ring(3), 1, { path: 'a:b' })).rejects.toThrow('malformed');
    await expect(run(ring(3), 1, { path: '0:999' })).rejects.toThrow('lead to no random walk');
  });

  test('finds a deadlock, and counts stuck states once', async () => {
    const system = graphSystem(['a b a', 'b c'], {
      properties: (at) => {
        const companion = { label: 'it moves', goal: at('b') };
        return [deadlockFree({ name: 'GOES-ON', statement: 'it goes on', companion })];
      },
    });
    const linked = link(system);
    const { properties, terminal, deadlocks } = await randomWalks(linked, { seed: 3 });
    expect(properties[0]).toMatchObject({ verdict: 'violated', companion: 'met' });
    expect([terminal, deadlocks]).toEqual([1n, 1n]);
    let state: Int32Array = new Int32Array(linked.slots.length);
    for (const step of properties[0]?.path ?? []) state = successor(linked, state, step) ?? state;
    expect(linked.steps.every((_, step) => successor(linked, state, step) === null)).toBe(true);
  });

  test('tells what it covered', async () => {
    const { coverage, states } = await run(ring(4), 9, { walks: 60 });
    expect([...coverage.steps]).toEqual([1, 1, 1, 1, 1]);
    expect([...(coverage.localStates[0] ?? [])]).toEqual([1, 1, 1, 1, 1]);
    expect(states).toBe(5n);
  });

  test('stops for a signal, for time and for states, between walks', async () => {
    const aborted = AbortSignal.abort();
    const interrupted = await run(ring(4), 1, { signal: aborted });
    expect(interrupted.limit?.kind).toBe('interrupted');
    expect(interrupted.walks).toBe(1);
    let clock = 0;
    const timed = await run(ring(4), 1, { now: () => clock++, limits: { timeMsMax: 25 } });
    expect(timed.limit).toEqual({ kind: 'time', value: 25 });
    const full = await run(ring(40), 1, { limits: { statesMax: 10 } });
    expect(full.limit).toEqual({ kind: 'states', value: 10 });
  });
});

describe('ruleOfThree', () => {
  test('bounds the share of failing walks', () => {
    expect(ruleOfThree(3000)).toBe(0.001);
    expect(ruleOfThree(2)).toBe(1);
    expect(ruleOfThree(0)).toBe(1);
  });
});
