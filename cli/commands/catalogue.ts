/** `interlock catalogue`: its arguments. */

import { Command } from 'commander';
import type { BaselineFlags } from '../actions/baseline.ts';
import type { Done } from '../main.ts';
import { wholeNumber } from '../options.ts';
import { withBaselineOptions } from './check.ts';

const jobs = wholeNumber('--jobs', 1, 64);

export interface CatalogueFlags extends BaselineFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly jobs?: number;
}

/** The command. */
export function addCatalogue(done: Done): Command {
  const command = new Command('catalogue')
    .description('Check every design and every known defect, and that each fix removes its defect.')
    .argument('[id...]', 'only these entries, with their stories and traces; or families')
    .option('--jobs <n>', 'runs made side by side (default: one per CPU, up to 8)', jobs)
    .option('--json', 'print one JSON object and nothing else')
    .option('--quiet', 'no progress on standard error');
  return withBaselineOptions(command)
    .addHelpText(
      'after',
      `
Exit code 0: every verdict is as expected. Exit code 1: some are not. With --baseline: 0 if nothing is
worse than it was, whatever was expected.

Examples:
  $ npx interlock catalogue
  $ npx interlock catalogue V-06
  $ npx interlock catalogue vpci-locking
  $ npx interlock catalogue --json > catalogue.json
  $ npx interlock catalogue vpci-locking --baseline baseline.json --markdown verdicts.md`,
    )
    .action(async (ids: readonly string[], flags: CatalogueFlags) => {
      const { runCatalogue } = await import('../actions/catalogue.ts');
      done(await runCatalogue(ids, flags));
    });
}
