/** Small systems whose runs can be thought through by hand; the answers stand beside them. */

import { describe, expect, test } from 'vitest';
import type {
  LinkedExpression,
  LinkedFairness,
  LinkedFormula,
  LinkedSystem,
  LinkedTemporal,
} from '../system.ts';
import { judgeRuns } from './judge.ts';

/** A graph as a system of one component: `edges` are from, to, and who moves. */
function graph(size: number, edges: readonly (readonly [from: number, to: number, who: string])[]) {
  const actors = [...new Set(edges.map(([, , who]) => who))];
  const system: LinkedSystem = {
    format: 1,
    name: 'graph',
    slots: [{ component: 'c', size, labels: Array.from({ length: size }, (_, i) => String(i)) }],
    actors,
    steps: edges.map(([from, to, who], i) => ({
      name: `${i}: ${from} to ${to}`,
      actor: actors.indexOf(who),
      fault: false,
      caseOf: null,
      slots: [0],
      next: [Int32Array.from({ length: size }, (_, local) => (local === from ? to : -1))],
      writes: [from !== to],
    })),
    properties: [],
    temporal: [],
    interchangeable: [],
  };
  return system;
}

const at = (...places: readonly number[]): LinkedFormula => ({
  kind: 'state',
  holds: among(...places),
});
const among = (...places: readonly number[]): LinkedExpression => ({
  kind: 'atom',
  slot: 0,
  bits: Uint8Array.from({ length: 8 }, (_, i) => (places.includes(i) ? 1 : 0)),
  label: `at ${places.join(', ')}`,
});
const finallyAt = (...places: readonly number[]): LinkedFormula => ({
  kind: 'finally',
  of: at(...places),
});
const again = (...places: readonly number[]): LinkedFormula => ({
  kind: 'globally',
  of: finallyAt(...places),
});

function fair(kind: 'weak' | 'strong', system: LinkedSystem, who: string): LinkedFairness {
  const steps = Uint8Array.from(system.steps, ({ actor }) =>
    system.actors[actor] === who ? 1 : 0,
  );
  return { kind, label: who, steps };
}

async function judge(
  system: LinkedSystem,
  formula: LinkedFormula,
  fairness: readonly LinkedFairness[] = [],
  goal: LinkedExpression = { kind: 'constant', value: true },
) {
  const temporal: LinkedTemporal[] = [
    { name: 'T', formula, fairness, companion: { label: 'companion', goal } },
  ];
  const [result] = (await judgeRuns({ ...system, temporal })).properties;
  if (result === undefined) throw new Error('nothing was judged');
  const { verdict, path, loopFrom } = result;
  return path === null ? verdict : { stem: path.slice(0, loopFrom), loop: path.slice(loopFrom) };
}

describe('a loop with a way out', () => {
  // 0 has a loop of a, and b leads on to 1, where nothing can be done.
  const system = graph(2, [
    [0, 0, 'a'],
    [0, 1, 'b'],
  ]);

  test('may never be left', async () => {
    expect(await judge(system, finallyAt(1))).toEqual({ stem: [], loop: [0] });
  });

  test('is left under weak fairness to the one who leads out, since it always can', async () => {
    expect(await judge(system, finallyAt(1), [fair('weak', system, 'b')])).toBe('holds');
  });

  test('may not be left under fairness to the other', async () => {
    expect(await judge(system, finallyAt(1), [fair('strong', system, 'a')])).toEqual({
      stem: [],
      loop: [0],
    });
  });

  test('a run that has left it stays for ever, and does not come back', async () => {
    const stays = await judge(system, again(0), [fair('weak', system, 'b')]);
    expect(stays).toEqual({ stem: [1], loop: [] });
  });

  test('nothing is taken where it stays', async () => {
    const b: LinkedFormula = { kind: 'taken', label: 'b', steps: Uint8Array.of(0, 1) };
    const weakly = [fair('weak', system, 'b')];
    expect(await judge(system, { kind: 'finally', of: b }, weakly)).toBe('holds');
    expect(
      await judge(system, { kind: 'globally', of: { kind: 'finally', of: b } }, weakly),
    ).toEqual({
      stem: [1],
      loop: [],
    });
  });
});

describe('a way out that is open now and then', () => {
  // a goes back and forth between 0 and 1; b leads out of 1 only.
  const system = graph(3, [
    [0, 1, 'a'],
    [1, 0, 'a'],
    [1, 2, 'b'],
  ]);

  test('weak fairness does not take it', async () => {
    expect(await judge(system, finallyAt(2), [fair('weak', system, 'b')])).toEqual({
      stem: [],
      loop: [0, 1],
    });
  });

  test('strong fairness does', async () => {
    expect(await judge(system, finallyAt(2), [fair('strong', system, 'b')])).toBe('holds');
  });
});

describe('strong fairness that only a part of a component satisfies', () => {
  // Between 0 and 1, b could leave; the loop at 2 is fair to b, which can do nothing there.
  const system = graph(4, [
    [0, 1, 'a'],
    [1, 0, 'a'],
    [1, 3, 'b'],
    [1, 2, 'a'],
    [2, 2, 'a'],
    [2, 0, 'c'],
  ]);

  test('a run may stay in that part', async () => {
    expect(await judge(system, finallyAt(3), [fair('strong', system, 'b')])).toEqual({
      stem: [0, 3],
      loop: [4],
    });
  });

  test('unless fairness to another leads it back again and again', async () => {
    const both = [fair('strong', system, 'b'), fair('weak', system, 'c')];
    expect(await judge(system, finallyAt(3), both)).toBe('holds');
  });
});

describe('loops', () => {
  // A figure of eight at 0: over 1, or over 2 and 3.
  const system = graph(4, [
    [0, 1, 'a'],
    [1, 0, 'a'],
    [0, 2, 'b'],
    [2, 3, 'b'],
    [3, 0, 'b'],
  ]);

  test('the shortest one is shown', async () => {
    expect(await judge(system, { kind: 'not', of: again(0) })).toEqual({ stem: [], loop: [0, 1] });
  });

  test('both halves where both are asked for', async () => {
    const both: LinkedFormula = { kind: 'and', of: [again(1), again(3)] };
    const shown = await judge(system, { kind: 'not', of: both });
    expect(shown).toMatchObject({ stem: [] });
    expect(shown).toMatchObject({ loop: [0, 1, 2, 3, 4] });
  });

  test('fairness asks for both halves too: weakly each may be left out', async () => {
    const some: LinkedFormula = { kind: 'not', of: again(0) };
    const weakly = [fair('weak', system, 'a'), fair('weak', system, 'b')];
    expect(await judge(system, some, weakly)).toEqual({ stem: [], loop: [0, 1] });
    const strongly = [fair('strong', system, 'a'), fair('strong', system, 'b')];
    expect(await judge(system, some, strongly)).toEqual({ stem: [], loop: [0, 1, 2, 3, 4] });
  });
});

test('a pass whose companion is never met is vacuous', async () => {
  const system = graph(2, [[0, 0, 'a']]);
  expect(await judge(system, again(0), [], among(1))).toBe('vacuous');
});

test('until and next', async () => {
  const system = graph(3, [
    [0, 1, 'a'],
    [1, 2, 'a'],
  ]);
  const until: LinkedFormula = { kind: 'until', left: at(0, 1), right: at(2) };
  expect(await judge(system, until)).toBe('holds');
  expect(await judge(system, { kind: 'until', left: at(0), right: at(2) })).toEqual({
    stem: [0, 1],
    loop: [],
  });
  expect(await judge(system, { kind: 'next', of: at(1) })).toBe('holds');
  expect(await judge(system, { kind: 'next', of: at(0) })).not.toBe('holds');
});

test('a graph that was cut short proves nothing, and shows what it can', async () => {
  const size = 20_000;
  const line = Array.from({ length: size - 1 }, (_, i) => [i, i + 1, 'a'] as const);
  const bits = Uint8Array.from({ length: size }, (_, i) => (i === size - 1 ? 1 : 0));
  const end: LinkedExpression = { kind: 'atom', slot: 0, bits, label: 'the end' };
  const next = Int32Array.from({ length: size }, (_, i) => (i + 1 < size ? i + 1 : -1));
  const [step] = graph(2, line.slice(0, 1)).steps;
  if (step === undefined) throw new Error('a line has steps');
  const system: LinkedSystem = {
    ...graph(2, [[0, 1, 'a']]),
    slots: [{ component: 'c', size, labels: Array.from({ length: size }, (_, i) => String(i)) }],
    steps: [{ ...step, next: [next] }],
    temporal: [
      {
        name: 'T',
        formula: { kind: 'finally', of: { kind: 'state', holds: end } },
        fairness: [],
        companion: { label: 'anything', goal: { kind: 'constant', value: true } },
      },
    ],
  };
  expect(await judgeRuns(system)).toMatchObject({
    properties: [{ verdict: 'holds', limit: null }],
    graph: { states: size, depth: size - 1, terminal: 1 },
    limit: null,
  });
  const limit = { kind: 'states', value: 10_000 } as const;
  expect(await judgeRuns(system, { limits: { statesMax: limit.value } })).toMatchObject({
    properties: [{ verdict: 'inconclusive', path: null, limit }],
    graph: { states: 10_000, expanded: 9_999 },
    limit,
  });
});
