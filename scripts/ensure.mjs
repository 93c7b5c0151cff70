/**
 * Brings a checkout to the point where it can run: installs what is missing, then builds.
 *
 *     node scripts/ensure.mjs          installs
 *     node scripts/ensure.mjs build    installs and builds
 *
 * Needs nothing but Node and npm. What is installed is compared with the lock file by content, so a
 * lock file that was only touched installs nothing.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { root } from './sources.mjs';

/** Packages of the lock file that are not installed as it says; optional ones do not count. */
function missing() {
  const wanted = packagesIn(join(root, 'package-lock.json'));
  const present = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted)
    .filter(([path, entry]) => path !== '' && entry.optional !== true && entry.link !== true)
    .filter(
      ([path, entry]) =>
        present[path]?.version !== entry.version || !existsSync(join(root, path, 'package.json')),
    )
    .map(([path]) => path);
}

function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function install() {
  const absent = missing();
  if (absent.length === 0) return 0;
  process.stderr.write(`interlock: installing ${absent.length} packages (npm ci), once\n`);
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const run = spawnSync('npm', ['ci', ...quiet], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'development' },
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (run.status === 0) return 0;
  const told = run.error === undefined ? `${run.stdout}${run.stderr}` : `${run.error.message}\n`;
  process.stderr.write(`interlock: npm ci failed\n${told}`);
  return run.status ?? 1;
}

/** Installs, and builds if asked to. Returns an exit code. */
export function ensure(alsoBuild) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(
      `interlock: needs Node 20.19 or later; this is ${process.versions.node}\n`,
    );
    return 2;
  }
  const installed = install();
  return installed !== 0 || !alsoBuild ? installed : build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensure(process.argv[2] === 'build');
}
