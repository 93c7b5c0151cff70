/** Livelocks of small systems, as they can be thought through by hand. */

import { describe, expect, test } from 'vitest';
import type { LinkedExpression, LinkedSystem } from '../system.ts';
import type { PropertyResult } from '../verdict.ts';
import { judgeRuns } from './judge.ts';
import { among, graph } from './testing/known.ts';

type Edge = readonly [from: number, to: number, who: string];

const nowhere: LinkedExpression = { kind: 'constant', value: false };

/** What is said where the steps of `p` are progress and those of `f` are faults. */
async function judged(
  size: number,
  edges: readonly Edge[],
  content = nowhere,
  statesMax = Number.POSITIVE_INFINITY,
): Promise<PropertyResult | undefined> {
  const plain = graph(size, edges);
  const isOf = (who: string, actor: number): boolean => plain.actors[actor] === who;
  const system: LinkedSystem = {
    ...plain,
    steps: plain.steps.map((step) => ({ ...step, fault: isOf('f', step.actor) })),
    livelocks: [
      {
        name: 'L',
        progress: Uint8Array.from(plain.steps, ({ actor }) => (isOf('p', actor) ? 1 : 0)),
        content,
      },
    ],
  };
  return (await judgeRuns(system, { limits: { statesMax } })).properties[0];
}

const holds = { verdict: 'holds', companion: 'met', path: null, limit: null };
const livelock = (
  stem: readonly number[],
  loop: readonly number[],
  lostAfter: number,
  states: number,
) => ({
  kind: 'noLivelock',
  verdict: 'violated',
  path: [...stem, ...loop],
  loopFrom: stem.length,
  livelock: { states, lostAfter },
  limit: null,
});

describe('what goes on for ever without progress', () => {
  test.each<[string, number, readonly Edge[], object]>([
    [
      'and can be left is no livelock',
      2,
      [
        [0, 0, 'a'],
        [0, 1, 'a'],
        [1, 0, 'p'],
      ],
      holds,
    ],
    [
      'and cannot be left is one',
      2,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 1, 'a'],
      ],
      livelock([1], [2], 1, 1),
    ],
    [
      'may be so from the beginning',
      2,
      [
        [0, 1, 'a'],
        [1, 0, 'a'],
      ],
      livelock([], [0, 1], 0, 2),
    ],
    [
      'may be lost before it is come to',
      4,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 2, 'a'],
        [2, 3, 'a'],
        [3, 2, 'a'],
      ],
      livelock([1, 2], [3, 4], 1, 2),
    ],
    [
      'is shown where it is nearest, and by a shortest loop there',
      5,
      [
        [0, 1, 'p'],
        [1, 2, 'a'],
        [2, 2, 'a'],
        [0, 3, 'a'],
        [3, 4, 'a'],
        [4, 3, 'a'],
        [3, 3, 'b'],
      ],
      livelock([3], [6], 1, 2),
    ],
    [
      'is none where it ends',
      3,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 1, 'a'],
        [1, 2, 'a'],
      ],
      holds,
    ],
    [
      'is one though a fault leads on',
      3,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 1, 'a'],
        [1, 2, 'f'],
        [2, 2, 'p'],
      ],
      livelock([1], [2], 1, 1),
    ],
    [
      'may come of a fault',
      2,
      [
        [0, 0, 'p'],
        [0, 1, 'f'],
        [1, 1, 'a'],
      ],
      livelock([1], [2], 1, 1),
    ],
    [
      'is none where only faults are left',
      2,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 1, 'f'],
      ],
      holds,
    ],
    [
      'takes no fault into its loop',
      3,
      [
        [0, 0, 'p'],
        [0, 1, 'a'],
        [1, 1, 'f'],
        [1, 2, 'a'],
        [2, 1, 'a'],
      ],
      livelock([1], [3, 4], 1, 2),
    ],
    [
      'is no longer one where it meets progress round another way',
      3,
      [
        [0, 1, 'a'],
        [1, 0, 'a'],
        [1, 2, 'a'],
        [2, 0, 'p'],
      ],
      holds,
    ],
  ])('%s', async (_, size, edges, answer) => {
    expect(await judged(size, edges)).toMatchObject(answer);
  });
});

test('a state that is content is progress to come by', async () => {
  const edges: readonly Edge[] = [
    [0, 1, 'a'],
    [1, 0, 'a'],
  ];
  expect(await judged(2, edges, among(1))).toMatchObject(holds);
});

test('a pass without any progress is vacuous', async () => {
  expect(await judged(2, [[0, 1, 'a']])).toMatchObject({ verdict: 'vacuous', companion: 'unmet' });
});

test('a graph that was cut short shows what it can, and proves nothing', async () => {
  const edges: readonly Edge[] = [
    [0, 1, 'a'],
    [0, 2, 'p'],
    [1, 1, 'a'],
    [2, 3, 'p'],
    [3, 3, 'a'],
  ];
  expect(await judged(4, edges, nowhere, 3)).toMatchObject(livelock([0], [2], 1, 1));
  const later: readonly Edge[] = [
    [0, 1, 'p'],
    [1, 2, 'p'],
    [2, 2, 'a'],
  ];
  const limit = { kind: 'states', value: 2 };
  expect(await judged(3, later, nowhere, 2)).toMatchObject({ verdict: 'inconclusive', limit });
});
