import { describe, expect, test } from 'vitest';
import { families } from '../../models/systems/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { vpciLocking } from '../../models/systems/vpci-locking/index.ts';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import type { LinkedSystem } from '../system.ts';
import { counter, philosophers, regions, twoStateClock } from '../testing/systems.ts';
import { type SymbolicResult, symbolic } from './symbolic.ts';
import { ring } from './testing/ring.ts';

/** The components of some philosophers, the last first. */
const seats = (count: number): readonly string[] =>
  philosophers(count)
    .components.map(({ name }) => name)
    .reverse();

const trialOf = (vcpus: number, pages: number): LinkedSystem => link(trial.with({ vcpus, pages }));

describe('counts', () => {
  test.each([
    [3, 6, 274_104n, 944_784n],
    [5, 8, 61_515_936n, 317_237_472n],
    [8, 20, 6_109_069_424_753_664n, null],
  ])(
    'of the trial system with %i vCPUs and %i pages',
    async (vcpus, pages, states, transitions) => {
      const found = await symbolic(trialOf(vcpus, pages));
      expect(found.states).toBe(states);
      if (transitions !== null) expect(found.transitions).toBe(transitions);
      expect(found).toMatchObject({ complete: true, limit: null, depth: null, deadlocks: 0n });
      expect(found.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
      expect(found.coverage.steps).not.toContain(0);
    },
  );

  test('of a ring of 1,000 philosophers, in a diagram that is linear in their number', async () => {
    const [ten, hundred, thousand] = await Promise.all(
      [10, 100, 1000].map((seats) => symbolic(ring(seats, true))),
    );
    const explicit = await breadthFirst(ring(10, true));
    expect(ten).toMatchObject({ states: explicit.states, transitions: explicit.transitions });
    expect(thousand?.properties[0]?.verdict).toBe('holds');
    const growth = (thousand?.nodes ?? 0) - (hundred?.nodes ?? 0);
    expect(growth).toBe(10 * ((hundred?.nodes ?? 0) - (ten?.nodes ?? 0)));
    expect(String(thousand?.states).length).toBeGreaterThan(370);
  });

  test('in the order that a model recommends, unless another one is given', async () => {
    const system = link({ ...philosophers(4), levels: ['nobody', ...seats(4), ...seats(2)] });
    expect(system.levels).toHaveLength(system.slots.length);
    const recommended = await symbolic(system);
    expect(recommended.order).toMatchObject({ name: 'of the model', slots: system.levels });
    const other = [...(system.levels ?? [])].reverse();
    const given = await symbolic(system, { order: other });
    expect(given.order).toMatchObject({ name: 'given', slots: other });
    const found = await symbolic(link({ ...philosophers(4), levels: seats(4).slice(1) }));
    expect(found.order?.name).toBe('by actors');
    const said = ({ states, transitions, properties, coverage }: SymbolicResult) => {
      return { states, transitions, properties, coverage };
    };
    expect(said(recommended)).toEqual(said(found));
    expect(said(given)).toEqual(said(found));
  });

  test('of what can be counted by hand', async () => {
    const clock = await symbolic(link(twoStateClock()), { depth: true });
    expect(clock).toMatchObject({ states: 2n, transitions: 2n, depth: 1, terminal: 0n });
    const wide = await symbolic(link(counter(999)));
    expect(wide).toMatchObject({ states: 1000n, transitions: 1999n });
    expect(wide.properties[0]?.path).toHaveLength(999);
  });
});

describe('the same as explicit search', () => {
  const systems: readonly (readonly [string, LinkedSystem])[] = [
    ['philosophers', link(philosophers(4))],
    ['ring', ring(5, false)],
    ['regions', link(regions())],
    ['trial with its fault', link(trial.with({ vcpus: 2, pages: 2, fault: true }))],
    ...families.map((family) => {
      const isCount = (name: string) => family.parameters[name]?.kind === 'integer';
      const small = ['vcpus', 'guests'].filter(isCount).map((name) => [name, 1]);
      const part = family.name === 'full-passthrough' ? { paths: ['CMD', 'TOUCH', 'MEM'] } : {};
      return [
        family.name,
        link(family.instantiate({ ...Object.fromEntries(small), ...part })),
      ] as const;
    }),
  ];

  test.each(systems)('on %s: counts, coverage, verdicts and traces', async (_, system) => {
    const explicit = await breadthFirst(system);
    const { complete, states, transitions, deadlocks, terminal, properties, coverage, depth } =
      await symbolic(system, { depth: true });
    expect(properties).toEqual(explicit.properties);
    if (!explicit.complete) return;
    expect({ complete, states, transitions, deadlocks, terminal, coverage, depth }).toEqual({
      complete: true,
      states: explicit.states,
      transitions: explicit.transitions,
      deadlocks: explicit.deadlocks,
      terminal: explicit.terminal,
      coverage: explicit.coverage,
      depth: explicit.depth,
    });
  });
});

describe('an order', () => {
  const system = trialOf(2, 1);

  test('that is given is used, and every level says what it tells', async () => {
    const slots = system.slots.map((_, slot) => slot).reverse();
    const { states, order } = await symbolic(system, { order: slots });
    expect(states).toBe(264n);
    expect(order).toMatchObject({ name: 'given', slots });
    expect([...new Set(order?.levels.map(({ slot }) => slot))]).toEqual(slots);
  });

  test.each([
    [[0, 1], '2 numbers for 6 components'],
    [[0, 1, 2, 3, 4, 4], '4 in place 5'],
    [[0, 1, 2, 3, 4, 6], '6 in place 5'],
    [[0, 1, 2, 3, 4, 0.5], '0.5 in place 5'],
  ])('that is none is refused: %j', async (order, found) => {
    await expect(symbolic(system, { order })).rejects.toThrow(
      `an order of components has ${found}`,
    );
  });
});

describe('limits', () => {
  const large = trialOf(6, 4);
  const slow = link(vpciLocking.with({ scheme: 'S4', vcpus: 2 }));

  test('of memory are kept, and never change what is said', async () => {
    const { states: onePage } = await breadthFirst(trialOf(6, 1));
    const outcomes = new Set<string>();
    for (const mebibytes of [0.5, 1, 2, 4, 64]) {
      const memoryBytesMax = mebibytes * 2 ** 20;
      const found = await symbolic(large, { limits: { memoryBytesMax } });
      expect(found.memoryBytesMax).toBeLessThanOrEqual(memoryBytesMax);
      if (found.limit === null) expect(found.states).toBe(27n * onePage);
      else {
        expect(found.limit).toEqual({ kind: 'memory', value: memoryBytesMax });
        expect(found).toMatchObject({ complete: false, states: 0n });
        expect(found.properties.map((p) => p.verdict)).toEqual(['inconclusive', 'inconclusive']);
      }
      outcomes.add(found.limit?.kind ?? 'complete');
    }
    expect([...outcomes].sort()).toEqual(['complete', 'memory']);
  });

  test('of time, and a signal, stop it', async () => {
    let clock = 0;
    const late = await symbolic(slow, { now: () => clock++, limits: { timeMsMax: 0 } });
    expect(late).toMatchObject({ complete: false, limit: { kind: 'time', value: 0 } });
    expect(Math.min(late.nodesMax, late.memoryBytesMax)).toBeGreaterThan(0);
    const aborted = await symbolic(slow, { signal: AbortSignal.abort() });
    expect(aborted).toMatchObject({ complete: false, limit: { kind: 'interrupted' } });
  });

  test('that are reached while a trace is looked for leave the verdict', async () => {
    const system = ring(60, false);
    let now = 0;
    let isSearching = false;
    const found = await symbolic(system, {
      now: () => (isSearching ? now++ : 0),
      limits: { timeMsMax: 0 },
      onProgress: ({ nodes }) => {
        isSearching = nodes > 50_000;
      },
    });
    expect(found).toMatchObject({ complete: true, limit: { kind: 'time' }, deadlocks: 1n });
    expect(found.properties[0]).toMatchObject({
      verdict: 'violated',
      path: null,
      limit: { kind: 'time' },
    });
  });

  test('an observer is told of nodes and memory', async () => {
    const seen: number[] = [];
    await symbolic(slow, { onProgress: ({ nodes }) => seen.push(nodes) });
    expect(Math.max(...seen)).toBeGreaterThan(100);
  });
});
