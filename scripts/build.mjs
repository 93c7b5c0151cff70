/**
 * Compiles the sources into dist/ when they are newer, and makes `npx interlock` find the launcher.
 * Types are checked by `npm run typecheck`, which CI runs: here that would take twice as long as all the rest.
 *
 * `npm ci` runs this as `prepare`. So does `npx interlock` in a checkout where nothing is installed
 * yet; without a compiler there is nothing to do then, and the launcher installs what is missing.
 */

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt, root, stampFile, stateOfSources } from './sources.mjs';

const dist = join(root, 'dist');
const lock = join(root, 'node_modules', '.interlock-building');
const LOCK_STALE_MS = 120_000;

/** Builds unless dist/ is up to date. Returns an exit code. */
export function build() {
  if (existsSync(join(root, '.git'))) linkLauncher();
  if (isBuilt()) return 0;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) return 0;
  return alone(() => (isBuilt() ? 0 : compile(compiler)));
}

function compile(compiler) {
  const sources = stateOfSources();
  const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) {
    process.stderr.write(`interlock: the build failed\n${run.stdout}${run.stderr}`);
    return 1;
  }
  removeOrphans('');
  writeFileSync(stampFile, sources);
  return 0;
}

/** Takes out what was built from sources that are gone. */
function removeOrphans(folder) {
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (existsSync(join(root, path))) removeOrphans(path);
      else rmSync(join(dist, path), { recursive: true });
    } else {
      const source = path.replace(/\.(d\.ts|js|js\.map)$/, '.ts');
      if (source !== path && !existsSync(join(root, source))) rmSync(join(dist, path));
    }
  }
}

/** Runs `work` while no other process builds here; waits for one that does. */
function alone(work) {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > LOCK_STALE_MS) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(pause, 0, 0, 100);
    }
  }
  try {
    return work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function linkLauncher() {
  const modules = join(root, 'node_modules');
  if (process.platform === 'win32' || !existsSync(modules)) return;
  const bin = join(modules, '.bin');
  mkdirSync(bin, { recursive: true });
  chmodSync(join(root, 'bin', 'interlock.mjs'), 0o755);
  const path = join(bin, 'interlock');
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  try {
    symlinkSync(join('..', '..', 'bin', 'interlock.mjs'), path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = build();
