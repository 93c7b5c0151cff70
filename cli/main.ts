/** The command line: which commands there are, and what becomes of errors. */

import { Command, CommanderError } from 'commander';
import { UsageError } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import { addCatalogue } from './commands/catalogue.ts';
import { addCertify } from './commands/certify.ts';
import { addCheck } from './commands/check.ts';
import { addCompare } from './commands/compare.ts';
import { addExport } from './commands/export.ts';
import { addList } from './commands/list.ts';
import { addReplay } from './commands/replay.ts';
import { addVerifyCertificate } from './commands/verify-certificate.ts';
import { addWalk } from './commands/walk.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { report } from './failures.ts';
import { version } from './version.ts';

const examples = `
Examples:
  $ npx interlock list                                  what there is to check
  $ npx interlock check trial --set vcpus=4             check a family at some parameters
  $ npx interlock check examples/philosophers.ts        check your own machines
  $ npx interlock walk trial --set vcpus=8              walk at random where there is too much to visit
  $ npx interlock catalogue                             every known defect, and that its fix removes it

Exit codes: 0 every property holds, 1 violated or vacuous, 2 wrong arguments, 3 wrong model,
4 undecided within the limits, 70 a defect of Interlock, 130 interrupted, 143 ended by SIGTERM.`;

/** Runs one command and leaves its exit code with the process. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietlyWhenNobodyReads();
  process.on('uncaughtException', (error) => process.exit(report(error)));
  process.exitCode = await run(argv);
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.holds;
  try {
    const program = programOf((result) => {
      code = result;
    });
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.holds;
    return report(error);
  }
}

/** Tells the exit code of a command once it is done. */
export type Done = (code: ExitCode) => void;

const commands = [
  addList,
  addCheck,
  addCompare,
  addWalk,
  addReplay,
  addCatalogue,
  addCertify,
  addVerifyCertificate,
  addExport,
];

function programOf(done: Done): Command {
  const program = new Command('interlock')
    .description('A model checker for systems of XState machines, at home in PCI passthrough.')
    .usage('[options] <command>')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .helpCommand(false)
    .addHelpText('after', examples)
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const add of commands) {
    program.addCommand(inheriting(program, add(done)));
  }
  return program
    .argument('[command]')
    .allowExcessArguments(true)
    .action((word: string | undefined) => {
      if (word === undefined) return program.help();
      const known = program.commands.map((command) => command.name());
      throw new UsageError('USAGE-OPTION', `there is no command ${JSON.stringify(word)}`, {
        hint: suggestion(word, known),
      });
    });
}

/** Errors of a command are thrown and told like those of the program. */
function inheriting(program: Command, command: Command): Command {
  return command.copyInheritedSettings(program);
}

/** `interlock list | head -1` is no error. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.holds);
    throw error;
  });
}
