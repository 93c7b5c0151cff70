/** Which tables there can be, and which page of memory each leads to. */

import type { Tables, World } from './world.ts';

/** What a request in flight is tagged with that the IOMMU did not translate. */
export const byDevice = -1;

/** The page that tables lead to which do not change; null where it depends on entries. */
export const pageOf: Readonly<Record<Tables, string | null>> = {
  dom0: 'dom0 page',
  dom1: null,
  dom2: 'dom2 page',
  dom3: 'dom3 page',
  quarantine: 'scratch page',
};

/** The tables there can be. */
export function tablesOf({ values, has, defect }: World): readonly Tables[] {
  const passes =
    (has('DEA') && (values.quarantine === 'none' || defect('s2crBypass'))) || has('INIT', 'PROBE');
  return [
    'dom1',
    ...(has('MOVE') ? ['dom2' as const] : []),
    ...(has('KEXEC') ? ['dom3' as const] : []),
    ...(has('DEA') && values.quarantine === 'scratch' ? ['quarantine' as const] : []),
    ...(passes ? ['dom0' as const] : []),
  ];
}
