/** `interlock export`: its arguments. */

import { Command, Option } from 'commander';
import type { Done } from '../main.ts';
import { oneOf, several } from '../options.ts';

/** Formats that can be written. */
export const formats = ['mermaid', 'dot', 'json'] as const;

export interface ExportFlags {
  readonly to: (typeof formats)[number];
  readonly set?: readonly string[];
}

/** The command. */
export function addExport(done: Done): Command {
  return new Command('export')
    .description('Write a system in another form to standard output.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file')
    .addOption(
      new Option('--to <format>', `the format: ${formats.join(', ')}`)
        .argParser(oneOf('USAGE-FORMAT', 'format', formats))
        .makeOptionMandatory(),
    )
    .option('--set <name=value>', 'set a parameter of the family; may be repeated', several)
    .addHelpText(
      'after',
      `
Formats:
  mermaid   local states of the components as one stateDiagram-v2
  dot       which components meet in steps, for Graphviz
  json      the linked system: slots, steps and properties over integers, with their names

Examples:
  $ npx interlock export trial --to mermaid > trial.mmd
  $ npx interlock export trial --set vcpus=2 --to dot | dot -Tsvg > trial.svg`,
    )
    .action(async (word: string, flags: ExportFlags) => {
      const { runExport } = await import('../actions/export.ts');
      done(await runExport(word, flags));
    });
}
