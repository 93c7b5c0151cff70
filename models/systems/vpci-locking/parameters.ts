/** Parameters of the family `vpci-locking`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';

export const schemes = [
  'S0',
  'S1',
  'S2v1',
  'S2v7',
  'S2p',
  'S3v8',
  'S3v9',
  'S3v10',
  'S4',
  'S5',
] as const;
export type SchemeName = (typeof schemes)[number];

/** Codes of the actors' code paths, as in the domain literature of this project. */
export const paths = [
  'RD',
  'WR',
  'CMD',
  'BAR',
  'PEND',
  'MSIX',
  'MSI',
  'ADD',
  'REM',
  'ASG',
  'DEA',
  'RST',
  'DOM',
  'FLT',
] as const;
export type PathCode = (typeof paths)[number];

export const defects = [
  'ROM_SKIPS_SELF',
  'CANCEL_CURRENT',
  'REM_LOOP',
  'LOCK_S2_REREAD',
  'LOCK_READREC',
  'PEND_RUNS',
  'REM_UNLOCKED',
  'MSI_ASSERTS',
  'SLOT_UNLOCKED',
  'SLOT_INVALID_CLEAR',
  'MSIX_LIST',
] as const;
export type Defect = (typeof defects)[number];

/** The schemes on which a defect toggle makes sense. */
export const schemesOf: Readonly<Record<Defect, readonly SchemeName[]>> = {
  ROM_SKIPS_SELF: ['S1'],
  CANCEL_CURRENT: ['S1'],
  REM_LOOP: ['S2v1', 'S2v7'],
  LOCK_S2_REREAD: ['S2v1', 'S2v7'],
  LOCK_READREC: ['S4', 'S5'],
  PEND_RUNS: ['S4'],
  REM_UNLOCKED: ['S4'],
  MSI_ASSERTS: ['S4'],
  SLOT_UNLOCKED: ['S4'],
  SLOT_INVALID_CLEAR: ['S1', 'S4'],
  MSIX_LIST: ['S0'],
};

export const parameters = {
  scheme: choice({
    values: schemes,
    default: 'S4',
    help: 'which lock guards pdev->vpci, and who takes it when',
    meanings: {
      S0: 'lock inside struct vpci, which dies with it (2018 to 2023)',
      S1: 'per-device lock in struct pci_dev (series part 3, v5, November 2021)',
      S2v1: 'per-domain rwlock plus vpci->lock, as first posted (February 2022)',
      S2v7: 'the same, revived with lookups under pcidevs_lock (v7, June 2023)',
      S2p: 'global pcidevs lock as a rwlock (prototype, 2022)',
      S3v8: 'd->pci_lock, writers in read mode (v8, July 2023)',
      S3v9: 'd->pci_lock, pending work unlocked before the registers (v9, August 2023)',
      S3v10: 'd->pci_lock, early exit keeps the slot (v10, October 2023)',
      S4: 'd->pci_lock as landed (2023-2024, Xen 4.19 and later)',
      S5: 'S4 with per-device tasks cancelled on removal (proposed, July 2026)',
    },
  }),
  profile: choice({
    values: ['hwdom', 'domU'],
    default: 'hwdom',
    help: 'the domain under study',
    meanings: {
      hwdom: 'the hardware domain, as PVH dom0 uses vPCI today',
      domU: 'a guest, as the series intends',
    },
  }),
  vcpus: integer({ min: 0, max: 8, default: 2, help: 'vCPUs of the domain under study' }),
  devices: integer({ min: 1, max: 32, default: 1, help: 'devices' }),
  managed: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'devices that are added, removed, assigned and reset; the others stay where they are',
  }),
  toolstacks: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'CPUs of dom0 that manage devices at the same time',
  }),
  start: choice({
    values: ['here', 'elsewhere'],
    default: 'here',
    help: 'where the managed devices are at first: in the domain under study, or in another one',
  }),
  incarnations: integer({
    min: 1,
    max: 3,
    default: 2,
    isBound: true,
    help: 'how many times a device and its vPCI state may be allocated in all',
  }),
  paths: setOf({
    values: paths,
    default: paths,
    help: 'code paths that are modelled',
    meanings: {
      RD: 'config read',
      WR: 'config write of a plain register',
      CMD: 'write that toggles memory decode or the ROM enable',
      BAR: 'write of a BAR',
      PEND: 'deferred completion on the way back to the guest',
      MSIX: 'access to the MSI-X table page',
      MSI: 'control write that enables MSI',
      ADD: 'dom0 reports a device',
      REM: 'dom0 removes a device',
      ASG: 'assign a device to a domain',
      DEA: 'deassign a device',
      RST: 'reset of a device',
      DOM: 'domain destruction',
      FLT: 'IOMMU fault handler',
    },
  }),
  debugKeys: flag({
    default: false,
    help: 'somebody presses the debug key that prints MSI state (S4 and S5)',
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the scheme has',
    meanings: {
      ROM_SKIPS_SELF: 'S1: the suggested repair of the ROM toggle, which skips the device itself',
      CANCEL_CURRENT: 'S1: removal cancels only the slot of its own vCPU (v4)',
      REM_LOOP: 'S2: the removal loop follows the pointer it has just cleared',
      LOCK_S2_REREAD: 'S2: drops the read lock, takes the write lock, does not look again',
      LOCK_READREC: 'takes the read lock once for translation and once for access',
      PEND_RUNS: 'a preempted map lets the vCPU run (before 3e568fa9e1)',
      REM_UNLOCKED: 'removal without the lock of the owner (before 635dd1120a)',
      MSI_ASSERTS: 'an MSI helper asserts pcidevs_lock (before 931eaa21cd)',
      SLOT_UNLOCKED: 'virtual slots are allocated under no lock, not even pcidevs_lock',
      SLOT_INVALID_CLEAR:
        'deassign clears the slot bit without asking whether there is a slot (v5)',
      MSIX_LIST: 'teardown leaves the MSI-X table on the list of the domain (before c14aea137e)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** The bitmap of a guest's virtual slots has a local state for each set of them. */
const GUEST_DEVICES_MAX = 4;

/** A lock that may be read inside a read has 3 local states for each user, to the power of users. */
const NESTED_VCPUS_MAX = 4;

/**
 * Whether the lock of the domain may be one that a read inside a read breaks: the landed code has no
 * such reads, and with many vCPUs the other lock has too many local states.
 */
export function readsFlat({ scheme, defects, vcpus }: Values): boolean {
  const landed = scheme === 'S4' || scheme === 'S5';
  return landed && vcpus > NESTED_VCPUS_MAX && !defects.includes('LOCK_READREC');
}

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  if (values.managed > values.devices) {
    return `managed is ${values.managed}, but there are only ${values.devices} devices`;
  }
  if (values.profile === 'domU' && values.devices > GUEST_DEVICES_MAX) {
    return `devices is ${values.devices}, but the virtual bus of a guest is modelled with up to ${GUEST_DEVICES_MAX} slots`;
  }
  if (values.vcpus > NESTED_VCPUS_MAX && !readsFlat(values)) {
    return `vcpus is ${values.vcpus}, but only S4 and S5 without LOCK_READREC are modelled with more than ${NESTED_VCPUS_MAX}`;
  }
  for (const defect of values.defects) {
    if (!schemesOf[defect].includes(values.scheme)) {
      return `defect ${defect} belongs to scheme ${schemesOf[defect].join(' or ')}, not to ${values.scheme}`;
    }
  }
  if (values.debugKeys && values.scheme !== 'S4' && values.scheme !== 'S5') {
    return `debugKeys belongs to scheme S4 or S5, not to ${values.scheme}`;
  }
  if (values.vcpus === 0 && (values.toolstacks === 0 || values.managed === 0)) {
    return 'there is nobody to do anything';
  }
  return undefined;
}
