/** Defects of switching the version of a grant table. */

import type { DefectEntry } from '../../catalogue.ts';

function defect(
  init: Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> & {
    readonly race: 'STATUS' | 'TRANS';
    readonly toggle: string;
  },
): DefectEntry {
  const { race, toggle, ...rest } = init;
  const parameters = { scene: 'version', races: [race] };
  return {
    kind: 'defect',
    ...rest,
    defect: { system: 'grant-dma', parameters: { ...parameters, defects: [toggle] } },
    fixed: { system: 'grant-dma', parameters: { ...parameters, defects: [] } },
  };
}

export const versionDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-486',
    title: 'A status frame is mapped while it is being freed',
    story:
      'One vCPU maps a status frame: it finds the frame under the lock of the table, drops the lock, and makes the p2m entry. Meanwhile another one switches to version 1, which takes the frame out of the p2m, where it is not yet, and frees it. The guest is left with a p2m entry for freed memory.',
    source: 'XSA-486 (CVE-2026-23558), 02708d3b51',
    confidence: 'confirmed',
    race: 'STATUS',
    toggle: 'STATUS_UNLOCKED',
    property: 'STATUS-FRAME-LIVE',
    depth: 11,
    fix: 'The lock is held until the p2m entry is made.',
  }),
  defect({
    id: 'XSA-501',
    title: 'A copy comes back to a status frame that was freed',
    story:
      'A copy by a transitive grant drops the lock of the table while it acquires the grant behind it. It keeps a pointer to its status. Meanwhile the owner of the table switches to version 1, and the status frame is freed. The copy clears bits in it when it is back.',
    source: 'XSA-501 (CVE-2026-62436), 96dfeb4177',
    confidence: 'confirmed',
    race: 'TRANS',
    toggle: 'OPS_UNCOUNTED',
    property: 'NO-UAF',
    depth: 13,
    fix: 'Operations under way are counted, and the version is not switched while there are any.',
  }),
];
