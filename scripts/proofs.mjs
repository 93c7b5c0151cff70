/**
 * Two proofs over more states than anybody visits one by one, both at once, one report after the other:
 *
 *     node scripts/proofs.mjs
 *
 * The locks of the scheme that landed, and the full system as it should be. Ends with the exit code of
 * the first that did not hold.
 */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensure } from './ensure.mjs';
import { root } from './sources.mjs';

const locks = [
  'vpci-locking',
  ...['scheme=S4', 'vcpus=3', 'devices=6'].flatMap((value) => ['--set', value]),
  ...[
    'LOCK-DISC',
    'NO-NULL',
    'PTR-STABLE',
    'L-NODEADLOCK',
    'L-NODEADLOCK-VCPUS',
    'L-NOSELF',
    'NO-STUCK',
  ].flatMap((name) => ['--property', name]),
];
/** The order that a search without one ends in. */
const order = 'models/systems/full-passthrough/one-device.order';
const full = ['full-passthrough', '--set', 'preset=ideal', '--order', order];

/** Runs `interlock check`; its code and what it printed. */
function check(args) {
  const words = [join('bin', 'interlock.mjs'), 'check', ...args, '--engine', 'symbolic'];
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { COLUMNS: String(process.stdout.columns ?? 100), ...process.env },
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out }));
  });
}

const ready = ensure(true);
if (ready !== 0) process.exit(ready);
const runs = [locks, full].map((args) => check(args));
for (const run of runs) {
  const { code, out } = await run;
  process.stdout.write(`${out}\n`);
  process.exitCode ||= code;
}
