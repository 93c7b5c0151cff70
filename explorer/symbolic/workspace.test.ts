/** What is kept and what is not, with so little memory that dead nodes are collected again and again. */

import { expect, test, vi } from 'vitest';
import { trial } from '../../models/systems/trial.system.ts';
import { link } from '../compile/link.ts';
import { Census } from './census.kernel.ts';
import { EMPTY } from './diagram.kernel.ts';
import { encode, variablesOf } from './encode.ts';
import { Layers } from './layers.ts';
import { Workspace } from './workspace.ts';

const system = link(trial.with({ vcpus: 3, pages: 4 }));
const variables = variablesOf(system);
const encoded = encode(variables, [...variables.digits.keys()]);

/** A workspace that may take so many bytes besides what it takes at first. */
function workspaceWith(bytesMore: number): Workspace {
  const memoryBytesMax = new Workspace(encoded, {}).machine.bytes + bytesMore;
  return new Workspace(encoded, { limits: { memoryBytesMax } });
}

/** One of many states, reachable or not. */
function state(i: number): Int32Array {
  return Int32Array.from(
    system.slots,
    ({ size }, slot) => Math.floor((i * 7919) / (slot + 1)) % size,
  );
}

function countOf({ machine }: Workspace, set: number): bigint {
  const census = new Census(machine.diagram, encoded.sizes, set);
  census.prepare();
  return census.total;
}

test('sets are the same after dead nodes were collected, and those of a scope are gone after it', async () => {
  const workspace = workspaceWith(1 << 17);
  const collect = vi.spyOn(workspace.machine, 'collect');
  const reached = await workspace.reachable();
  const layers = new Layers(workspace);
  while (await layers.extend());
  const count = countOf(workspace, reached);
  const counts = layers.sets.map((set) => countOf(workspace, set));

  for (let round = 0; collect.mock.calls.length < 6; round++) {
    expect(round).toBeLessThan(1_000);
    await workspace.scope(
      async () => {
        const distinct = new Set<string>();
        let all = EMPTY;
        for (let i = 0; i < 50; i++) {
          const one = state(50 * round + i);
          distinct.add(one.join());
          all = await workspace.one(() => workspace.union(all, workspace.single(one)));
        }
        expect(countOf(workspace, all)).toBe(BigInt(distinct.size));
      },
      () => [],
    );
  }

  expect(countOf(workspace, reached)).toBe(count);
  expect(layers.sets.map((set) => countOf(workspace, set))).toEqual(counts);
  let all = EMPTY;
  for (const set of layers.sets) all = await workspace.union(all, set);
  expect(all).toBe(reached);
});
