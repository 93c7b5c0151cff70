/** `interlock certify`: its arguments. */

import { Command } from 'commander';
import type { Done } from '../main.ts';
import { seconds, several, wholeNumber } from '../options.ts';

export interface CertifyFlags {
  readonly out: string;
  readonly set?: readonly string[];
  readonly property?: readonly string[];
  readonly maxMemory?: number;
  readonly timeout?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The command. */
export function addCertify(done: Done): Command {
  return new Command('certify')
    .description('Write a proof that properties hold, which a small kernel can check by itself.')
    .argument('<system|file>', 'a family (see `interlock list`) or a .ts, .mts, .js or .mjs file')
    .requiredOption('-o, --out <file>', 'where to write the certificate')
    .option('--set <name=value>', 'set a parameter of the family; may be repeated', several)
    .option('--property <name>', 'certify only this property; may be repeated', several)
    .option('--max-memory <mib>', 'stop before tables take more', wholeNumber('--max-memory', 1))
    .option('--timeout <seconds>', 'stop after so many seconds', seconds('--timeout'))
    .option('--json', 'print one JSON object and nothing else')
    .option('--quiet', 'no progress on standard error')
    .addHelpText(
      'after',
      `
A certificate has the reachable states as a decision diagram, and for each property a run to its
companion. It is written only if every property that was asked for holds; else nothing is written and
the exit code is 1, or 4 where a limit was reached.

Examples:
  $ npx interlock certify trial --set vcpus=8 --set pages=20 -o trial.certificate
  $ npx interlock certify vpci-locking --set scheme=S4 --property NO-NULL -o s4.certificate`,
    )
    .action(async (word: string, flags: CertifyFlags) => {
      const { runCertify } = await import('../actions/certify.ts');
      done(await runCertify(word, flags));
    });
}
