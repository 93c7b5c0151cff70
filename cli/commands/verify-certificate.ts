/** `interlock verify-certificate`: its arguments. */

import { Command } from 'commander';
import type { Done } from '../main.ts';
import { several } from '../options.ts';

export interface VerifyFlags {
  readonly set?: readonly string[];
  readonly property?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The command. */
export function addVerifyCertificate(done: Done): Command {
  return new Command('verify-certificate')
    .description('Check a certificate, with a small kernel that shares no code with the engines.')
    .argument('<certificate>', 'a file, as `interlock certify` writes it')
    .argument('[system|file]', 'the system it should be of; needed for one of your own files')
    .option('--set <name=value>', 'insist on the value of a parameter; may be repeated', several)
    .option('--property <name>', 'insist on a proof of this property; may be repeated', several)
    .option('--json', 'print one JSON object and nothing else')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      `
Without --set, parameters are those that the certificate names. They are printed: look whether it is
the system you mean.

Exit code 0: everything that the certificate claims is proved.
Exit code 1: it is not, or the certificate is damaged.
Exit code 2: it is no certificate, or one of another system.

Examples:
  $ npx interlock verify-certificate trial.certificate
  $ npx interlock verify-certificate trial.certificate trial --set vcpus=8 --property NO-DEADLOCK
  $ npx interlock verify-certificate philosophers.certificate examples/philosophers.ts`,
    )
    .action(async (path: string, word: string | undefined, flags: VerifyFlags) => {
      const { runVerifyCertificate } = await import('../actions/verify-certificate.ts');
      done(await runVerifyCertificate(path, word, flags));
    });
}
