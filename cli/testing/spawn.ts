/** Runs the command line as users do: the launcher, in a process of its own. For tests only. */

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a process left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called when the process was started; may send a signal later. */
  readonly onStart?: (signal: (name: NodeJS.Signals) => void) => void;
  /** Called with everything standard error said so far; may send a signal. */
  readonly onError?: (text: string, signal: (name: NodeJS.Signals) => void) => void;
}

/** Runs `interlock` with these arguments, 100 columns wide unless `env` says otherwise. */
export function interlock(args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'bin', 'interlock.mjs'), ...args], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env['PATH'] ?? '', COLUMNS: '100', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.onStart?.((name) => child.kill(name));
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    options.onError?.(err, (name) => child.kill(name));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

/**
 * The text with what differs from run to run taken out, times and spaces before them; and what says
 * something of the engine only, nodes and how far another engine came.
 */
export function normalised(text: string): string {
  return text
    .replace(/ +\d+(\.\d+)? s$/gm, '  <time>')
    .replace(/; \d+(\.\d+)? s\)/g, '; <time>)')
    .replace(/ \d+(\.\d+)? s(?= {2})/g, ' <time>')
    .replace(/in a diagram of [\d ]+ nodes, at most [\d ]+ nodes/g, 'in a diagram of <nodes>')
    .replace(/had visited [\d ]+ states/g, 'had visited <states>');
}

/** A process as a text: exit code, standard output, standard error. */
export function transcript({ code, out, err }: Ended): string {
  const parts = [
    `exit ${code}`,
    out === '' ? '' : `--- out\n${out}`,
    err === '' ? '' : `--- err\n${err}`,
  ];
  return normalised(
    `${parts
      .filter((part) => part !== '')
      .join('\n')
      .trimEnd()}\n`,
  );
}
