/** Requirements on nested translation: ShadowRefines, NestedFlushScope, ResetUnhooksStage1, DoorbellOwn. */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';

/** What the hardware has cached of one page, of both stages together or of stage 2. */
export interface NestedPage {
  /** The two stages together are cached. */
  readonly combined: Expression;
  /** Anything is cached, of both stages or of stage 2 alone. */
  readonly cached: Expression;
  /** Both stages have what is cached of them. */
  readonly refines: Expression;
  /** A flush that the translation of the page had to be forgotten for is complete, just now. */
  readonly flushed: Expression;
}

/** What the requirements speak about. */
export interface NestedSubject {
  readonly pages: readonly NestedPage[];
  /** Nobody is changing a stage. */
  readonly settled: Expression;
}

/** Outside of a change, what is cached is what both stages say. Source: 2.5 and N7 of the survey. */
export function shadowRefines({ pages, settled }: NestedSubject): Property {
  return invariant({
    name: 'ShadowRefines',
    statement:
      'what is cached of both stages is what both stages say, once the invalidation is complete',
    stake: 'a device writes to memory that the guest has unmapped and put to another use',
    holds: implies(
      settled,
      allOf(...pages.map(({ combined, refines }) => implies(combined, refines))),
    ),
    companion: companion(
      'something is being invalidated while it is cached',
      allOf(not(settled), anyOf(...pages.map(({ combined }) => combined))),
    ),
  });
}

/**
 * A flush for a change of stage 2, or of the context, reaches all that was made of it.
 *
 * Source: P14 and N7 of the survey.
 *
 * @param flushing such a flush is under way
 */
export function nestedFlushScope({ pages }: NestedSubject, flushing: Expression): Property {
  return invariant({
    name: 'NestedFlushScope',
    statement: 'after a flush for stage 2 nothing is cached, of stage 2 or of both stages together',
    stake: 'a device goes on reaching pages that the host has taken from the guest',
    holds: allOf(...pages.map(({ flushed, cached }) => implies(flushed, not(cached)))),
    companion: companion(
      'stage 2 is flushed while something is cached',
      allOf(flushing, anyOf(...pages.map(({ cached }) => cached))),
    ),
  });
}

/**
 * No context leads to a stage 1 whose memory is used for something else.
 *
 * Source: N9 of the survey.
 */
export function resetUnhooks(
  hooked: Expression,
  reused: Expression,
  resetting: Expression,
): Property {
  return invariant({
    name: 'ResetUnhooksStage1',
    statement: 'the IOMMU never takes memory for tables of stage 1 that is used for something else',
    stake: 'what the next kernel writes to its memory decides where devices write to',
    holds: not(allOf(hooked, reused)),
    companion: companion(
      'the virtual IOMMU is being reset while stage 1 is in force',
      allOf(hooked, resetting),
    ),
  });
}

/** The doorbell of a device behind two stages. */
export interface NestedDoorbell {
  readonly enabled: Expression;
  readonly stage1: Expression;
  readonly stage2: Expression;
  /** A message has got to the doorbell of another device. */
  readonly astray: Expression;
}

/** Messages go to the doorbell of their device, and get there. Source: N8 and 3.4 of the survey. */
export function doorbellOwn({ enabled, stage1, stage2, astray }: NestedDoorbell): Property {
  return invariant({
    name: 'DoorbellOwn',
    statement:
      'while MSI is enabled, both stages lead to the doorbell of the device, and never to that of another',
    stake: 'interrupts are lost, or a guest raises those of other devices',
    holds: allOf(implies(enabled, allOf(stage1, stage2)), not(astray)),
    companion: companion('MSI is enabled', enabled),
  });
}
