/** Requirements on ranges of addresses that device models give to BARs: RANGE-OWNED, OVERLAP-TOLD. */

import type { AddressWindow } from '../../models/components/address-window.machine.ts';
import type { Bar } from '../../models/components/bar.machine.ts';
import { type Component, implies, type Property, relation } from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { companion, invariant } from '../kinds/index.ts';

/** A range that one device is given, and what is registered of another one. */
export interface GivenRange {
  readonly given: Component<AddressWindow>;
  readonly others: Component<AddressWindow>;
  /** Where the other one was at first. */
  readonly starts: number;
}

/** Source: E13, issue 8572 of cloud-hypervisor. */
export function rangeOwned({ given, others, starts }: GivenRange): Property {
  return invariant({
    name: 'RANGE-OWNED',
    statement: 'a range that a device is given has nothing registered of another one',
    source: 'E13; cloud-hypervisor issue 8572',
    stake: 'the device cannot be added, or what the guest writes to it wakes another one',
    holds: relation(
      'the range has nothing of another device',
      [given.view('given', (s) => s.context.at), others.view('registered', (s) => s.context.at)],
      (mine, theirs) => mine === null || mine !== theirs,
    ),
    companion: companion(
      'the range of another device is given away',
      given.is('is where the other one was', (s) => s.context.at === starts),
    ),
  });
}

/** Source: xen_pt_check_bar_overlap of QEMU, which compares devices of one bus. */
export function overlapTold(
  [a, b]: readonly [Component<Bar>, Component<Bar>],
  warned: Component<typeof flag>,
): Property {
  const at = (bar: Component<Bar>) =>
    bar.view('decoded at', ({ context }) => (context.enabled ? context.base : -1));
  const overlaps = relation(
    `${a.name} and ${b.name} are decoded in one place`,
    [at(a), at(b)],
    (x, y) => x >= 0 && x === y,
  );
  return invariant({
    name: 'OVERLAP-TOLD',
    statement: 'of BARs that overlap the device model complains',
    stake: 'nobody is told why two devices do not work',
    holds: implies(
      overlaps,
      warned.is('has complained', (s) => s.matches('on')),
    ),
    companion: companion('two BARs overlap', overlaps),
  });
}
