/** Defects of accesses to the MSI-X table. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

export const tableDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-112',
    title: 'An access to the MSI-X table runs on into a page without one',
    story:
      'Whether an access is one to an MSI-X table was decided by its first address. A repeated access went on behind the table, where no entry is found, and the pointer to it was followed.',
    source: 'XSA-112, CVE-2014-8867; c5397354b9 (2014-11-27); toggle TABLE_SPAN',
    confidence: 'confirmed',
    defect: { paths: ['TBL'], defects: ['TABLE_SPAN'] },
    property: 'NO-NULL',
    depth: 10,
    fix: 'Accesses are clipped at the end of the region (c5397354b9).',
    fixed: none,
  }),
  defect({
    id: 'XSA-164',
    title: 'A write to the MSI-X table goes beyond the array of entries',
    story:
      'The page that has the table is larger than the table. The number of the entry that a write is for was not compared with how many entries there are.',
    source: 'XSA-164, CVE-2015-8554; secondary source; toggle TABLE_RANGE',
    confidence: 'reported',
    defect: { paths: ['TBL'], defects: ['TABLE_RANGE'] },
    property: 'IN-BOUNDS',
    depth: 8,
    fix: 'What is beside the table is not an entry.',
    fixed: none,
  }),
  defect({
    id: 'FLAG_LATE',
    title: 'An access to the MSI-X table is lost while its BAR is being mapped',
    story:
      'Deferred work maps the BAR around the table, so that accesses to the table trap, and only then notes that the BAR is enabled. An access in between traps, finds no enabled BAR it could belong to, and is lost. Nothing is reached that should not be; the guest loses a write to a device it has just enabled.',
    source: 'section 6, item 3 of the survey; by reading, c447b7308b: msix_find, modify_decoding',
    confidence: 'hypothesis',
    defect: { vcpus: 2, paths: ['TBL', 'BAR'], defects: ['FLAG_LATE'] },
    property: 'TABLE-FOUND',
    depth: 7,
    fix: 'The BAR is noted as enabled before it is mapped, as the tasks of the series of July 2026 do.',
    fixed: none,
  }),
];
