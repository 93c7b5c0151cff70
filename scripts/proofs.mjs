/**
 * Two proofs over more states than anybody visits one by one, both at once, one report after the other:
 *
 *     node scripts/proofs.mjs
 *
 * The locks of the scheme that landed, and the full system as it should be. Ends with the exit code of
 * the first that did not hold.
 */

import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
/** The highest exit code of a check that came to verdicts. */
const VERDICTS = 1;

const full = ['full-passthrough', '--set', 'preset=ideal'];

/**
 * Runs the launcher with its output handed to `stdio`; its exit code, and what it wrote to either pipe.
 * `niceness` above 0 lets others have the processors first.
 */
export function interlock(args, stdio, niceness = 0) {
  const child = spawn(process.execPath, [join('bin', 'interlock.mjs'), ...args], {
    cwd: root,
    stdio,
    env: { COLUMNS: String(process.stdout.columns ?? 100), ...process.env },
  });
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
  const [out, err] = [child.stdout, child.stderr].map(textOf);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out: out(), err: err() }));
  });
}

/** Collects what comes from a pipe, if there is one; the answer tells what has come so far. */
function textOf(stream) {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more) => {
    text += more;
  });
  return () => text;
}

/** Begins both proofs; how far they are goes to `stderr`, or is kept for {@link tell}. */
export function prove(stderr) {
  const stdio = ['ignore', 'pipe', stderr];
  return [locks, full].map((args) => interlock(['check', ...args, '--engine', 'symbolic'], stdio));
}

/**
 * Prints one report after the other, and what went wrong where there are no verdicts. Answers with the first exit
 * code that is not 0.
 */
export async function tell(proofs) {
  let worst = 0;
  for (const proof of proofs) {
    const { code, out, err } = await proof;
    if (code > VERDICTS) process.stderr.write(err);
    process.stdout.write(`${out}\n`);
    worst ||= code;
  }
  return worst;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = ensure(true) || (await tell(prove('inherit')));
}
