/** Programs of others, run to their end. */

import { execFile, spawnSync } from 'node:child_process';

/** Characters of output that are kept. */
const OUTPUT_MAX = 1 << 28;

/**
 * What the program wrote to standard output. An exit code other than 0 is no failure of ours if it is
 * among `mayEnd`. Throws when the program cannot be run or ends otherwise.
 */
export function run(
  program: string,
  args: readonly string[],
  folder: string,
  mayEnd: readonly number[] = [],
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: OUTPUT_MAX };
    execFile(program, args, options, (error, out, err) => {
      if (error === null || mayEnd.includes(Number(error.code))) return resolve(out);
      reject(new Error(`${program} ${args.join(' ')}: ${error.message}\n${out}\n${err}`));
    });
  });
}

/** Whether a program can be run. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/** The number that a pattern finds. Throws when it finds none. */
export function numberIn(text: string, pattern: RegExp): number {
  const [, digits] = pattern.exec(text) ?? [];
  if (digits === undefined) throw new Error(`${pattern} is not in:\n${text}`);
  return Number(digits);
}
