/**
 * Requirements on RAM of a guest and the hole below 4 GiB in which its devices are: HOLE-NOT-RAM, HOLE-NOT-RAM/page.
 *
 * Source: HOLE-NOT-RAM of section C.8 of the survey, which has both.
 */

import type { Bar } from '../../models/components/bar.machine.ts';
import type { P2mEntry } from '../../models/components/p2m-entry.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import type { raisedFlag } from '../../models/kit/flag.machine.ts';
import { companion, invariant } from '../kinds/index.ts';

/**
 * Where a device is there is no RAM, by anybody's account.
 *
 * @param at the block that is made part of the hole
 * @param accounts who says that there is RAM: the hypervisor, the device model
 */
export function holeNotRam(
  bar: Component<Bar>,
  at: number,
  accounts: readonly Component<typeof raisedFlag>[],
): Property {
  const there = bar.is(
    'is decoded in the hole',
    ({ context }) => context.enabled && context.base === at,
  );
  const ram = anyOf(...accounts.map((one) => one.is('says RAM', (s) => s.matches('on'))));
  return invariant({
    name: 'HOLE-NOT-RAM',
    statement: 'where a BAR is decoded there is no RAM, for the hypervisor or for the device model',
    stake: 'what the device model writes to RAM of the guest is lost, or ends in a device',
    holds: implies(there, not(ram)),
    companion: companion('a BAR is decoded in the hole', there),
  });
}

/**
 * What the guest was told is RAM is RAM.
 *
 * @param bar a BAR whose register leads there on its way
 */
export function ramStays(
  pages: readonly Component<P2mEntry>[],
  bar: Component<Bar>,
  block: number,
): Property {
  return invariant({
    name: 'HOLE-NOT-RAM/page',
    statement: 'no RAM of the guest is displaced by a device',
    stake: 'the guest runs on until it touches memory that it has not any more',
    holds: allOf(...pages.map((page) => page.is('is RAM', (s) => s.context.leads === 'ram'))),
    companion: companion(
      'the register of a BAR is over RAM on its way',
      bar.is('leads to RAM', (s) => s.context.base === block),
    ),
  });
}
