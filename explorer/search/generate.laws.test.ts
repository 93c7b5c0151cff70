import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { link } from '../compile/link.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { counter, graphSystem, philosophers, regions, twoStateClock } from '../testing/systems.ts';
import type { SearchResult } from '../verdict.ts';
import { breadthFirst } from './breadth-first.ts';
import { generate, sourceOf } from './generate.kernel.ts';
import { appendSuccessors, type Batch, layOut, newBatch } from './successors.kernel.ts';
import type { Tuning } from './tuning.ts';

const STATES_MAX = 3_000;

/** The states of a search and their successors by the generic kernel and by generated code. */
function compareOn(system: SystemDefinition): void {
  const layout = layOut(link(system));
  const [generic, generated] = [newBatch(layout, 64), newBatch(layout, 64)];
  const append = generate(layout, generated);
  if (append === null) throw new Error('code is made for small systems');
  const known = new Map<string, Int32Array>();
  const states = [new Int32Array(layout.wordCount)];
  for (const words of states) {
    generic.count = 0;
    appendSuccessors(layout, generic, words, 0, 0);
    generated.count = append(words, 0, 0);
    expect(contents(generated, layout.wordCount)).toEqual(contents(generic, layout.wordCount));
    for (let i = 0; i < generic.count && known.size < 400; i++) {
      const next = generic.words.slice(i * layout.wordCount, (i + 1) * layout.wordCount);
      if (known.has(String(next))) continue;
      known.set(String(next), next);
      states.push(next);
    }
  }
}

function contents({ words, step, count }: Batch, wordCount: number) {
  return { words: [...words.slice(0, count * wordCount)], steps: [...step.slice(0, count)] };
}

/** All of a result that does not depend on when memory was taken. */
async function search(
  system: SystemDefinition,
  tuning: Tuning,
): Promise<Omit<SearchResult, 'memoryBytesMax'>> {
  const limits = { statesMax: STATES_MAX };
  const { memoryBytesMax: _, ...rest } = await breadthFirst(link(system), { limits }, tuning);
  return rest;
}

describe('generated code', () => {
  test('makes the successors of the generic kernel, in its order', () => {
    fc.assert(
      fc.property(systemPlan, (plan) => compareOn(systemFrom(plan))),
      { seed: 20260801, numRuns: 300 },
    );
    for (const system of [twoStateClock(), counter(40), philosophers(4), regions()]) {
      compareOn(system);
    }
  });

  test('changes nothing in the result of a search', async () => {
    await fc.assert(
      fc.asyncProperty(systemPlan, async (plan) => {
        const system = systemFrom(plan);
        const generic = await search(system, { generateAfter: Number.POSITIVE_INFINITY });
        expect(await search(system, { generateAfter: 0, wasm: false })).toEqual(generic);
        expect(await search(system, { generateAfter: 0 })).toEqual(generic);
        expect(await search(system, { generateAfter: 0, batch: 1, block: 1 })).toEqual(generic);
      }),
      { seed: 20260802, numRuns: 150 },
    );
  });

  test('is left out when states are too wide for it', () => {
    const layout = layOut(link(counter(3)));
    expect(generate(layout, newBatch(layout, 64))).not.toBeNull();
    expect(generate({ ...layout, wordCount: 13 }, newBatch(layout, 64))).toBeNull();
  });

  test('reads like this', () => {
    expect(sourceOf(layOut(link(graphSystem(['a b c', 'b a']))))).toMatchInlineSnapshot(`
      "function f0_0(n, w0) {
      switch ((w0 >>> 0 & 3)) {
      case 0:
      W[n] = (w0 ^ 1); S[n++] = 0;
      break;
      case 1:
      W[n] = (w0 ^ 3); S[n++] = 1;
      W[n] = (w0 ^ 1); S[n++] = 2;
      break;
      }
      return n;
      }
      return function append(a, i, n) {
      const w0 = a[i + 0];
      n = f0_0(n, w0);
      return n;
      };"
    `);
  });
});
