import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { breadthFirst, link, type Snapshot } from '../../explorer/index.ts';
import { philosophers } from '../../explorer/testing/systems.ts';
import { Keeper, type KeepFlags } from './keeper.ts';

const outer = mkdtempSync(join(tmpdir(), 'interlock-keeper-'));
const folder = join(outer, 'inner');
const file = join(folder, 'search.checkpoint');
afterAll(() => rmSync(outer, { recursive: true }));
beforeEach(() => rmSync(folder, { recursive: true, force: true }));

const system = { ...philosophers(6), properties: [] };
const linked = link(system);

/** A keeper that has begun, what it gave to the search, and what it warned of. */
async function keeping(flags: KeepFlags) {
  const warnings: string[] = [];
  const keeper = new Keeper(flags, (text) => warnings.push(text.replaceAll(folder, '<folder>')));
  const { checkpoint, resume } = await keeper.begin(system, linked, {
    reductions: [],
    memoryBytesMax: Number.POSITIVE_INFINITY,
  });
  const save = async (snapshot: Snapshot): Promise<void> => checkpoint?.save(snapshot);
  return { keeper, warnings, checkpoint, resume, save };
}

/** A search that was stopped after so many states. */
async function stopped(statesMax: number): Promise<Snapshot> {
  const kept: Snapshot[] = [];
  const save = async (now: Snapshot): Promise<void> => {
    kept.push(now);
  };
  await breadthFirst(linked, { limits: { statesMax }, checkpoint: { everyMs: 1e9, save } });
  const [snapshot] = kept;
  if (snapshot === undefined) throw new Error('the search was not stopped');
  return snapshot;
}

describe('Keeper', () => {
  test('saves, and goes on from what was saved', async () => {
    const { keeper, save, checkpoint } = await keeping({ checkpoint: file, checkpointEvery: 2 });
    expect(checkpoint?.everyMs).toBe(2000);
    expect(keeper.saved).toBeNull();
    await save(await stopped(20));
    expect(keeper.saved).toMatchObject({ file, states: 20 });
    const { keeper: second, resume, warnings } = await keeping({ checkpoint: file, resume: file });
    expect([second.resumed, warnings]).toEqual([{ file, states: 20 }, []]);
    const found = await breadthFirst(linked, resume === undefined ? {} : { resume });
    expect(found.states).toBe((await breadthFirst(linked)).states);
  });

  test('asks for nothing when nothing is asked of it', async () => {
    const { checkpoint, resume } = await keeping({});
    expect([checkpoint, resume]).toEqual([undefined, undefined]);
  });

  test('warns when the file system fails, and keeps what was saved before', async () => {
    const { keeper, save, warnings } = await keeping({ checkpoint: file });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await save(await stopped(20));
    expect(keeper.saved).toBeNull();
    rmSync(folder);
    await save(await stopped(20));
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'in the way');
    await save(await stopped(40));
    expect(keeper.saved).toMatchObject({ states: 20 });
    expect(warnings).toEqual([
      'the search could not be saved in <folder>/search.checkpoint: a file of that name is in the way; nothing was saved yet',
      'the search could not be saved in <folder>/search.checkpoint: a file of that name is in the way; <folder>/search.checkpoint has 20 states',
    ]);
  });

  test('never replaces what is no checkpoint, and says when it will replace one', async () => {
    const first = await keeping({ checkpoint: file });
    expect(readdirSync(folder)).toEqual([]);
    await first.save(await stopped(20));
    const { warnings } = await keeping({ checkpoint: file });
    expect(warnings[0]).toMatch(/holds an earlier search, which the first save replaces/);
    writeFileSync(file, 'my thesis');
    await expect(keeping({ checkpoint: file })).rejects.toMatchObject({
      code: 'USAGE-CHECKPOINT',
    });
    await expect(keeping({ checkpoint: folder })).rejects.toMatchObject({ code: 'USAGE-FILE' });
    await expect(keeping({ checkpoint: join(file, 'x') })).rejects.toMatchObject({
      code: 'USAGE-FILE',
    });
  });
});
