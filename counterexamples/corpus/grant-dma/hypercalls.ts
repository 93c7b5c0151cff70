/** Defects of the hypervisor: pins, status bits, references. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

export const hypercallDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-218',
    title: 'The frontend is told that its grant is unused while a backend still has it',
    story:
      'A backend has mapped one grant twice and unmaps both, on two CPUs. The pins were taken off in one critical section and the status bits cleared in a later one, with the flush between. The CPU that flushed first finds that all pins are gone and clears the status, before the other one has flushed. The frontend uses the page for something else, and the other CPU still reaches it through its TLB.',
    source: 'XSA-218, 9a0bd460cf; toggle unmapAtomic',
    confidence: 'confirmed',
    defect: { cpus: 2, unmapAtomic: false },
    property: 'GRANT-NO-REUSE',
    depth: 31,
    fix: 'Pins and status bits change in one critical section, after the flush.',
    fixed: { unmapAtomic: true },
  }),
  defect({
    id: 'XSA-218-CONFINE',
    title: 'A CPU reaches a page by its TLB when nothing is pinned any more',
    story:
      'One unmap is enough to see what XSA-218 is made of. The pin goes in a critical section of its own, before the TLBs are flushed: for that long the CPU has a translation of a page that no grant of its domain pins. With a second CPU that clears the status meanwhile, it becomes XSA-218.',
    source: 'XSA-218, 9a0bd460cf; toggle unmapAtomic',
    confidence: 'confirmed',
    defect: { unmapAtomic: false },
    property: 'GRANT-CONFINE',
    depth: 15,
    fix: 'Pins and status bits change in one critical section, after the flush.',
    fixed: { unmapAtomic: true },
  }),
  defect({
    id: 'TLB_LATE',
    title: 'The frontend is told before the TLBs are flushed',
    story:
      'A backend unmaps a grant. Its pin goes and the status is cleared before its TLBs are flushed. The frontend ends the grant and uses the page for something else, which the backend reaches as long as a TLB holds the old translation.',
    source:
      'toggle tlbFlush: beforeStatus to afterStatus; the order that gnttab_unmap_grant_ref keeps',
    confidence: 'hypothesis',
    defect: { tlbFlush: 'afterStatus' },
    property: 'GRANT-NO-REUSE',
    depth: 22,
    fix: 'One flush for the whole batch, between unmap_common and unmap_common_complete.',
    fixed: { tlbFlush: 'beforeStatus' },
  }),
  defect({
    id: 'XSA-230',
    title: 'The end of a copy hides that a device still has the page',
    story:
      'A PV backend has mapped a grant for its device, and copies from the same page. At the end of the copy the status bits were cleared if no CPU had pins any more; pins of devices were not looked at. The frontend is told that the grant is unused, ends it, and uses the page for something else, which the device still reaches.',
    source: 'XSA-230 (CVE-2017-12855), 6e2a4c7356',
    confidence: 'confirmed',
    defect: { devices: true, copies: ['r'], defects: ['COPY_COUNTS_HOST'] },
    property: 'GRANT-NO-REUSE',
    depth: 23,
    fix: 'Status bits depend on all pins, by CPU and by device.',
    fixed: none,
  }),
  defect({
    id: 'XSA-230-STATUS',
    title: 'The end of one copy takes the status of another writer away',
    story:
      'The same count had a second fault: whether an entry is read was decided by pins for reading alone, although a pin for writing needs both bits. A backend that has mapped a page for writing and copies into it ends the copy, and the entry says writing, but not reading. The frontend looks at both bits, so nothing is lost by it yet.',
    source:
      '6e2a4c7356, whose message mentions the read part "for consistency"; found by the model',
    confidence: 'confirmed',
    defect: { maps: ['w'], copies: ['w'], grants: ['w'], defects: ['COPY_COUNTS_HOST'] },
    property: 'STATUS-COVERS-PIN',
    depth: 19,
    fix: 'An entry says reading as long as there is any pin.',
    fixed: none,
  }),
  defect({
    id: 'XSA-236',
    title: 'A copy goes on without a reference to its page',
    story:
      'At its end a copy put its page and took its pin off afterwards. Between the two a second copy finds the grant pinned and takes that for proof that the page is there; it asserted that it got a reference. The frontend had given the page back, so with the first reference it was freed. Without assertions the second copy reads memory that belongs to somebody else.',
    source: 'XSA-236 (CVE-2017-15597), e008f7619d',
    confidence: 'confirmed',
    defect: { cpus: 2, maps: [], copies: ['r'], paths: ['GIVE'], defects: ['COPY_PUTS_FIRST'] },
    property: 'PAGE-HELD',
    depth: 18,
    fix: 'The pin goes before the reference, and a copy that gets no reference ends with an error.',
    fixed: none,
  }),
  defect({
    id: 'XSA-394',
    title: 'A mapping that is unmapped in two parts is counted off twice',
    story:
      'A mapping can be for the CPU and for the device, and be unmapped one after the other; that is part of the ABI. The count behind the IOMMU entry goes up once for each mapping, but went down with each successful unmap. The second part finds the count at zero and the hypervisor stops.',
    source: 'XSA-394 (CVE-2022-23034), 975a8fb45c',
    confidence: 'confirmed',
    defect: { devices: true, paths: ['PART'], defects: ['PARTIAL_COUNTS'] },
    property: 'ASSERT-FREE',
    depth: 23,
    fix: 'The count goes down when the handle is given back.',
    fixed: none,
  }),
  defect({
    id: 'XSA-500',
    title: 'A copy writes to one page and holds another',
    story:
      'A grant is pinned for reading, which has latched its page. The frontend writes another frame into the entry. A copy for writing has to set the status, so it reads the entry, takes a reference to the frame that it finds there, and writes to the page that is latched. When the reader is done nothing holds that page; the frontend has given it back, and the copy writes to memory of somebody else.',
    source: 'XSA-500 (CVE-2026-62428), 61b0a59ce2',
    confidence: 'confirmed',
    defect: {
      cpus: 2,
      pages: 2,
      maps: [],
      copies: ['r', 'w'],
      grants: ['w'],
      paths: ['FRAME', 'GIVE'],
      defects: ['COPY_TRUSTS_ENTRY'],
    },
    property: 'PAGE-HELD',
    depth: 22,
    fix: 'What was read is compared with what is latched, and the copy fails if they differ.',
    fixed: none,
  }),
  defect({
    id: 'STATUS_PLAIN',
    title: 'The status is written back into a word that has changed',
    story:
      'In version 1 flags and status share a word. If the hypervisor reads it, adds its bit and writes it back, without compare-exchange, the frontend can have ended the grant in between. The write makes the entry valid again. The frontend has freed its page, and the backend maps it.',
    source: '_set_status_v1, the loop around guest_cmpxchg; additional toggle',
    confidence: 'hypothesis',
    defect: { defects: ['STATUS_PLAIN'] },
    property: 'GRANT-NO-REUSE',
    depth: 15,
    fix: 'Compare-exchange, tried again at most five times.',
    fixed: none,
  }),
  defect({
    id: 'NO_RECHECK',
    title: 'Flags are not looked at again after the status was set',
    story:
      'In version 2 flags and status are in different pages, so no compare-exchange covers both. Frontend and hypervisor each write one and then read the other. If the hypervisor leaves its second look out, the frontend can clear the flags and find the status clear, just before the hypervisor sets it.',
    source: '_set_status_v2, the second read behind smp_mb; additional toggle',
    confidence: 'hypothesis',
    defect: { tableVer: '2', defects: ['NO_RECHECK'] },
    property: 'GRANT-NO-REUSE',
    depth: 16,
    fix: 'The flags are read again once the status is visible.',
    fixed: none,
  }),
  defect({
    id: 'G5',
    title: 'A further pin is not held against an entry that is no longer valid',
    story:
      'In version 2 a frontend ends a grant by clearing the flags first. If the grant is in use, the entry is invalid from then on, but what is latched goes on. A further pin is checked for GTF_readonly only, which has gone with the other flags. So the frontend’s last word was that the page is for reading, and a pin for writing is granted. Version 1 does not get there: its compare-exchange leaves the entry as it is.',
    source:
      'G2 and G5 of the survey, for version 2; _set_status_v2 and map_grant_ref at c447b7308b; found by the model',
    confidence: 'hypothesis',
    defect: { tableVer: '2', copies: ['w'] },
    property: 'RO-RESPECT',
    depth: 21,
    fix: 'Every pin is checked against the entry as the first one is.',
    fixed: { pinFirstCheckOnly: false, grants: ['r', 'w'] },
  }),
  defect({
    id: 'G9',
    title: 'A new domain inherits what was granted to a dead one',
    story:
      'An entry has a bare domain id. The backend dies and a new domain is built that happens to get the same id, while the grant is still there. It can map the page, and the frontend knows of nothing. Ids are handed out in turn and libxl waits a minute, which is a policy and no guarantee.',
    source: 'G9 of the survey; domid_alloc in xen/common/domid.c; toggle domidReuse',
    confidence: 'hypothesis',
    defect: { paths: ['DIE'], domidReuse: 'afterDeath' },
    property: 'DOMID-INC',
    depth: 15,
    fix: 'An id is not used again while there are grants to it.',
    fixed: { domidReuse: 'never' },
  }),
  defect({
    id: 'G13',
    title: 'A privileged backend needs no grant',
    story:
      'A backend in dom0 may map any page of a guest, and does so where grants are not asked for (grant_usage=0, which is the default for dom0). The end of a grant says nothing about such a mapping.',
    source: 'G13 of the survey; toggle bePrivileged',
    confidence: 'confirmed',
    defect: { bePrivileged: true },
    property: 'GRANT-NO-REUSE',
    depth: 2,
    fix: 'Backends have no privilege over the memory of their frontends.',
    fixed: { bePrivileged: false },
  }),
];
