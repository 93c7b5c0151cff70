/** `interlock replay`: its arguments. */

import { Command } from 'commander';
import type { Done } from '../main.ts';

export interface ReplayFlags {
  readonly json?: boolean;
}

/** The command. */
export function addReplay(done: Done): Command {
  return new Command('replay')
    .description('Replay a stored trace on the real XState machines, and show and explain it.')
    .argument('<trace>', 'a .trace.json file, as `interlock check --out` writes it')
    .argument('[system|file]', 'where the machines are; needed for a trace of your own file')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText(
      'after',
      `
Exit code 0: the machines go along with every step, and the end shows what the trace claims.
Exit code 1: they do not; the first difference is told.

Examples:
  $ npx interlock replay out/trial.NO-USE-AFTER-FREE.trace.json
  $ npx interlock replay out/philosophers.NO-DEADLOCK.trace.json examples/philosophers.ts`,
    )
    .action(async (path: string, word: string | undefined, flags: ReplayFlags) => {
      const { runReplay } = await import('../actions/replay.ts');
      done(await runReplay(path, word, flags));
    });
}
