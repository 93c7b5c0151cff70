import { expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { philosophers } from '../testing/systems.ts';
import { CONSTANTS_AT } from '../wasm/area.ts';
import { giveBack, takeMemory } from '../wasm/memories.ts';
import { breadthFirst } from './breadth-first.ts';

const linked = link({ ...philosophers(10), properties: [] });

async function search(workers: number, wasm: boolean) {
  const tuning = { generateAfter: 0, startWorkersAfter: 0, waitForWorkers: true, wasm };
  const { memoryBytesMax: _, ...rest } = await breadthFirst(linked, { workers }, tuning);
  return rest;
}

test('a search finds the same where others searched before, and leaves the memory to the next', async () => {
  const memory = takeMemory();
  if (memory === null) throw new Error('there is WebAssembly');
  const words = new Int32Array(memory.buffer);
  for (let at = CONSTANTS_AT / 4; at < words.length; at += 1009) {
    words.fill(at, at, at + (at % 20_000_000 < 200_000 ? 1009 : 0));
  }
  giveBack(memory, 0);
  const apart = await search(1, false);
  for (const workers of [1, 1, 2, 2, 1]) expect(await search(workers, true)).toEqual(apart);
  expect(takeMemory()).toBe(memory);
});

test('a memory in which much was written is not used again', () => {
  const memory = takeMemory();
  if (memory === null) throw new Error('there is WebAssembly');
  giveBack(memory, 2 ** 30);
  expect(takeMemory()).not.toBe(memory);
});
