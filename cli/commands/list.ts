/** `interlock list`: its options. */

import { Command } from 'commander';
import type { Done } from '../main.ts';

/** The command. */
export function addList(done: Done): Command {
  return new Command('list')
    .description('List the system families: parameters, properties, designs, toggles, sources.')
    .argument('[system]', 'only this family')
    .option('--json', 'print one JSON array and nothing else')
    .addHelpText(
      'after',
      '\nExamples:\n  $ npx interlock list\n  $ npx interlock list trial\n  $ npx interlock list --json',
    )
    .action(async (word: string | undefined, flags: { readonly json?: boolean }) => {
      const { runList } = await import('../actions/list.ts');
      done(runList(word, flags));
    });
}
