import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { interlock, root, transcript } from './testing/spawn.ts';

const folder = 'cli/testdata/broken';
const files = readdirSync(join(root, folder)).sort();

/** Mistakes of people who write models: each is told in words, names its place, and exits with 3. */
describe.concurrent('a broken file', () => {
  test.for(files)('%s gives a clear error', async (file, { expect: claim }) => {
    const ended = await interlock(['check', `${folder}/${file}`]);
    claim(ended.code).toBe(3);
    claim(ended.out).toBe('');
    claim(ended.err).toMatch(/^MODEL-[A-Z-]+: cli\/testdata\/broken\//);
    claim(ended.err).not.toMatch(/\n +at /);
    const text = transcript(ended).replaceAll(root, '<root>');
    await claim(text).toMatchFileSnapshot(`testdata/goldens/broken-${file}.txt`);
  });

  test('the ten mistakes of the manual are among them', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'async-guard.ts',
        'dead-step.ts',
        'duplicate-step.ts',
        'impure-guard.ts',
        'missing-default-export.ts',
        'spawn.ts',
        'syntax-error.ts',
        'unbounded-counter.ts',
        'unknown-component.ts',
        'unknown-event.ts',
      ]),
    );
  });
});
