import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import {
  appendSuccessors,
  capacityFor,
  type Layout,
  layOut,
  newBatch,
} from '../search/successors.kernel.ts';
import { newSharedMemory } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import { kernelOn, spreadOut } from '../testing/kernels.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { counter, graphSystem, philosophers, regions, twoStateClock } from '../testing/systems.ts';

const STATES_MAX = 400;

function newSet(wordCount: number): SharedSet {
  const set = new SharedSet(newSharedMemory(wordCount, 1), 0);
  set.isAlone = true;
  return set;
}

interface Found {
  readonly words: number[];
  readonly steps: number[];
}

/** States of a system, as the generic kernel finds them, and the successors of each. */
function statesOf(layout: Layout): { readonly words: number[]; readonly successors: Found[] } {
  const { wordCount } = layout;
  const batch = newBatch(layout, 1);
  const known = new Set([String(new Array(wordCount).fill(0))]);
  const words: number[] = new Array(wordCount).fill(0);
  const successors: Found[] = [];
  for (let at = 0; at < words.length; at += wordCount) {
    batch.count = 0;
    const n = appendSuccessors(layout, batch, Int32Array.from(words.slice(at)), 0, 0);
    const found = [...batch.words.subarray(0, n * wordCount)];
    successors.push({ words: found, steps: [...batch.step.subarray(0, n)] });
    for (let i = 0; i < n && known.size < STATES_MAX; i++) {
      const next = found.slice(i * wordCount, (i + 1) * wordCount);
      if (known.has(String(next))) continue;
      known.add(String(next));
      words.push(...next);
    }
  }
  return { words, successors };
}

/** Expands these states by a kernel, as many as fit into a batch at a time. */
function compareOn(layout: Layout, batch: number): void {
  const { wordCount } = layout;
  const { words, successors } = statesOf(layout);
  const set = newSet(wordCount);
  const count = successors.length;
  expect(set.makeRoom(count)).toBe('ready');
  set.addAll(Int32Array.from(words), count, new Int32Array(count), count);
  expect(set.count).toBe(count);
  const capacity = capacityFor(layout, batch);
  const { kernel, arrays } = kernelOn(set, layout, capacity);
  let n = 0;
  for (let next = 0; next < count; ) {
    const end = kernel.collect(set.wordsOf(next), set.at(next), count - next, n);
    const expanded = successors.slice(next, next + kernel.expanded);
    expect(expanded.length).toBeGreaterThan(0);
    expect([...arrays.words.subarray(n * wordCount, end * wordCount)]).toEqual(
      expanded.flatMap((found) => found.words),
    );
    expect([...arrays.step.subarray(n, end)]).toEqual(expanded.flatMap((found) => found.steps));
    expect(expanded.slice(0, -1).every(({ steps }) => steps.length > 0)).toBe(true);
    expect(kernel.isStuck).toBe(expanded.at(-1)?.steps.length === 0);
    next += expanded.length;
    n = end + layout.enabledMax <= capacity ? end : 0;
    if (n > 0 && !kernel.isStuck) expect(next).toBe(count);
  }
}

describe('a kernel', () => {
  test('makes the successors of the generic kernel, in its order', () => {
    fc.assert(
      fc.property(systemPlan, fc.integer({ min: 1, max: 5 }), fc.nat(40), (plan, words, batch) => {
        const layout = layOut(link(systemFrom(plan)));
        compareOn(layout, batch);
        if (layout.wordCount === 1) compareOn(spreadOut(layout, words), batch);
      }),
      { seed: 20261121, numRuns: 200 },
    );
  });

  test.each([
    twoStateClock(),
    counter(400),
    philosophers(4),
    regions(),
    graphSystem(['a b a', 'b c', 'a d', 'd e f']),
  ])('makes those of $name', (system) => {
    const layout = layOut(link(system));
    for (const batch of [1, 7, 300]) compareOn(layout, batch);
    if (layout.wordCount === 1) compareOn(spreadOut(layout, 3), 7);
  });
});
