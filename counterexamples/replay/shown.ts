/** What somebody outside sees of a run that is replayed on the real machines. */

import type { SystemDefinition } from '../../models/compose/index.ts';
import type { Run } from '../trace.ts';
import { Machines } from './machines.ts';
import { follow, type Mismatch } from './replay.ts';
import { wordsOf } from './words.ts';

/**
 * The words that are seen, in their order, read off the declared steps; or where the machines do
 * something else. Tables and numbers of the search have no part in it.
 */
export function shownBy(system: SystemDefinition, run: Run): readonly string[] | Mismatch {
  const machines = new Machines(system);
  try {
    const followed = follow(system, machines, run);
    return followed.kind === 'mismatch' ? followed : wordsOf(followed.steps);
  } finally {
    machines.stop();
  }
}
