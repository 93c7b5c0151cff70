/**
 * Which sources dist/ is built from, and whether it still matches them.
 *
 * dist/.sources holds one line per source (path, size, time of change). Comparing it with the tree
 * costs a few milliseconds, so that the launcher can afford it at every start.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the state of the sources at the last build is kept. */
export const stampFile = join(root, 'dist', '.sources');

const rooms = ['base', 'models', 'properties', 'explorer', 'counterexamples', 'cli', 'bench'];
const singles = ['index.ts', 'vitest.ts', 'tsconfig.json', 'tsconfig.build.json', 'package.json'];

/** One line per source that goes into dist/. */
export function stateOfSources() {
  const lines = [];
  for (const file of singles) note(lines, file);
  for (const room of rooms) walk(lines, room);
  return lines.join('\n');
}

/** Whether dist/ was built from the sources as they are. An installed package has no sources. */
export function isBuilt() {
  try {
    return readFileSync(stampFile, 'utf8') === stateOfSources();
  } catch {
    return false;
  }
}

function walk(lines, folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== 'testdata') walk(lines, path);
    else if (isSource(entry.name)) note(lines, path);
  }
}

function isSource(name) {
  return name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts');
}

function note(lines, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (stat !== undefined) lines.push(`${path} ${stat.size} ${stat.mtimeMs}`);
}
