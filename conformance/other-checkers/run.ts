/** Programs of others, run to their end. */

import { spawn, spawnSync } from 'node:child_process';

/** Lines of output that are shown when something went wrong. */
const LINES_SHOWN = 6;

/** How a program is run. */
export interface Running {
  readonly folder: string;
  /** Ends the program and all that it started. */
  readonly signal: AbortSignal;
  /** Exit codes other than 0 that are no failure of ours. */
  readonly mayEnd?: readonly number[];
}

/** What the program wrote to standard output. Throws when it cannot be run, fails or is ended. */
export function run(
  program: string,
  args: readonly string[],
  { folder, signal, mayEnd = [] }: Running,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A group of its own, so that a compiler's children end with it.
    const child = spawn(program, args, { cwd: folder, detached: true });
    const end = (): void => endGroup(child.pid);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    signal.addEventListener('abort', end, { once: true });
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, by) => {
      signal.removeEventListener('abort', end);
      const text = Buffer.concat(out).toString();
      if (code !== null && (code === 0 || mayEnd.includes(code))) return resolve(text);
      const last = lastLines(`${text}\n${Buffer.concat(err)}`);
      reject(new Error(`${program} ended with ${code ?? by}\n${last}`.trimEnd()));
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid);
  } catch {
    // It has ended by itself.
  }
}

/** Waits for both; throws what the first of them threw, once no program runs any more. */
export async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** The last lines that say something. */
export function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-LINES_SHOWN).join('\n');
}

/** Whether a program can be run. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** The number that a pattern finds. Throws when it finds none. */
export function numberIn(text: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`${pattern} is not in:\n${lastLines(text)}`);
  return Number(digits);
}
