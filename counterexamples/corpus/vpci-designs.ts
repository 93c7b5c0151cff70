/**
 * The locking schemes of vPCI, each judged for both kinds of domain: the hardware domain with two
 * vCPUs, a guest with one (its registers, its virtual bus and the fault handler are modelled too).
 */

import type { DesignEntry } from '../catalogue.ts';

interface Scheme {
  readonly scheme: string;
  readonly title: string;
  /** What the violations stand for, in the ids of the defects. */
  readonly remarks: string;
  readonly hwdom: Readonly<Record<string, number>>;
  readonly domU: Readonly<Record<string, number>>;
}

const schemes: readonly Scheme[] = [
  {
    scheme: 'S0',
    title: 'lock inside struct vpci',
    remarks: 'D0a, D0b, D0d, D0f, S0-DOMAIN; OWNER-CFG: assignment has no vPCI hook',
    hwdom: {
      'NO-UAF': 11,
      'NO-NULL': 13,
      'PTR-STABLE': 10,
      CANCEL: 12,
      'L-NODEADLOCK': 9,
      'NO-STUCK': 12,
    },
    domU: {
      'NO-UAF': 11,
      'NO-UAF-FLT': 16,
      'NO-NULL': 13,
      'PTR-STABLE': 10,
      CANCEL: 11,
      'OWNER-CFG': 9,
      'L-NODEADLOCK': 9,
      'NO-STUCK': 10,
    },
  },
  {
    scheme: 'S1',
    title: 'per-device lock in struct pci_dev (v5)',
    remarks: 'D1a to D1d, D1g to D1i',
    hwdom: { 'NO-UAF': 13, CANCEL: 15, 'L-NODEADLOCK': 8, 'L-NOSELF': 5, 'NO-STUCK': 10 },
    domU: {
      'NO-UAF': 12,
      'NO-UAF-FLT': 18,
      'NO-NULL': 25,
      CANCEL: 17,
      'OWNER-CFG': 10,
      'L-NODEADLOCK': 11,
      'NO-STUCK': 12,
    },
  },
  {
    scheme: 'S2v1',
    title: 'per-domain rwlock, first posting',
    remarks: 'D2a, D2g; MSI inside pcidevs_lock as D1i',
    hwdom: {
      'NO-UAF': 12,
      'NO-NULL': 10,
      'PTR-STABLE': 9,
      CANCEL: 21,
      'L-NODEADLOCK': 12,
      'NO-STUCK': 14,
    },
    domU: {
      'NO-UAF': 13,
      'NO-UAF-FLT': 16,
      'NO-NULL': 10,
      'PTR-STABLE': 9,
      CANCEL: 21,
      'L-NODEADLOCK': 12,
      'NO-STUCK': 14,
    },
  },
  {
    scheme: 'S2v7',
    title: 'per-domain rwlock, v7',
    remarks: 'D2a between lookup and lock, D2d, D2g',
    hwdom: {
      'NO-UAF': 14,
      'NO-NULL': 12,
      'PTR-STABLE': 11,
      CANCEL: 25,
      'L-NODEADLOCK': 13,
      'NO-STUCK': 14,
    },
    domU: {
      'NO-UAF': 15,
      'NO-UAF-FLT': 16,
      'NO-NULL': 12,
      'PTR-STABLE': 11,
      CANCEL: 25,
      'L-NODEADLOCK': 13,
      'NO-STUCK': 14,
    },
  },
  {
    scheme: 'S2p',
    title: 'pcidevs lock as a rwlock',
    remarks: 'D2h; pending work does not test vpci',
    hwdom: {
      'NO-UAF': 24,
      'NO-NULL': 34,
      'LOCK-DISC': 6,
      CANCEL: 15,
      'L-NODEADLOCK': 8,
      'L-NODEADLOCK-VCPUS': 10,
      'L-NOSELF': 6,
      'NO-STUCK': 9,
    },
    domU: {
      'NO-UAF': 24,
      'NO-UAF-FLT': 16,
      'LOCK-DISC': 6,
      CANCEL: 14,
      'L-NODEADLOCK': 8,
      'L-NOSELF': 6,
      'NO-STUCK': 9,
    },
  },
  {
    scheme: 'S3v8',
    title: 'd->pci_lock, v8',
    remarks: 'D3a, D3d',
    hwdom: {
      'NO-UAF': 15,
      'NO-NULL': 21,
      'PTR-STABLE': 20,
      CANCEL: 22,
      'L-NODEADLOCK': 9,
      'NO-STUCK': 11,
    },
    domU: {
      'NO-UAF': 22,
      'NO-UAF-FLT': 17,
      'NO-NULL': 22,
      'PTR-STABLE': 21,
      CANCEL: 22,
      'L-NODEADLOCK': 9,
      'NO-STUCK': 11,
    },
  },
  {
    scheme: 'S3v9',
    title: 'd->pci_lock, v9',
    remarks: 'D3c, D3d; removal without the lock as D4x1 and V-15',
    hwdom: { 'NO-UAF': 10, 'NO-NULL': 17, 'PTR-STABLE': 9, CANCEL: 22, 'ASSERT-FREE': 4 },
    domU: {
      'NO-UAF': 11,
      'NO-UAF-FLT': 17,
      'NO-NULL': 20,
      'PTR-STABLE': 10,
      CANCEL: 22,
      'ASSERT-FREE': 4,
    },
  },
  {
    scheme: 'S3v10',
    title: 'd->pci_lock, v10',
    remarks: 'D3d: the slot that is kept; D4a; removal without the lock as D4x1, V-15, S0-DOMAIN',
    hwdom: {
      'NO-UAF': 10,
      'NO-NULL': 35,
      'PTR-STABLE': 9,
      CANCEL: 22,
      'ONE-SLOT': 42,
      'PEND-BLOCKS': 19,
      'ASSERT-FREE': 4,
    },
    domU: {
      'NO-UAF': 11,
      'NO-UAF-FLT': 17,
      'PTR-STABLE': 10,
      CANCEL: 22,
      'ONE-SLOT': 45,
      'PEND-BLOCKS': 20,
      'ASSERT-FREE': 4,
    },
  },
  {
    scheme: 'S4',
    title: 'd->pci_lock, landed',
    remarks:
      'the locks hold; open by reading: D4a and D4b (CANCEL, NO-UAF), D4m (NO-UAF, hardware domain), PEND_LOSTBITS, FLT-INTX, FLT-PDEV',
    hwdom: { 'NO-UAF': 15, CANCEL: 22 },
    domU: { 'NO-UAF': 24, 'NO-UAF-FLT': 17, CANCEL: 22, 'INTX-XOR-MSI': 15, 'MASTER-STOP': 22 },
  },
  {
    scheme: 'S5',
    title: 'd->pci_lock with tasks that are cancelled, proposed',
    remarks: 'D4a and D4b are gone; D4m, FLT-INTX and FLT-PDEV are untouched by it',
    hwdom: { 'NO-UAF': 18 },
    domU: { 'NO-UAF-FLT': 18, 'INTX-XOR-MSI': 15 },
  },
];

function entry(
  { scheme, title, remarks, ...violated }: Scheme,
  profile: 'hwdom' | 'domU',
): DesignEntry {
  return {
    kind: 'design',
    id: `${scheme}-${profile}`,
    title: `${title}, ${profile === 'hwdom' ? 'hardware domain' : 'guest'}`,
    design: {
      system: 'vpci-locking',
      parameters: { scheme, profile, vcpus: profile === 'hwdom' ? 2 : 1 },
    },
    violated: violated[profile],
    remarks,
  };
}

export const vpciDesigns: readonly DesignEntry[] = schemes.flatMap((scheme) => [
  entry(scheme, 'hwdom'),
  entry(scheme, 'domU'),
]);
