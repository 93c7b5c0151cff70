/** What is known of small systems, and what the engine says. */

import { describe, expect, test } from 'vitest';
import type { LinkedExpression, LinkedSystem } from '../system.ts';
import { judgeRuns } from './judge.ts';
import { again, among, asked, graph, knownSystems } from './testing/known.ts';

describe.each(knownSystems)('$title', (known) => {
  test.each(known.known.map((one, i) => [one.says, one, i] as const))('%s', async (_, one, i) => {
    const { properties } = await judgeRuns(asked(known));
    const { verdict, path, loopFrom } = properties[i] ?? {};
    const shown = path && { stem: path.slice(0, loopFrom), loop: path.slice(loopFrom) };
    expect(verdict).toBe(one.answer === null ? 'holds' : 'violated');
    expect(shown).toEqual(one.answer);
  });
});

test('a pass whose companion is never met is vacuous', async () => {
  const companion = { label: 'elsewhere', goal: among(1) };
  const temporal = [{ name: 'T', formula: again(0), fairness: [], companion }];
  const { properties } = await judgeRuns({ ...graph(2, [[0, 0, 'a']]), temporal });
  expect(properties).toMatchObject([{ verdict: 'vacuous', companion: 'unmet' }]);
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
