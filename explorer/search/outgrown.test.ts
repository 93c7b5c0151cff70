import { expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { newSharedMemory, wasmMemoryFor } from '../store/shared-memory.kernel.ts';
import { SharedSet } from '../store/shared-set.kernel.ts';
import { philosophers } from '../testing/systems.ts';
import { modulesOf } from '../wasm/modules.ts';
import { restIn } from './new-store.ts';
import { Shard } from './shard.kernel.ts';
import { layOut } from './successors.kernel.ts';

const linked = link(philosophers(11));

/** Searches where a kernel can work on so many states; null for none. */
function search(states: number | null) {
  const layout = layOut(linked);
  const limits = { chunks: Math.ceil((states ?? 0) / 1024), tableBits: 28 };
  const wasm = states === null ? null : wasmMemoryFor(1);
  const rest = restIn(layout);
  const visited = new SharedSet(
    newSharedMemory(layout.wordCount, 1, rest, undefined, wasm, limits),
    0,
  );
  visited.isAlone = true;
  const tuning = { generateAfter: 0 };
  const modules = modulesOf(linked, layout);
  const idOf = (number: number): number => number;
  const shard = new Shard(linked, { layout, visited, tuning, symmetry: null, idOf, modules });
  /** Whether a kernel was at work when the property was found violated. */
  const byKernel = new Set<boolean>();
  shard.begin();
  while (shard.found > 0) {
    shard.expand(shard.beginLevel(shard.watch.standings));
    while (shard.remaining > 0) {
      const known = shard.watch.standings[0]?.targets.length;
      shard.expandBatch({});
      if (shard.watch.standings[0]?.targets.length !== known) byKernel.add(visited.kernel !== null);
    }
  }
  const { count } = visited;
  visited.release();
  return { byKernel, found: { count, transitions: shard.transitions, seen: shard.watch.seen } };
}

test('a search that its kernel cannot go on with finds what others find', () => {
  const [small, large, without] = [search(2_000), search(1_000_000), search(null)];
  expect([small, large, without].map(({ byKernel }) => [...byKernel])).toEqual([
    [false],
    [true],
    [false],
  ]);
  expect(small.found).toEqual(without.found);
  expect(large.found).toEqual(without.found);
});
