/**
 * Writes what of the manual is made from the sources: docs/errors.md, and the tables of the pages in
 * docs/models.
 *
 *     node scripts/docs.mjs            writes
 *     node scripts/docs.mjs --check    fails if a page is not up to date
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './sources.mjs';

process.exitCode = build();
if (process.exitCode === 0) {
  const { errorsPage } = await import('../dist/cli/errors-page.js');
  const { catalogue } = await import('../dist/counterexamples/index.js');
  const { familyTables, withFound, withTables } = await import(
    '../dist/counterexamples/catalogue-tables.js'
  );
  const { bitTable } = await import('../dist/counterexamples/corpus/vpci-registers/bit-table.js');
  const { overviewTables } = await import('../dist/counterexamples/overview-tables.js');
  const { toggleTables } = await import('../dist/counterexamples/toggle-tables.js');
  const { runTables } = await import('../dist/counterexamples/run-tables.js');
  const { families } = await import('../dist/models/systems/index.js');
  page('docs/errors.md', () => errorsPage());
  for (const name of readdirSync(join(root, 'docs', 'models'))) {
    const family = families.find((candidate) => `${candidate.name}.md` === name);
    const tables =
      family === undefined
        ? overviewTables(name, families, catalogue)
        : {
            ...familyTables(family, catalogue),
            ...toggleTables(family, catalogue, lanesOf),
            ...(await runTables(family.name)),
          };
    page(`docs/models/${name}`, (text) => withTables(text, tables));
  }
  const bits = await bitTable();
  page('docs/models/vpci-registers.md', (text) => withFound(text, { bits }));
}

/** The diagram of the shortest trace of a defect. */
function lanesOf(id) {
  return readFileSync(join(root, `counterexamples/corpus/golden/${id}.lanes.txt`), 'utf8');
}

/** Writes a page, or says that it is not up to date. */
function page(path, make) {
  const text = readFileSync(join(root, path), 'utf8');
  const made = make(text);
  if (made === text) return;
  if (process.argv.includes('--check')) {
    console.error(`${path} is not up to date: run \`npm run docs\``);
    process.exitCode = 1;
  } else writeFileSync(join(root, path), made);
}
