/** `interlock export`: its arguments. */

import { Command, Option } from 'commander';
import type { Done } from '../main.ts';
import { oneOf, several } from '../options.ts';

/** Formats that can be written. */
export const formats = ['promela', 'murphi', 'tla', 'aut', 'mermaid', 'dot', 'json'] as const;

export interface ExportFlags {
  readonly to: (typeof formats)[number];
  readonly set?: readonly string[];
  readonly property?: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
}

/** The command. */
export function addExport(done: Done): Command {
  return new Command('export')
    .description('Write a system, or its graph of states, in the language of another tool.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file')
    .addOption(
      new Option('--to <format>', `the format: ${formats.join(', ')}`)
        .argParser(oneOf('USAGE-FORMAT', 'format', formats))
        .makeOptionMandatory(),
    )
    .option('--set <name=value>', 'set a parameter of the family; may be repeated', several)
    .option(
      '--property <name>',
      'have this property checked there (promela, murphi, tla); may be repeated',
      several,
    )
    .option('--out <file>', 'write to this file instead of standard output')
    .option('--force', 'write a graph of states however large it is')
    .addHelpText(
      'after',
      `
Formats:
  promela   for SPIN and LTSmin: the same states, one transition per step
  murphi    for Rumur: the same states, one rule per step
  tla       for TLC: a module, and its configuration after the last line
  aut       the graph of all reachable states, for CADP, mCRL2 and LTSmin
  mermaid   local states of the components as one stateDiagram-v2
  dot       which components meet in steps, for Graphviz
  json      the linked system: slots, steps and properties over integers, with their names

docs/internals/exports.md says how to run the tools.

Examples:
  $ npx interlock export trial --to promela --property NO-USE-AFTER-FREE --out trial.pml
  $ npx interlock export trial --to mermaid > trial.mmd
  $ npx interlock export trial --set vcpus=2 --to dot | dot -Tsvg > trial.svg`,
    )
    .action(async (word: string, flags: ExportFlags) => {
      const { runExport } = await import('../actions/export.ts');
      done(await runExport(word, flags));
    });
}
