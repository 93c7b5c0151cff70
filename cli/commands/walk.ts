/** `interlock walk`: its arguments and options. */

import { Command, Option } from 'commander';
import type { Done } from '../main.ts';
import { wholeNumber } from '../options.ts';
import { type SearchFlags, withSearchOptions } from './check.ts';

export interface WalkFlags extends SearchFlags {
  readonly length?: number;
  readonly path?: string;
}

const help = `
A walk that finds nothing proves nothing: the report says how often walks of this kind can fail at
most, what they never came to see, and the seed that repeats them. Exit code 4 unless something was
found.

Examples:
  $ npx interlock walk trial --set vcpus=8 --set pages=20 --walks 5000
  $ npx interlock walk trial --set vcpus=8 --set fault=true --seed 7
  $ npx interlock walk trial --set vcpus=8 --timeout 30 --json`;

/** The command. */
export function addWalk(done: Done): Command {
  const command = new Command('walk')
    .description('Walk at random through a system that is too big to visit whole.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file');
  return withSearchOptions(command)
    .option('--length <n>', 'most steps of one walk', wholeNumber('--length', 1, 1_000_000))
    .addOption(
      new Option(
        '--path <path>',
        'take one walk again, as the report of its run says with its seed',
      ),
    )
    .addHelpText('after', help)
    .action(async (word: string, flags: WalkFlags) => {
      const { runCheck } = await import('../actions/check.ts');
      done(
        await runCheck(word, {
          ...flags,
          engine: 'random',
          store: 'plain',
          allTraces: flags.path !== undefined,
        }),
      );
    });
}
