import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { interlock } from './testing/spawn.ts';

const folder = mkdtempSync(join(tmpdir(), 'interlock-certificate-'));
const whole = join(folder, 'trial.certificate');
const own = join(folder, 'own.certificate');
const seats = ['--set', 'seats=3', '--set', 'polite=true'];

beforeAll(async () => {
  const made = await interlock(['certify', 'trial', '--set', 'vcpus=2', '-o', whole]);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).toMatch(/^CERTIFIED {2}2 of 2 properties hold/m);
  const ours = await interlock(['certify', 'examples/philosophers.ts', ...seats, '--out', own]);
  expect(ours).toMatchObject({ code: 0, err: '' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.concurrent('a certificate', () => {
  test('is accepted, with what it proves', async () => {
    const { code, out, err } = await interlock(['verify-certificate', whole]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^system {5}trial vcpus=2 \(pages=3 fault=false by default\)$/m);
    expect(out).toMatch(/^ACCEPTED {3}2 of 2 properties proved/m);
    expect(out).toMatch(/^ {2}no run leaves a set of 2 376 states$/m);
    expect(out).toMatch(/^ {2}NO-DEADLOCK {8}PROVED$/m);
  });

  test('is the same when it is made again, and nothing else is left behind', async () => {
    const again = join(folder, 'again.certificate');
    const { code } = await interlock(['certify', 'trial', '--set', 'vcpus=2', '-o', again]);
    expect(code).toBe(0);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    rmSync(again);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('of machines of your own is checked against their file', async () => {
    const { code, out } = await interlock([
      'verify-certificate',
      own,
      'examples/philosophers.ts',
      ...['--set', 'seats=3'],
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ACCEPTED {3}3 of 3 properties proved/m);
  });

  test('proves nothing that it does not claim', async () => {
    const one = join(folder, 'one.certificate');
    const asked = ['--property', 'NO-DEADLOCK'];
    const made = await interlock(['certify', 'trial', '--set', 'vcpus=2', ...asked, '-o', one]);
    expect(made.out).toMatch(/^not said {3}nothing is claimed of NO-USE-AFTER-FREE$/m);
    const { code, out } = await interlock(['verify-certificate', one]);
    expect(code).toBe(0);
    expect(out).toMatch(/^not said {3}nothing is claimed of NO-USE-AFTER-FREE$/m);
    const more = ['verify-certificate', one, '--property', 'NO-USE-AFTER-FREE', '--json'];
    const refused = await interlock(more);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      verdict: 'rejected',
      reason: null,
      states: '2376',
      properties: [
        { name: 'NO-DEADLOCK', finding: 'proved' },
        { name: 'NO-USE-AFTER-FREE', finding: 'missing' },
      ],
    });
  });

  test.for([
    ['cut short', (text: string) => text.slice(0, -200)],
    ['with one digit changed', (text: string) => text.replace('[0,0,1,', '[0,1,1,')],
    ['with its levels in another order', swapped],
  ] as const)('is rejected %s', async ([name, change], { expect: claim }) => {
    const path = join(folder, `${name}.certificate`);
    writeFileSync(path, change(readFileSync(whole, 'utf8')));
    const { code, out, err } = await interlock(['verify-certificate', path]);
    claim([code, err]).toEqual([1, '']);
    claim(out).toMatch(/^REJECTED .*\n {2}it is damaged: its last line is not its hash$/m);
  });
});

function swapped(text: string): string {
  const [header = '', first = '', second = '', ...rest] = text.split('\n');
  return [header, second, first, ...rest].join('\n');
}

test('Ctrl-C leaves no certificate behind', async () => {
  const path = join(folder, 'never.certificate');
  const big = ['certify', 'trial', '--set', 'vcpus=14', '--set', 'pages=64', '-o', path];
  const ended = await interlock(big, {
    onError: (text, signal) => {
      if (text.includes('\n')) signal('SIGINT');
    },
  });
  expect(ended.code).toBe(130);
  expect(ended.out).toMatch(/^NOTHING CERTIFIED {2}0 of 2 properties hold .*\n {2}interrupted$/m);
  expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
});
