import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interlock, type SpawnOptions } from './testing/spawn.ts';

const folder = mkdtempSync(join(tmpdir(), 'interlock-resume-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string): string => join(folder, `${name}.checkpoint`);

const medium = ['check', 'trial', '--set', 'vcpus=3', '--set', 'pages=6', '--quiet', '--json'];
const big = ['check', 'trial', '--set', 'vcpus=6', '--set', 'pages=10'];

/** The object that was printed, and what of it does not depend on how the search was made. */
async function run(args: readonly string[]) {
  const { code, out, err } = await interlock(args);
  const { seconds, memoryBytesMax, workers, resumed, checkpoint, ...result } = JSON.parse(out);
  return { code, err, workers, resumed, checkpoint, result };
}

/** Sends a signal as soon as a search was saved. */
function whenSaved(file: string, name: NodeJS.Signals): NonNullable<SpawnOptions['onStart']> {
  return (signal) => {
    const timer = setInterval(() => {
      if (!existsSync(file)) return;
      clearInterval(timer);
      signal(name);
    }, 20);
  };
}

describe('a search that is stopped, saved and gone on with', () => {
  test('ends as one that was never stopped, with any number of workers in between', async () => {
    const file = fileOf('medium');
    const kept = ['--checkpoint', file];
    const first = await run([...medium, ...kept, '--max-states', '60000', '--workers', '1']);
    expect([first.code, first.err, first.resumed]).toEqual([4, '', null]);
    expect(first.checkpoint).toMatchObject({ file, states: '60000' });
    expect(first.checkpoint.next).toBe(
      `npx interlock check trial --set pages=6 --resume ${file} --checkpoint ${file} --workers 1 --max-states 600000`,
    );
    const second = await run([
      ...medium,
      ...kept,
      ...['--resume', file, '--max-states', '200000', '--workers', '2'],
    ]);
    expect([second.code, second.resumed]).toEqual([4, { file, states: '60000' }]);
    expect(Number(second.checkpoint.states)).toBeGreaterThan(150_000);
    const { states } = second.checkpoint;
    const whole = await run([...medium, '--workers', '1']);
    for (const workers of [1, 2]) {
      const last = await run([...medium, '--resume', file, '--workers', String(workers)]);
      expect(last).toEqual({ ...whole, workers, resumed: { file, states } });
    }
    expect(whole).toMatchObject({ code: 0, result: { states: '274104', complete: true } });
  });

  test('is saved when Ctrl-C stops it, and the report says how to go on', async () => {
    const file = fileOf('big');
    const args = [...big, '--checkpoint', file, '--checkpoint-every', '0.1', '--workers', '2'];
    const { code, out, err } = await interlock([...args, '--quiet'], {
      onStart: whenSaved(file, 'SIGINT'),
    });
    expect([code, err]).toEqual([130, '']);
    const [, states = ''] = /^saved +\S+: ([\d ]+) states, [\d.]+ MiB$/m.exec(out) ?? [];
    expect(out).toMatch(/^INTERRUPTED/m);
    expect(out).toContain(`${states} states, `);
    expect(out).toContain(
      `npx interlock check trial --set vcpus=6 --set pages=10 --resume ${file} --checkpoint ${file} --checkpoint-every 0.1 --workers 2`,
    );
    const before = readFileSync(file);
    const more = String(Number(states.replaceAll(' ', '')) + 20_000);
    const further = await interlock([...big, '--resume', file, '--max-states', more, '--quiet']);
    expect(further.code).toBe(4);
    expect(further.out).toContain(`went on from ${file}: ${states} states`);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('is saved when SIGTERM stops it', async () => {
    const file = fileOf('terminated');
    const args = [...big, '--checkpoint', file, '--checkpoint-every', '0.1', '--workers', '1'];
    const { code, out } = await interlock(args, { onStart: whenSaved(file, 'SIGTERM') });
    expect(code).toBe(143);
    expect(out).toMatch(/^INTERRUPTED/m);
    const [, states] = /^saved +\S+: ([\d ]+) states, /m.exec(out) ?? [];
    expect(out).toContain(`${states} states, `);
  });

  test('goes on with the reductions it was begun with, by the command that the report prints', async () => {
    const file = fileOf('reduced');
    const first = await run([
      ...['check', 'trial', '--set', 'vcpus=4', '--json', '--quiet', '--max-states', '300'],
      ...['--reduction', 'symmetry', '--reduction', 'partial-order', '--checkpoint', file],
    ]);
    const { next } = first.checkpoint;
    expect(next).toContain(' --reduction symmetry --reduction partial-order --resume ');
    const last = await run([...next.split(' ').slice(2), '--json', '--quiet']);
    expect([last.code, last.err]).toEqual([0, '']);
    expect(last.resumed).toEqual({ file, states: '300' });
  });

  test('is refused as another search by other parameters', async () => {
    const file = fileOf('small');
    const small = ['check', 'trial', '--set', 'vcpus=2', '--quiet'];
    await interlock([...small, '--checkpoint', file, '--max-states', '500']);
    const { code, out, err } = await interlock(['check', 'trial', '--resume', file, '--quiet']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `USAGE-CHECKPOINT: cannot go on from ${file}: it is of other parameters: vcpus was 2 and is 3\n` +
        '  Give --set vcpus=2, or start anew without --resume.\n',
    );
    const subset = await interlock([...small, '--resume', file, '--property', 'NO-DEADLOCK']);
    expect(subset.err).toContain('it is of other properties: NO-USE-AFTER-FREE, NO-DEADLOCK;');
  });
});
