/** Requirements on a device that migrates with its guest: DirtyFollowsMappings, HandedOverQuiet, ViewMatchesState. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';

/**
 * What a device wrote at the source is at the destination when it runs there, whatever became of the mapping
 * by which it wrote. Source: N11 of the survey; QEMU e46883204c, 3c26c80a0a.
 *
 * @param runs the device runs at the destination
 * @param copied memory there is as it is at the source
 * @param logged a write of the device was logged
 */
export function dirtyFollowsMappings(
  runs: Expression,
  copied: Expression,
  logged: Expression,
): Property {
  return invariant({
    name: 'DirtyFollowsMappings',
    statement:
      'when a device runs at the destination, memory there has all that it wrote at the source',
    stake: 'the guest goes on with stale contents of its buffers',
    holds: implies(runs, copied),
    companion: companion('a write is logged while memory is copied', logged),
  });
}

/**
 * The state of a device is saved when nothing that it has sent is under way. Source: the states
 * RUNNING_P2P and STOP of the VFIO migration interface, before STOP_COPY.
 *
 * @param saves tag of the steps that save it
 */
export function handedOverQuiet(saves: string, quiet: Expression): Property {
  return stepInvariant({
    name: 'HandedOverQuiet',
    statement: 'the state of a device is saved only when nothing that it has sent is under way',
    stake: 'a write arrives at a host that the guest has left, and is lost',
    steps: (step) => step.tags.includes(saves),
    after: quiet,
  });
}

/**
 * ViewMatchesState of what was loaded: the address space in force is the one that its attachment calls for.
 * Source: F18 and N11 of the survey; QEMU d355566bd9.
 */
export function viewMatchesLoaded(
  runs: Expression,
  attached: Expression,
  translated: Expression,
): Property {
  return invariant({
    name: 'ViewMatchesState',
    statement: 'a device that was migrated reaches what the domain maps that it is in',
    stake: 'a device reads and writes all memory of the guest, or none where it should',
    holds: implies(runs, anyOf(allOf(attached, translated), not(anyOf(attached, translated)))),
    companion: companion('a device in a domain runs at the destination', allOf(runs, attached)),
  });
}
