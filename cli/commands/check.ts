/** `interlock check`: its arguments and options. */

import { Command, Option } from 'commander';
import type { Reduction } from '../../explorer/index.ts';
import { type StoreKind, storeKinds } from '../../explorer/store/store.ts';
import type { BaselineFlags } from '../actions/baseline.ts';
import type { KeepFlags } from '../checkpoint/keeper.ts';
import { type Engine, engines } from '../engines.ts';
import type { Done } from '../main.ts';
import { oneOf, seconds, several, wholeNumber, workers } from '../options.ts';

/** Reductions that can be asked for. */
const reductions: readonly Reduction[] = ['symmetry', 'partial-order'];

/** Options that `check` and `walk` share. */
export interface SearchFlags {
  readonly set?: readonly string[];
  readonly property?: readonly string[];
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly timeout?: number;
  readonly seed: number;
  readonly walks?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly out?: string;
  readonly verbose?: boolean;
}

export interface CheckFlags extends SearchFlags, KeepFlags, BaselineFlags {
  readonly engine: Engine;
  /** Names of components, or a file of them. */
  readonly order?: string;
  readonly depth?: boolean;
  readonly store: StoreKind;
  readonly workers?: number;
  /** False for `--no-reduction`. */
  readonly reduction?: readonly Reduction[] | false;
  readonly allTraces?: boolean;
}

const examples = `
Examples:
  $ npx interlock check trial
  $ npx interlock check trial --set vcpus=4 --set fault=true --out out
  $ npx interlock check examples/philosophers.ts --set polite=true
  $ npx interlock check trial --property NO-DEADLOCK --json --quiet
  $ npx interlock check trial --set vcpus=10 --set pages=30 --engine symbolic --verbose
  $ npx interlock check trial --set vcpus=6 --max-states 2000000
  $ npx interlock check trial --set vcpus=6 --reduction symmetry
  $ npx interlock check trial --set vcpus=6 --checkpoint trial.checkpoint
  $ npx interlock check trial --set vcpus=6 --checkpoint trial.checkpoint --resume trial.checkpoint
  $ npx interlock check trial --baseline trial.baseline.json --markdown verdicts.md`;

/** Adds the options that `check` and `walk` share. */
export function withSearchOptions(command: Command): Command {
  return command
    .option('--set <name=value>', 'set a parameter of the family; may be repeated', several)
    .option('--property <name>', 'check only this property; may be repeated', several)
    .option('--seed <n>', 'seed of random walks', wholeNumber('--seed', 0, 2 ** 31 - 1), 1)
    .option('--walks <n>', 'how many random walks', wholeNumber('--walks', 1, 2 ** 31 - 1))
    .option('--max-states <n>', 'stop after so many states', wholeNumber('--max-states', 1))
    .option('--max-memory <mib>', 'stop before tables take more', wholeNumber('--max-memory', 1))
    .option('--timeout <seconds>', 'stop after so many seconds', seconds('--timeout'))
    .option('--json', 'print one JSON object and nothing else')
    .option('--quiet', 'no progress on standard error')
    .option('--out <folder>', 'write traces there: <system>.<property>.trace.json and .md')
    .option('--verbose', 'shorten nothing: coverage in full, witnesses too');
}

/** Adds the options that `check` and `catalogue` share. */
export function withBaselineOptions(command: Command): Command {
  return command
    .option(
      '--baseline <file>',
      'compare the verdicts with those stored there; see --write-baseline',
    )
    .option('--write-baseline <file>', 'store the verdicts there')
    .option('--markdown <file>', 'write there what differs from the baseline, for a pull request');
}

/** The command. */
export function addCheck(done: Done): Command {
  const command = new Command('check')
    .description('Check every property of a system, or of a file that exports one.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file');
  return withBaselineOptions(withSearchOptions(command))
    .addOption(
      new Option(
        '--engine <engine>',
        `how to search: ${engines.join(', ')}; auto is explicit and symbolic in turns`,
      )
        .argParser(oneOf('USAGE-ENGINE', 'engine', engines))
        .default('auto'),
    )
    .option(
      '--order <names|file>',
      'components of the symbolic engine, lowest level first: names with commas between them, or a file of them',
    )
    .option('--depth', 'have the symbolic engine find the depth too; the explicit one always does')
    .addOption(
      new Option(
        '--store <store>',
        'how to keep states: plain; tree: exact and smaller; compact: signatures only, proves nothing',
      )
        .argParser(oneOf('USAGE-OPTION', 'store', storeKinds))
        .default('plain'),
    )
    .option('--workers <n>', 'threads of a large search: 1 to 64, or auto (the default)', workers)
    .option(
      '--reduction <name>',
      `visit fewer states: ${reductions.join(', ')}; may be repeated`,
      (text: string, before?: readonly Reduction[]) => [
        ...(before ?? []),
        oneOf('USAGE-OPTION', 'reduction', reductions)(text),
      ],
    )
    .option('--no-reduction', 'visit every state (the default)')
    .option('--checkpoint <file>', 'save the search there now and then, and when it is stopped')
    .option(
      '--checkpoint-every <seconds>',
      'seconds between two saves (default: 60)',
      seconds('--checkpoint-every'),
    )
    .option('--resume <file>', 'go on with a search that was saved with --checkpoint')
    .option(
      '--all-traces',
      'show the trace of every violated property, not only the shortest three',
    )
    .addHelpText('after', examples)
    .action(async (word: string, flags: CheckFlags) => {
      const { runCheck } = await import('../actions/check.ts');
      done(await runCheck(word, flags));
    });
}
