import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interlock } from './testing/spawn.ts';

const folder = mkdtempSync(join(tmpdir(), 'interlock-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const philosophers = 'examples/philosophers.ts';

describe.concurrent('interlock export', () => {
  test.for([
    ['promela', /^ {2}:: d_step \{ fork0 == 0 && person0 == 0 ->$/m],
    ['murphi', /^rule "person0: takes fork0"$/m],
    ['tla', /^person0_takes_fork0 ==$/m],
    ['aut', /^des \(0, 8, 6\)\n\(0, "person0: takes fork0", 1\)$/m],
  ] as const)('writes %s', async ([format, expected], { expect: claim }) => {
    const ended = await interlock(['export', philosophers, '--to', format]);
    claim(ended.err).toBe('');
    claim(ended.code).toBe(0);
    claim(ended.out).toMatch(expected);
    claim(ended.out).toMatch(/\n$/);
  });

  test('adds the properties that are asked for, and no others', async () => {
    const asked = ['--property', 'ONE-AT-A-FORK'];
    const ended = await interlock(['export', philosophers, '--to', 'murphi', ...asked]);
    expect(ended.out.match(/^invariant ".*?"/gm)).toEqual(['invariant "ONE-AT-A-FORK"']);
    const wrong = await interlock(['export', philosophers, '--to', 'tla', '--property', 'ONE']);
    expect([wrong.code, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toMatch(/^USAGE-PROPERTY: /);
  });

  test('writes a file whole, or not at all', async () => {
    const out = join(folder, 'two.aut');
    const ended = await interlock(['export', philosophers, '--to', 'aut', '--out', out]);
    expect([ended.code, ended.out]).toEqual([0, '']);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(10);
    const nowhere = join(folder, 'no', 'such', 'folder.aut');
    const refused = await interlock(['export', philosophers, '--to', 'aut', '--out', nowhere]);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/^USAGE-FILE: cannot write .*: there is no such file/);
    expect(readdirSync(folder)).toEqual(['two.aut']);
  });
});
