/** What becomes of references and mappings in the long run. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { type AskedByName, lasso, type Parameters, runsDesignOf } from '../../entries.ts';
import { defect } from './defect.ts';

/** One reference that a backend maps for reading, and a frontend that makes it read-only and writable. */
const flipping: Parameters = { maps: ['r'], copies: [], grants: ['r', 'w'], paths: ['FLIP'] };

const design = (id: string, title: string, parameters: Parameters, asks: AskedByName) =>
  runsDesignOf({ id, title, design: { system: 'grant-dma', parameters } }, asks);

export const grantRunDesigns: readonly DesignEntry[] = [
  design(
    'GRANT-FLIP-V1-RUNS',
    'version 1, a frontend that flips read-only: in the long run',
    flipping,
    { 'EVENTUAL-RELEASE': 'holds', 'NO-STARVE': 'holds' },
  ),
  design(
    'GRANT-FLIP-V2-RUNS',
    'version 2, a frontend that flips read-only: in the long run',
    { ...flipping, tableVer: '2' },
    { 'EVENTUAL-RELEASE': 'holds', 'NO-STARVE': 'holds' },
  ),
];

export const grantRunDefects: readonly DefectEntry[] = [
  defect({
    id: 'MARK_BROKEN',
    title: 'A reference whose grant could not be ended is never free again',
    story:
      'The backend has the page mapped when the frontend ends its grant. The frontend marks the device as broken and forgets the reference. The backend dies and is built anew; nobody uses the grant any more, and nobody is left who knows that it could be ended now.',
    source: 'G10 of the survey; xen_grant_dma_unmap_page of Linux; toggle onBusy: markBrokenReuse',
    confidence: 'hypothesis',
    defect: { paths: ['DIE'], onBusy: 'markBrokenReuse' },
    property: 'EVENTUAL-RELEASE',
    ...lasso(22, 5),
    fix: 'The reference is kept and tried again, as drivers do since XSA-396.',
    fixed: { onBusy: 'defer' },
  }),
];
