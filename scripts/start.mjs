/**
 * What `npm start` does: runs the catalogue, and meanwhile makes the two proofs (proofs.mjs), whose
 * reports come last. Ends with the first exit code that is not 0.
 *
 *     node scripts/start.mjs
 */

import { ensure } from './ensure.mjs';
import { interlock, prove, tell } from './proofs.mjs';

/** Of the catalogue: it has many runs to share out, each proof is one. */
const NICENESS = 10;

/** Ctrl-C goes to all that run here; each of them says how far it came. */
process.on('SIGINT', () => undefined);

process.exitCode = ensure(true) || (await start());

async function start() {
  const proofs = prove('pipe');
  const { code } = await interlock(['catalogue'], 'inherit', NICENESS);
  process.stdout.write('\nProofs over more states than anybody visits one by one:\n\n');
  const worst = await tell(proofs);
  process.stdout.write('your own patch         docs/check-your-patch.md\n');
  return code || worst;
}
