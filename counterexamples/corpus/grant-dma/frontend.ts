/** Defects of the frontend: how it grants, and how it ends a grant. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

export const frontendDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-396',
    title: 'A frontend frees a page whose grant could not be ended',
    story:
      'Frontends of Linux ended their grants and freed the pages, without minding that an end can fail. A backend that keeps a page mapped goes on reading and writing whatever the guest puts there next.',
    source: 'XSA-396 (CVE-2022-23036 to CVE-2022-23042); toggle onBusy: defer to freeAnyway',
    confidence: 'confirmed',
    defect: { onBusy: 'freeAnyway' },
    property: 'GRANT-NO-REUSE',
    depth: 15,
    fix: 'A page whose grant is in use is kept, and the end is tried again from a timer.',
    fixed: { onBusy: 'defer' },
  }),
  defect({
    id: 'XSA-396-REF',
    title: 'A frontend frees the reference of a grant that could not be ended',
    story:
      'The same frontends put the reference on the free list as well. The next to take it writes an entry that is pinned already, for another page.',
    source: 'XSA-396; REF-FRESH of the survey',
    confidence: 'confirmed',
    defect: { onBusy: 'freeAnyway' },
    property: 'REF-FRESH',
    depth: 12,
    fix: 'A reference whose grant is in use is kept with its page.',
    fixed: { onBusy: 'defer' },
  }),
  defect({
    id: 'QUERY_FIRST',
    title: 'A frontend asks whether a grant is in use, and ends it afterwards',
    story:
      'gnttab_query_foreign_access looked at the status, and the grant was ended in a second step. A backend that maps it in between has it, and the frontend frees the page.',
    source: 'XSA-396 (CVE-2022-23036, CVE-2022-23037, CVE-2022-23038), which removed the function',
    confidence: 'confirmed',
    defect: { endAccess: 'queryFirst' },
    property: 'GRANT-NO-REUSE',
    depth: 16,
    fix: 'Look and end are one operation that can fail.',
    fixed: { endAccess: 'own' },
  }),
  defect({
    id: 'QUERY_FIRST-V2',
    title: 'The same in version 2, where flags and status are apart',
    story:
      'In version 2 look and end cannot be one operation. If the status is looked at first and the flags are cleared afterwards, a backend that maps in between has the page. The flags have to go first.',
    source: 'gnttab_end_foreign_access_ref_v2 of Linux; toggle endAccess',
    confidence: 'hypothesis',
    defect: { tableVer: '2', endAccess: 'queryFirst' },
    property: 'GRANT-NO-REUSE',
    depth: 17,
    fix: 'Flags are cleared first, then the status is looked at.',
    fixed: { endAccess: 'own' },
  }),
  defect({
    id: 'V2_END_ON_V1',
    title: 'Flags are cleared with the status in them',
    story:
      'In version 1 the status bits are in the word that the flags are in. A frontend that ends a grant in the way of version 2, by writing zero, wipes out what the hypervisor has said and then finds the grant unused.',
    source: 'toggle endAccess: v1cas to v2clearFirst, in version 1',
    confidence: 'hypothesis',
    defect: { endAccess: 'v2clearFirst' },
    property: 'GRANT-NO-REUSE',
    depth: 16,
    fix: 'In version 1 a grant is ended by compare-exchange.',
    fixed: { endAccess: 'own' },
  }),
  defect({
    id: 'FLAGS_FIRST',
    title: 'An entry is valid before it names its frame',
    story:
      'The frontend writes the flags of an entry before its frame. The entry has a frame still, that of its last use. A backend that maps it now gets that page, which is the frontend’s own again.',
    source: 'G.1 to G.3 of the survey; the barrier in gnttab_update_entry_v1; toggle flagsFirst',
    confidence: 'hypothesis',
    defect: { pages: 2, defects: ['FLAGS_FIRST'] },
    property: 'GRANT-NO-REUSE',
    depth: 19,
    fix: 'Flags last, behind a write barrier.',
    fixed: none,
  }),
];
