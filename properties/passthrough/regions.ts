/**
 * Requirements on reserved regions: NoForeignIdentity, PlugRejectsConflict, BUFFER-REACHED.
 *
 * Source: virtio-dev, "[RFC] virtio-iommu version 0.4", August and September 2017; "Summary of LPC guest
 * MSI discussion in Santa Fe", November 2016.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { type Companion, companion, invariant, stepInvariant } from '../kinds/index.ts';
import { stepsTagged } from './passed-function.ts';

/** A place that only some may get to. */
export interface Foreign {
  /** A request of one to whom the region does not belong ends in it. */
  readonly there: Expression;
}

/**
 * What is mapped to itself for one device is reached by no other, unless the two are known to share it.
 *
 * @param tested such a mapping is there, or was refused
 */
export function noForeignIdentity(ends: readonly Foreign[], tested: Companion): Property {
  return invariant({
    name: 'NoForeignIdentity',
    statement: 'no device reaches what is mapped to itself for another one',
    stake: 'a device reads and rewrites memory of firmware, or of whoever else uses that page',
    holds: not(anyOf(...ends.map(({ there }) => there))),
    companion: tested,
  });
}

/** A device with a region, and what would meet it. */
export interface Plugged {
  readonly attached: Expression;
  /** RAM or a mapping is where the region of the device is. */
  readonly met: Expression;
}

/** A device that is attached has no region where RAM or a mapping is. */
export function plugRejectsConflict(plugs: readonly Plugged[]): Property {
  return invariant({
    name: 'PlugRejectsConflict',
    statement: 'no device is attached that has a region where RAM or a mapping is',
    stake: 'what the device is told to write there goes to a doorbell, to a device or nowhere',
    holds: allOf(...plugs.map(({ attached, met }) => implies(attached, not(met)))),
    companion: companion(
      'a device with a region is attached, or something is where it would be',
      anyOf(...plugs.flatMap(({ attached, met }) => [attached, met])),
    ),
  });
}

/** The tag of steps that say where a write to a buffer ends. */
export const bufferWrites = 'decides on a write to the buffer';

/** What a device writes to the buffer it was given ends there. */
export function bufferReached(ends: readonly { readonly there: Expression }[]): Property {
  return stepInvariant({
    name: 'BUFFER-REACHED',
    statement: 'what a device writes to the buffer it was given ends there',
    stake: 'data are lost, or raise an interrupt, or overwrite memory of somebody else',
    steps: stepsTagged(bufferWrites),
    after: not(anyOf(...ends.map(({ there }) => there))),
  });
}

/**
 * A region of firmware that was waived is not used any more once the device is with a guest.
 *
 * Source: virtio-dev, 2019-05-14 (graphics and USB: "RMRR ignored"); 18436afdc11a of Linux.
 *
 * @param inRam a write of firmware has ended in RAM of the guest
 */
export function waivedQuiet(inRam: Expression, tested: Companion): Property {
  return invariant({
    name: 'WAIVED-QUIET',
    statement: 'nothing that firmware writes to a region that was waived ends in RAM of a guest',
    stake: 'memory of a guest is overwritten, with what a device does for firmware',
    holds: not(inRam),
    companion: tested,
  });
}
