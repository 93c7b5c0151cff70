/** Requirements on assignment and its undoing: ASSIGN-ATOMIC, L-DESTROY. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import { type Actor, at } from './subject.ts';

/** What there is of an assignment when it returns. */
export interface AssignmentParts {
  readonly toolstack: Actor;
  /** Locations from which an assignment returns. */
  readonly succeeded: string;
  readonly failed: string;
  /** All RIDs, the device list and the vPCI state are the new owner's. */
  readonly complete: Expression;
  /** Nothing of the device is with the domain it was to be assigned to. */
  readonly undone: Expression;
  /** The device is marked broken, and the domain has crashed. */
  readonly givenUp: Expression;
  /** Whether an assignment can fail here. */
  readonly mayFail: boolean;
}

/**
 * An assignment is done wholly or not at all.
 *
 * Source: XSA-449 (cb4ecb3cc1), XSA-378 (899272539c), XSA-302 (319f9a0ba9).
 */
export function assignAtomic(parts: AssignmentParts): Property {
  const { toolstack, succeeded, failed, complete, undone, givenUp, mayFail } = parts;
  return invariant({
    name: 'ASSIGN-ATOMIC',
    statement:
      'an assignment that succeeds has moved all of the device, one that fails has moved none of it or has crashed the domain',
    stake: 'a guest has part of a device that everybody believes to be elsewhere',
    holds: allOf(
      implies(at(toolstack, succeeded), complete),
      implies(at(toolstack, failed), anyOf(undone, givenUp)),
    ),
    companion: companion(
      mayFail ? 'an assignment fails' : 'an assignment succeeds',
      at(toolstack, mayFail ? failed : succeeded),
    ),
  });
}

/**
 * The safety part of "destruction ends, or the domain stays a zombie with nothing freed".
 *
 * Source: f591755823.
 *
 * @param freed memory or I/O page tables of the domain have been freed
 * @param attached a device of the domain, or a context that leads to its tables, is still there
 * @param dying the domain is being destroyed
 */
export function destroyedDetached(
  freed: Expression,
  attached: Expression,
  dying: Expression,
): Property {
  return invariant({
    name: 'L-DESTROY',
    statement:
      'nothing of a domain is freed in its destruction while a device is still attached to it',
    stake: 'a device goes on writing to memory of a domain that is gone',
    holds: implies(allOf(dying, attached), { kind: 'not', of: freed }),
    companion: companion(
      'a domain is being destroyed while a device is attached to it',
      allOf(dying, attached),
    ),
  });
}
