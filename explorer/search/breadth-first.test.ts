import { describe, expect, test } from 'vitest';
import { deadlockFree, stepInvariant } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { referenceCheck } from '../reference/reference.ts';
import { counter, graphSystem, philosophers, regions, twoStateClock } from '../testing/systems.ts';
import { breadthFirst } from './breadth-first.ts';

/** Everybody can be at a, at b or at c; c is a dead end. */
const deadEnd = (rest: 'b' | 'c') =>
  graphSystem(['a b a', 'b c'], {
    properties: (at) => {
      const companion = { label: 'it moves', goal: at('b') };
      return [
        deadlockFree({ name: 'GOES-ON', statement: 'it goes on', rest: at(rest), companion }),
      ];
    },
  });

describe('breadthFirst', () => {
  test.each([twoStateClock(), counter(4), philosophers(3), regions()])(
    'counts states, transitions and depth of the $name',
    async (system) => {
      const whole = { ...system, properties: [] };
      const { states, transitions, depth } = referenceCheck(whole);
      const found = await breadthFirst(link(whole));
      expect([found.states, found.transitions, found.depth]).toEqual([
        BigInt(states),
        BigInt(transitions),
        depth,
      ]);
    },
  );

  test('tells deadlocks from rest', async () => {
    const stuck = await breadthFirst(link(deadEnd('b')));
    expect([stuck.terminal, stuck.deadlocks, stuck.properties[0]?.verdict]).toEqual([
      1n,
      1n,
      'violated',
    ]);
    const resting = await breadthFirst(link(deadEnd('c')));
    expect([resting.terminal, resting.deadlocks, resting.properties[0]?.verdict]).toEqual([
      1n,
      0n,
      'holds',
    ]);
  });

  test('shows a violation at the end of thousands of steps', async () => {
    const { properties } = await breadthFirst(link(counter(9_999)));
    expect(properties[0]?.path).toEqual(Array.from({ length: 9_999 }, () => 0));
  });

  test('shows the least of many violations of one depth', async () => {
    const { properties, complete } = await breadthFirst(link(philosophers(7)));
    expect(properties[0]?.path).toEqual([0, 3, 6, 9, 12, 15, 18]);
    expect(complete).toBe(false);
  });

  test.each([
    ['as usual', {}],
    ['a state at a time', { batch: 1, block: 1 }],
  ])('prefers fewer context switches to lower step numbers, %s', async (_, tuning) => {
    const system = graphSystem(['a b c d', 'a e f d'], {
      actorOf: (edge) => (edge === 'b c' ? 'other' : 'graph'),
      properties: (at) => [
        stepInvariant({
          name: 'NOT-D',
          statement: 'no step leads to d',
          steps: () => true,
          after: { kind: 'not', of: at('d') },
        }),
      ],
    });
    const linked = link(system);
    const { properties } = await breadthFirst(linked, {}, tuning);
    expect(properties[0]?.path?.map((step) => linked.steps[step]?.name)).toEqual([
      'a e',
      'e f',
      'f d',
    ]);
  });

  test('calls a pass vacuous when its companion was not met', async () => {
    const system = graphSystem(['a b a'], {
      properties: () => [
        stepInvariant({ name: 'NEVER-ASKED', statement: 'nothing', steps: () => false }),
      ],
    });
    const [property] = (await breadthFirst(link(system))).properties;
    expect(property).toMatchObject({ verdict: 'vacuous', companion: 'unmet', path: null });
    expect(referenceCheck(system).properties[0]?.verdict).toBe('vacuous');
  });

  test('stops at a limit, and what is not decided then is inconclusive', async () => {
    const linked = link(counter(9_999));
    const few = await breadthFirst(linked, { limits: { statesMax: 100 } });
    expect(few).toMatchObject({ complete: false, limit: { kind: 'states', value: 100 } });
    expect(few.properties[0]).toMatchObject({ verdict: 'inconclusive', limit: few.limit });
    const aborted = await breadthFirst(linked, { signal: AbortSignal.abort() });
    expect(aborted.limit?.kind ?? 'complete').toMatch(/interrupted|complete/);
    let clock = 0;
    const late = await breadthFirst(link(philosophers(9)), {
      now: () => clock++,
      limits: { timeMsMax: 0 },
    });
    expect(late.limit).toEqual({ kind: 'time', value: 0 });
  });
});
