/** The tests of the engine notice faults in it: see `mutants/mutants.ts`. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Mutant, mutants } from './mutants/mutants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the tests say with a fault planted. */
function run({
  name,
  tests,
}: Mutant): Promise<{ readonly code: number | null; readonly said: string }> {
  const vitest = 'node_modules/vitest/vitest.mjs';
  const config = 'conformance/mutants/vitest.config.ts';
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, '--bail=1', ...tests], {
    cwd: root,
    env: { ...process.env, INTERLOCK_MUTANT: name, NO_COLOR: '1' },
  });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  child.stderr.on('data', (text) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

describe('a fault in the engine is noticed', () => {
  test.each(mutants)('$name', async (mutant) => {
    const source = readFileSync(`${root}/${mutant.file}`, 'utf8');
    expect(source.split(mutant.find)).toHaveLength(2);
    const { code, said } = await run(mutant);
    expect(said).toMatch(/Tests {2}.*\d+ failed/);
    expect(code).toBe(1);
  });

  test('and without one the same tests pass', async () => {
    const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
    const { code, said } = await run({ name: 'none', file: '', find: '', replace: '', tests });
    expect(said).not.toMatch(/failed/);
    expect(code).toBe(0);
  });
});
