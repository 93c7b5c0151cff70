import { describe, expect, test } from 'vitest';
import { interlock } from './testing/spawn.ts';

describe('Ctrl-C and SIGTERM', () => {
  test('stop a search, which tells what it knows; until then there is progress', async () => {
    const large = ['check', 'trial', '--set', 'vcpus=6', '--set', 'pages=10'];
    const big = [...large, '--engine', 'explicit'];
    const { code, out, err } = await interlock(big, {
      onError: (text, signal) => {
        if (text.includes('\n')) signal('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(out).toMatch(/^INTERRUPTED {2}2 of 2 properties inconclusive/m);
    expect(out).toMatch(/[\d ]+ states, .*; interrupted/s);
    expect(err.split('\n')[0]).toMatch(
      /^[\d ]+ states {2}[\d.]+ [kMG]? ?transitions {2}frontier [\d ]+ {2}depth \d+ {2}[\d.]+(?: [kM])?\/s/,
    );
  });
});
