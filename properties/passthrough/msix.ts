/** Requirements on MSI-X and its table: VIEW-MSIX, IN-BOUNDS, TABLE-FOUND. */

import type { hostIrq } from '../../models/components/host-irq.machine.ts';
import type { interruptMask } from '../../models/components/interrupt-mask.machine.ts';
import type { msixControl, msixEntry } from '../../models/components/vpci-msix.machine.ts';
import {
  allOf,
  always,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import { type Actor, anyTagged, at } from './subject.ts';

/** MSI-X of a device as its guest sees it. */
export interface ShownMsix {
  readonly control: Component<typeof msixControl>;
  readonly entry: Component<typeof msixEntry>;
}

/**
 * While nobody is at work, an entry that the guest has masked is masked in hardware, and there is no
 * pirq while MSI-X is off.
 *
 * Source: control_write and msix_write, xen/drivers/vpci/msix.c.
 */
export function msixViewed(
  { control, entry }: ShownMsix,
  interrupt: {
    readonly irq: Component<ReturnType<typeof hostIrq>>;
    readonly mask: Component<ReturnType<typeof interruptMask>> | null;
  },
  rest: Expression,
): Property {
  const { irq, mask } = interrupt;
  const off = control.is('is off', (s) => !s.context.enabled);
  const masked = entry.is('is masked', (s) => s.context.masked);
  const bound = irq.is('is bound', (s) => s.matches('bound'));
  return invariant({
    name: 'VIEW-MSIX',
    statement:
      'an entry that the guest masks is masked in hardware, and none has a pirq while MSI-X is off',
    stake: 'a guest gets interrupts at a time when it believes it cannot',
    holds: implies(
      rest,
      allOf(
        implies(
          off,
          irq.is('is free', (s) => s.matches('free')),
        ),
        mask === null
          ? always
          : implies(
              allOf(masked, bound),
              mask.is('is set in hardware', (s) => s.context.hardware),
            ),
      ),
    ),
    companion: companion(
      'an entry with a pirq is masked, and nobody is at work',
      allOf(rest, masked, bound),
    ),
  });
}

/** An access to the MSI-X table stays within its entries. Source: XSA-164. */
export function tableInBounds(vcpus: readonly Actor[]): Property {
  return invariant({
    name: 'IN-BOUNDS',
    statement: 'no access to an MSI-X table goes beyond its entries',
    stake: 'a guest overwrites memory of whoever emulates the table',
    holds: not(anyOf(...vcpus.map((vcpu) => at(vcpu, 'out-of-bounds')))),
    companion: companion('an access is in a table', anyTagged(vcpus, 'in a table')),
  });
}

/**
 * An access to the MSI-X table of a BAR that is mapped finds the table.
 *
 * Source: msix_find looks at bar->enabled, which modify_decoding sets after the p2m is complete.
 */
export function tableFound(vcpus: readonly Actor[]): Property {
  return invariant({
    name: 'TABLE-FOUND',
    statement: 'an access to the MSI-X table of a mapped BAR finds the table',
    stake: 'what a guest writes into its MSI-X table is lost',
    holds: not(anyOf(...vcpus.map((vcpu) => at(vcpu, 'access-lost')))),
    companion: companion('an access looks for a table', anyTagged(vcpus, 'looks for a table')),
  });
}
