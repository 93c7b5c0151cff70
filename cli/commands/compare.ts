/** `interlock compare`: its arguments and options. */

import { Command, Option } from 'commander';
import type { Done } from '../main.ts';
import { oneOf, seconds, several, wholeNumber } from '../options.ts';

/** What makes the exit code 1. */
export const failures = ['regression', 'any-difference'] as const;

export interface CompareFlags {
  readonly a?: readonly string[];
  readonly b?: readonly string[];
  readonly set?: readonly string[];
  readonly property?: readonly string[];
  readonly failOn: (typeof failures)[number];
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly quiet?: boolean;
}

/** The command. */
export function addCompare(done: Done): Command {
  return new Command('compare')
    .description('Put two designs side by side: verdicts, sizes, and what can be seen of them.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file')
    .argument('[other]', 'the system of the second design, if it is another one')
    .option('--a <name=value>', 'a parameter of the first design; may be repeated', several)
    .option('--b <name=value>', 'a parameter of the second design; may be repeated', several)
    .option('--set <name=value>', 'a parameter of both; may be repeated', several)
    .option('--property <name>', 'compare only this property; may be repeated', several)
    .addOption(
      new Option('--fail-on <what>', `what makes the exit code 1: ${failures.join(', ')}`)
        .argParser(oneOf('USAGE-OPTION', 'value of --fail-on', failures))
        .default('regression'),
    )
    .option('--max-states <n>', 'stop after so many states', wholeNumber('--max-states', 1))
    .option('--max-memory <mib>', 'stop before tables take more', wholeNumber('--max-memory', 1))
    .option('--timeout <seconds>', 'stop each part after so many seconds', seconds('--timeout'))
    .option('--json', 'print one JSON object and nothing else')
    .option('--markdown', 'print Markdown, for a pull request')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      `
Exit code 1: a regression, which is a property that the first design keeps and the second one breaks
or no longer states; with --fail-on any-difference, any difference in verdicts or in what can be seen.
Exit code 4: nothing of that was found, and a limit left something undecided. Exit code 0: neither.

Examples:
  $ npx interlock compare vpci-locking --a scheme=S1 --b scheme=S4
  $ npx interlock compare vpci-locking --a scheme=S4 --b scheme=S5 --fail-on any-difference
  $ npx interlock compare before.ts after.ts --markdown`,
    )
    .action(async (word: string, other: string | undefined, flags: CompareFlags) => {
      const { runCompare } = await import('../actions/compare.ts');
      done(await runCompare(word, other, flags));
    });
}
