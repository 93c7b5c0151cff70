/** The requirement on what a device leaves behind: NO-RESIDUE. */

import { allOf, type Expression, implies, type Property } from '../../models/compose/index.ts';
import { type Companion, invariant } from '../kinds/index.ts';

/** Something a domain had for the device and must not keep. */
export interface Residue {
  /** In the words of the field and in the plural, as the statement names it: "p2m entries". */
  readonly what: string;
  /** There is none of it left. */
  readonly gone: Expression;
}

/** A device that may leave, and what it may leave behind. */
export interface Departure {
  /** The device has left the domain, and nobody of dom0 is at work on it any more. */
  readonly left: Expression;
  readonly residues: readonly Residue[];
  /** The device leaves while it has some of it: what puts the requirement to the test. */
  readonly companion: Companion;
  /** The name of the device, where a system asks this of several. */
  readonly device?: string;
}

/**
 * A device that has left a domain leaves nothing of it behind there: no p2m entry, no pending slot, no
 * virtual slot, no bound pirq, no IOMMU context, no permission. Each family asks for what it models.
 *
 * Source: deassign_device and pci_release_devices in xen/drivers/passthrough/pci.c; XSA-207, XSA-386,
 * XSA-395 and XSA-460, which are about cleanups that were left out or ended early.
 */
export function noResidue({ left, residues, companion, device }: Departure): Property {
  const whats = residues.map(({ what }) => what);
  return invariant({
    name: device === undefined ? 'NO-RESIDUE' : `NO-RESIDUE/${device}`,
    statement: `a device that has left a domain leaves nothing behind there: no ${whats.join(', no ')}`,
    stake:
      'a guest keeps access to a device that is not its own any more, or lends its own to others',
    holds: implies(left, allOf(...residues.map(({ gone }) => gone))),
    companion,
  });
}
