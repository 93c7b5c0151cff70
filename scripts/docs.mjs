/**
 * Writes the pages of the manual that are made from the sources: docs/errors.md.
 *
 *     node scripts/docs.mjs            writes
 *     node scripts/docs.mjs --check    fails if a page is not up to date
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './sources.mjs';

process.exitCode = build();
if (process.exitCode === 0) {
  const { errorsPage } = await import('../dist/cli/errors-page.js');
  const path = join(root, 'docs', 'errors.md');
  if (process.argv.includes('--check')) {
    if (readFileSync(path, 'utf8') !== errorsPage()) {
      console.error('docs/errors.md is not up to date: run `npm run docs`');
      process.exitCode = 1;
    }
  } else writeFileSync(path, errorsPage());
}
