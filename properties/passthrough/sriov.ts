/**
 * Requirements on the functions of an SR-IOV device: PfOwnerTrustedByVfs, VfOpenNeedsToken,
 * VfsAsEnabled, NoStaleAtc.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';

/** Somebody who has a VF, or may have it, and what he knows of the user of the PF. */
export interface VfHolder {
  readonly name: string;
  /** He has the VF. */
  readonly has: Expression;
  /** The PF is with somebody he trusts, or with nobody. */
  readonly trusts: Expression;
  /** He has shown the secret he shares with the user of the PF. */
  readonly proved: Expression;
}

/** What the requirements on PF and VFs speak about. */
export interface PfSubject {
  readonly holders: readonly VfHolder[];
  /** The PF is in user space: its user can do to the VFs what the hardware lets a PF do. */
  readonly inUserSpace: Expression;
  /** Somebody has the PF open. */
  readonly open: Expression;
}

/**
 * Whoever has a VF trusts whoever has the PF.
 *
 * Source: the thread "pci-iov: Add support for unmanaged SR-IOV", virtio-dev, March 2018; cc20d7999000.
 */
export function pfOwnerTrusted({ holders, open }: PfSubject): Property {
  return invariant({
    name: 'PfOwnerTrustedByVfs',
    statement: 'whoever has a VF trusts whoever has the PF, or nobody has the PF',
    stake: 'the user of the PF resets, reprograms or reads what a VF of somebody else does',
    holds: allOf(...holders.map(({ has, trusts }) => implies(has, trusts))),
    companion: companion(
      'a VF is in use while the PF is open',
      allOf(open, anyOf(...holders.map(({ has }) => has))),
    ),
  });
}

/** Who has a VF of a PF in user space has shown the token. Source: cc20d7999000. */
export function vfOpenNeedsToken({ holders, inUserSpace }: PfSubject): Property {
  return invariant({
    name: 'VfOpenNeedsToken',
    statement: 'whoever has a VF of a PF in user space has shown the token',
    stake: 'a VF is given to a guest or a driver of the host that takes the PF for trustworthy',
    holds: implies(inUserSpace, allOf(...holders.map(({ has, proved }) => implies(has, proved)))),
    companion: companion(
      'a VF of a PF in user space is in use',
      allOf(inUserSpace, anyOf(...holders.map(({ has }) => has))),
    ),
  });
}

/**
 * While nobody resets the PF, the VFs that the host takes for present are.
 *
 * Source: `sriov_restore_state` in Linux (8c5cdb6adf02).
 *
 * @param lost the host takes VFs for present that are not @param resetting a reset is under way
 */
export function vfsAsEnabled(lost: Expression, resetting: Expression): Property {
  return invariant({
    name: 'VfsAsEnabled',
    statement:
      'outside of a reset of the PF, VFs are there and answer if the host has enabled them',
    stake: 'a guest whose VF has gone reads ones, or the machine stops at an access nobody answers',
    holds: implies(lost, resetting),
    companion: companion('the PF is being reset under its VFs', allOf(lost, resetting)),
  });
}

/** A device-TLB, and whether what it holds may be there. */
export interface DeviceTlb {
  /** It holds something. */
  readonly holds: Expression;
  /** What it holds is of the domain that its function is in, or leaves just now. */
  readonly current: Expression;
  /** The function has just left a domain, or leaves it. */
  readonly moving: Expression;
}

/** What a device has cached is of the domain it is in. Source: 8dd8f005bdd4. */
export function noStaleAtc(tlbs: readonly DeviceTlb[]): Property {
  return invariant({
    name: 'NoStaleAtc',
    statement: 'what a function has cached in its device-TLB is of the domain it is in',
    stake: 'a device goes on reaching memory of the guest that had it before, past the IOMMU',
    holds: allOf(...tlbs.map(({ current }) => current)),
    companion: companion(
      'a function leaves a domain with something cached',
      anyOf(...tlbs.map(({ holds, moving }) => allOf(holds, moving))),
    ),
  });
}
