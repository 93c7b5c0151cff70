/** What can be mended and what can be broken, by the names the families of the components have for it. */

import { defectMeanings as ofAssignment } from '../assignment/defects.ts';
import { parameters as mapping } from '../vpci-mapping/parameters.ts';

/** Repairs of the family `vpci-mapping`. */
export const mappingRepairs = [
  'CANCEL',
  'EXCLUSIVE',
  'UNMAP',
  'DEASSIGN_FIRST',
  'UNMAP_FREE',
] as const;
export const repairs = [...mappingRepairs, 'MSI_OFF'] as const;
export type Repair = (typeof repairs)[number];

const mended = mapping.repairs.meanings ?? {};

export const repairMeanings: Readonly<Record<Repair, string>> = {
  CANCEL: mended.CANCEL ?? '',
  EXCLUSIVE: mended.EXCLUSIVE ?? '',
  UNMAP: mended.UNMAP ?? '',
  DEASSIGN_FIRST: mended.DEASSIGN_FIRST ?? '',
  UNMAP_FREE: mended.UNMAP_FREE ?? '',
  MSI_OFF:
    'whatever takes vPCI state away unbinds the interrupt and turns MSI off first (without it: MSI_LEFT of vpci-msi)',
};

export const assignmentDefects = [
  'DEA_LATE_VPCI',
  'QUARANTINE_DEPTH',
  'LEVEL_IGNORED',
  'TIMEOUT_IS_ERROR',
  'DESTROY_GOES_ON',
] as const;
export const defects = [...assignmentDefects, 'GRANT_FLUSH_LATE'] as const;
export type Defect = (typeof defects)[number];

export const defectMeanings: Readonly<Record<Defect, string>> = {
  DEA_LATE_VPCI: ofAssignment.DEA_LATE_VPCI,
  QUARANTINE_DEPTH: ofAssignment.QUARANTINE_DEPTH,
  LEVEL_IGNORED: ofAssignment.LEVEL_IGNORED,
  TIMEOUT_IS_ERROR: ofAssignment.TIMEOUT_IS_ERROR,
  GRANT_FLUSH_LATE:
    'the IOTLB is flushed after the granting guest has been told that its grant is unused; tlbFlush=afterStatus of grant-dma, for devices',
  DESTROY_GOES_ON: ofAssignment.DESTROY_GOES_ON,
};

/** Those of the chosen ones that one family knows. */
export function among<const T extends string>(
  known: readonly T[],
  chosen: readonly string[],
): readonly T[] {
  return known.filter((name) => chosen.includes(name));
}
