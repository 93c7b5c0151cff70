/** The tests of the engines notice faults in them: see `mutants/mutants.ts`. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Mutant } from './mutants/mutant.ts';
import { mutants } from './mutants/mutants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What tests say with a fault planted, up to the first that fails. */
function run({ name, tests, by = '' }: Pick<Mutant, 'name' | 'tests' | 'by'>): Promise<{
  readonly code: number | null;
  readonly said: string;
}> {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const how = ['--config', 'conformance/mutants/vitest.config.ts', '--bail=1', '-t', by];
  const child = spawn(process.execPath, [vitest, 'run', ...how, ...tests], {
    cwd: root,
    env: { ...process.env, INTERLOCK_MUTANT: name, INTERLOCK_LAWS: '1', NO_COLOR: '1' },
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe('a fault in an engine is noticed', () => {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    const { code, said } = await run(mutant);
    expect(said).toMatch(/Tests {2}.*\d+ failed/);
    expect(code).toBe(1);
  });

  /** Fast: to be run after every change of a file that has faults planted in it. */
  test('each has a name of its own, and one place to be planted in', () => {
    const places = mutants.map(({ name, file, find }) => {
      const source = readFileSync(`${root}/${file}`, 'utf8');
      return [name, source.split(find).length - 1];
    });
    expect(places).toEqual(mutants.map(({ name }) => [name, 1]));
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });

  /** The other tests named there pass in every run of all tests, which has the same configuration. */
  test('and without one tests pass, whichever are chosen', async () => {
    const tests = ['explorer/store/recent.laws.test.ts', 'explorer/symbolic/cache.laws.test.ts'];
    const { code, said } = await run({ name: 'none', tests, by: 'forgets what' });
    expect(said).toMatch(/Tests {2}1 passed/);
    expect(code).toBe(0);
  });
});
