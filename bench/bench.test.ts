import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { link } from '../explorer/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { adjacencyMap } from './adjacency.ts';
import { handWrittenC } from './baseline.ts';
import type { Contestant, Workload } from './contest.ts';
import { compareEngines } from './engines.ts';
import { measure, type Row } from './measure.ts';
import { ours } from './ours.ts';
import { compilerOf, isInstalled } from './programs.ts';
import { rumur } from './rumur.ts';
import { spin } from './spin.ts';
import { gainOfTwo } from './two-at-once.ts';
import { tinyWorkloads } from './workloads.ts';

async function rows(contestants: readonly Contestant[]): Promise<readonly Row[]> {
  const all: Row[] = [];
  for (const workload of tinyWorkloads()) all.push(...(await measure(workload, contestants)));
  return all;
}

describe('bench', () => {
  test('all count the same, and the hash of what was computed does not change', async () => {
    const found = await rows([...ours, adjacencyMap]);
    const told = found.map(({ system, engine, states, transitions, hash, resultHash }) =>
      [system, engine, states, transitions, hash, resultHash].join('  '),
    );
    expect(told).toMatchInlineSnapshot(`
      [
        "trial 2,1  interlock  264  612  167d63085429  ce34a2063500",
        "trial 2,1  interlock, 2 workers  264  612  167d63085429  ce34a2063500",
        "trial 2,1  interlock, tree  264  612  167d63085429  ce34a2063500",
        "trial 2,1  xstate/graph  264  612  167d63085429  ",
        "phil 4  interlock  34  88  1593105dc274  788147096108",
        "phil 4  interlock, 2 workers  34  88  1593105dc274  788147096108",
        "phil 4  interlock, tree  34  88  1593105dc274  788147096108",
      ]
    `);
    expect(found.map(({ timesFaster }) => timesFaster === null)).toEqual(
      found.map(({ engine }) => engine === 'interlock'),
    );
  });

  test('a count that is not the expected one ends it', async () => {
    const [workload] = tinyWorkloads();
    if (workload === undefined) throw new Error('no workload');
    const wrong: Workload = { ...workload, expected: { states: 263, transitions: 612 } };
    await expect(measure(wrong, ours)).rejects.toThrow(
      /trial 2,1, interlock, .*264 states and 612 transitions, expected 263 and 612/,
    );
  });

  test('the fastest way of a contestant is the one that counts', async () => {
    const [workload] = tinyWorkloads();
    if (workload === undefined) throw new Error('no workload');
    const { expected } = workload;
    const patience: number[] = [];
    const way = (how: string, cpuMs: number, givesUp = false) => ({
      how,
      readyMs: 1,
      run: async (cpuMsMax: number) => {
        patience.push(cpuMsMax);
        return givesUp ? null : { ...expected, elapsedMs: cpuMs, cpuMs };
      },
    });
    const ways = [way('slow', 900), way('fast', 10), way('endless', 0, true), way('less', 11)];
    const [row] = await measure(workload, [{ name: 'somebody', ready: async () => ways }]);
    expect(row).toMatchObject({ engine: 'somebody', how: 'fast', searchMs: 10, firstMs: 10 });
    // The first way has all the time; the last run is the second one of the fastest.
    const ever = Number.POSITIVE_INFINITY;
    expect(patience).toEqual([ever, 1_625, 512.5, 512.5, ever]);
  });
});

describe('two processes at once', () => {
  const [workload] = tinyWorkloads();
  if (workload === undefined) throw new Error('no workload');

  test('both search, and are ended', async () => {
    expect(await gainOfTwo(workload, 2)).toBeGreaterThan(0);
  });

  test('one that ends is told of', async () => {
    const gain = gainOfTwo({ ...workload, name: 'nothing' });
    await expect(gain).rejects.toThrow(
      /^a process that searches nothing ended with 1: .*there is a workload nothing/s,
    );
  });
});

describe('others count the same in every way they are run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const [vcpus, pages] = [3, 2];
  const system = trial.with({ vcpus, pages });
  const workload: Workload = {
    name: 'trial',
    system,
    trial: { vcpus, pages },
    expected: { states: 3_384, transitions: 10_800 },
    runs: 1,
    runsMax: 1,
    twoAtOnce: false,
    adjacency: false,
    checkers: true,
  };
  const waysOf = (one: Contestant) => {
    const subject = { workload, linked: link(system), folder: mkdtempSync(join(folder, 'own-')) };
    return one.ready(subject);
  };
  const noCompiler = compilerOf() === null;

  test.skipIf(noCompiler)('hand-written C', () => counted(handWrittenC, ['trial.c']));

  test.skipIf(noCompiler || !isInstalled('spin'))('SPIN, by hand and exported', () =>
    counted(spin('-O0'), [
      'by hand, depth first',
      'by hand, depth first, unmasked',
      'by hand, breadth first',
      'our export, depth first',
      'our export, depth first, unmasked',
      'our export, breadth first',
    ]),
  );

  test.skipIf(noCompiler || !isInstalled('rumur'))('Rumur, by hand and exported', () =>
    counted(rumur('-O0'), [
      'our export, packed',
      'our export, unpacked',
      'by hand, packed',
      'by hand, unpacked',
    ]),
  );

  async function counted(contestant: Contestant, ways: readonly string[]): Promise<void> {
    const ready = await waysOf(contestant);
    expect(ready.map(({ how }) => how)).toEqual(ways);
    for (const { how, run } of ready) {
      expect(await run(Number.POSITIVE_INFINITY), how).toMatchObject(workload.expected);
    }
  }
});

describe('engines', () => {
  test('say the same of an entry of the catalogue, and are timed', async () => {
    const rows = [];
    for await (const row of compareEngines(1, ['trial', 'V-06'])) rows.push(row);
    const told = rows.map(({ name, states, answeredBy }) => `${name} ${states} ${answeredBy}`);
    expect(told).toEqual([
      'trial design 10152 explicit',
      'V-06 defect 323 explicit',
      'V-06 fixed 2565 explicit',
    ]);
    for (const { autoMs } of rows) expect(autoMs >= 0 && Number.isFinite(autoMs)).toBe(true);
  });
});
