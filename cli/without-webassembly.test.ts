import { expect, test } from 'vitest';
import { interlock, normalised } from './testing/spawn.ts';

test('a process without WebAssembly finds the same', async () => {
  const args = ['check', 'trial', '--set', 'pages=3', '--engine', 'explicit', '--workers', '2'];
  const usual = await interlock(args);
  const without = await interlock(args, { env: { NODE_OPTIONS: '--jitless' } });
  expect(usual.code).toBe(0);
  expect([without.code, normalised(without.out)]).toEqual([usual.code, normalised(usual.out)]);
});
