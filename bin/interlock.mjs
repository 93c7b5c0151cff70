#!/usr/bin/env node
/** Starts the command line; in a checkout, installs and builds first what is missing or stale. */

import { existsSync } from 'node:fs';

const source = new URL('../tsconfig.build.json', import.meta.url);
const entry = new URL('../dist/cli/main.js', import.meta.url);

let ready = 0;
if (existsSync(source)) {
  const { isBuilt } = await import('../scripts/sources.mjs');
  if (!isBuilt()) {
    const { ensure } = await import('../scripts/ensure.mjs');
    ready = ensure(true);
  }
}
if (ready === 0) {
  const { main } = await import(entry.href);
  await main(process.argv.slice(2));
} else {
  process.exitCode = ready;
}
