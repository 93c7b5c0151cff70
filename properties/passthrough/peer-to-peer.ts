/**
 * Requirements on what writes of a device reach of other devices: P2P-NO-BYPASS, SELF-P2P, and on what is
 * assigned together: GROUP-ATOMIC.
 */

import { allOf, anyOf, implies, not, type Property } from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import {
  apart,
  isHeld,
  isPassed,
  mayReach,
  type PassedFunction,
  type PeerEnd,
  stepsTagged,
} from './passed-function.ts';

/**
 * No write reaches another function, unless the same guest has both or nobody has the other, without the IOMMU having seen it.
 *
 * Source: PCI Express Base Specification, 6.12; the LPC summary of November 2016 and its replies.
 */
export function noBypass(ends: readonly PeerEnd[]): Property {
  return peers('P2P-NO-BYPASS', ends, {
    statement: 'no write reaches a function of somebody else past the IOMMU',
    stake: 'a guest writes to registers of a device that is not its own',
  });
}

/** Functions of one device reach each other only while the same guest has both. */
export function noSelfPeer(ends: readonly PeerEnd[]): Property {
  return peers('SELF-P2P', ends, {
    statement: 'functions of one device that are with different guests do not reach each other',
    stake: 'a guest writes to registers of another function of its device, which is not its own',
  });
}

function peers(
  name: string,
  ends: readonly PeerEnd[],
  words: { readonly statement: string; readonly stake: string },
): Property {
  return stepInvariant({
    name,
    ...words,
    steps: stepsTagged('decides on a BAR'),
    before: anyOf(...ends.map(({ to, onTheWay }) => allOf(onTheWay, isHeld(to)))),
    after: allOf(...ends.map(({ by, to, there }) => implies(there, mayReach(by, to)))),
  });
}

/**
 * Functions that the IOMMU cannot tell apart, or that reach each other past it, are never with different
 * domains.
 *
 * @param groups pairs of such functions
 */
export function groupsWhole(
  groups: readonly (readonly [PassedFunction, PassedFunction])[],
): Property {
  return invariant({
    name: 'GROUP-ATOMIC',
    statement: 'functions of one group are never with different domains',
    stake: 'isolation between two guests hangs on the good will of their devices',
    holds: not(anyOf(...groups.map(([a, b]) => apart(a, b)))),
    companion: companion(
      'a function of a group is with a guest',
      anyOf(...groups.flat().map(isPassed)),
    ),
  });
}
