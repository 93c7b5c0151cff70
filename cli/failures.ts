/** How errors are told. A stack trace is for those who ask for it with INTERLOCK_DEBUG=1. */

import { CommanderError } from 'commander';
import { ModelError, messageOf, UsageError } from '../base/errors.ts';
import { codeOfThrown, type ExitCode } from './exit-codes.ts';
import { complain } from './terminal.ts';

/** Tells what went wrong on standard error and returns the exit code for it. */
export function report(thrown: unknown): ExitCode {
  const error = thrown instanceof CommanderError ? asUsageError(thrown) : thrown;
  complain(textOf(error));
  if (process.env['INTERLOCK_DEBUG'] === '1' && error instanceof Error) {
    complain(`\n${error.stack}`);
    if (error.cause instanceof Error) complain(`\ncaused by ${error.cause.stack}`);
  }
  return codeOfThrown(error);
}

function textOf(error: unknown): string {
  if (error instanceof UsageError || error instanceof ModelError) return error.text;
  return [
    `DEFECT: ${messageOf(error)}`,
    '  This is a defect of Interlock, not of your model. Please report it with the command you ran;',
    '  INTERLOCK_DEBUG=1 adds where it happened.',
  ].join('\n');
}

/** Commander's complaints, in our words. */
function asUsageError(error: CommanderError): UsageError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const near = /Did you mean (.*)\?/.exec(rest.join(' '))?.[1];
  const help = '`interlock --help` lists the commands, `interlock COMMAND --help` their options.';
  return new UsageError('USAGE-OPTION', first, {
    hint: near === undefined ? help : `Did you mean ${near}? ${help}`,
  });
}
