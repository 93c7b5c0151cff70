/** The two comparisons of locking schemes, as a reviewer pastes them into a mail. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { interlock, root, transcript } from './testing/spawn.ts';

const pairs = { 'S1-S4': ['S1', 'S4'], 'S4-S5': ['S4', 'S5'] } as const;

const args = ([a, b]: readonly [string, string]): readonly string[] => {
  return ['compare', 'vpci-locking', '--a', `scheme=${a}`, '--b', `scheme=${b}`, '--quiet'];
};

describe('schemes of vpci-locking', () => {
  test.for(Object.entries(pairs))('%s', async ([name, pair], { expect: claim }) => {
    const ended = await interlock(args(pair), { env: { COLUMNS: '120' } });
    claim(ended.code).toBe(0);
    claim(ended.out.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
    await claim(transcript(ended)).toMatchFileSnapshot(`testdata/goldens/compare-${name}.txt`);
  });

  test('the manual shows what is shown', () => {
    const manual = readFileSync(join(root, 'docs/regression-checks.md'), 'utf8');
    const golden = readFileSync(join(root, 'cli/testdata/goldens/compare-S4-S5.txt'), 'utf8');
    const [, excerpt = ''] =
      /<!-- excerpt: S4 S5 -->\n\n([\s\S]*?)\n\n(?=- \*\*)/.exec(manual) ?? [];
    const lines = excerpt.split('\n').map((line) => line.replace(/^ {4}/, ''));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines.filter((text) => text !== '...')) expect(golden).toContain(line);
  });
});

describe('exit codes', () => {
  const smaller = ['--set', 'vcpus=1', '--set', 'paths=MSIX,REM', '--set', 'incarnations=1'];

  test('any difference fails where it is asked for', async () => {
    const { code, out } = await interlock([
      ...args(['S1', 'S4']),
      ...smaller,
      '--fail-on',
      'any-difference',
      '--json',
    ]);
    const report = JSON.parse(out) as {
      readonly failures: number;
      readonly complete: boolean;
      readonly seen: { readonly a: { readonly onlyHere: readonly { event: string }[] } };
    };
    expect(code).toBe(1);
    expect(report.failures).toBeGreaterThan(0);
    expect(report.complete).toBe(true);
    const events = report.seen.a.onlyHere.map(({ event }) => event);
    expect(events).toContain('vcpu0 touches freed memory');
  });

  test('a bound is named that may tell designs apart', async () => {
    const conclusion = async (a: string, b: string, ...more: readonly string[]) => {
      const small = ['--set', 'vcpus=1', '--set', 'paths=MSIX,ADD,REM', '--quiet', ...more];
      const { out } = await interlock(['compare', 'vpci-locking', '--a', a, '--b', b, ...small]);
      return out.slice(out.indexOf('conclusion')).replaceAll(/\s+/g, ' ');
    };
    expect(await conclusion('scheme=S4,incarnations=1', 'scheme=S4')).toContain(
      'the bound incarnations=1 in A and 2 in B, and some of it may come of that: compare again with `--set incarnations=3`',
    );
    expect(await conclusion('scheme=S1', 'scheme=S4', '--set', 'incarnations=3')).toContain(
      'the bound incarnations=3, and some of it may come of that: no larger one is supported',
    );
    expect(await conclusion('scheme=S4', 'scheme=S4')).not.toContain('bound');
  });

  test('a design and itself are alike, and refine each other', async () => {
    const { code, out } = await interlock([
      ...args(['S4', 'S4']),
      ...smaller,
      '--fail-on',
      'any-difference',
    ]);
    expect(out).toContain('A refines B');
    expect(out).toMatch(/Nobody outside can tell the two\s+apart\./);
    expect(code).toBe(0);
  });

  test('a limit that left something open is said', async () => {
    const { code, out } = await interlock([...args(['S4', 'S4']), '--max-states', '3000']);
    expect(out).toContain('INCONCLUSIVE');
    expect(code).toBe(4);
  });
});
