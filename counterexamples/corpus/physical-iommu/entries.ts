/** Defects of context and device table entries, and of domain ids. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const entryDefects: readonly DefectEntry[] = [
  defect({
    id: 'F33',
    title: 'VT-d: a context entry is cleared in two writes while it is present',
    story:
      'A context entry has 128 bits. The domain id in its upper half was zeroed while the lower half still said that the entry is present: hardware that reads it in between tags what it caches with an id that is not the domain’s.',
    source: 'F33, CVE-2026-45944, P1; variant tornContext, dte_update=split',
    confidence: 'confirmed',
    defect: { paths: ['DEA'], quarantine: 'basic', dte_update: 'split' },
    property: 'NoTornEntry',
    depth: 3,
    fix: 'Make the entry not present first, invalidate it, and zero the rest after that.',
    fixed: { dte_update: 'atomic' },
  }),
  defect({
    id: 'dte_update',
    title: 'AMD: the domain id of a live entry is written last',
    story:
      'Without a compare-exchange of 16 bytes Xen re-pointed a live device table entry to new tables first and wrote the domain id afterwards. What the IOMMU caches in between comes from the new tables and is tagged with the old id. It serves the other devices of the old domain too: they reach memory of the new one. The shortest run shows the reverse: the device that moves is served by what its neighbour has cached.',
    source: '5.3 of the survey; the fallback of 1fa6e9aa36 (XSA-400), with its own warning',
    confidence: 'confirmed',
    defect: { iommu: 'amd', paths: ['MOVE'], devices: 2, dte_update: 'split' },
    property: 'DMA-CONFINED',
    depth: 4,
    fix: 'One compare-exchange of 16 bytes; no IOMMU without it is used.',
    fixed: { dte_update: 'atomic' },
  }),
  defect({
    id: 'XSA-347-PTE',
    title: 'AMD: a live entry of the tables is written field by field',
    story:
      'The entry of a page is changed to another page for reading only. Address and permission were bit fields of a structure, written one after the other: in between the entry has the new address and the old permission, and a device may write to a page that it was to read.',
    source: 'XSA-347, 3b055121c5; toggle pteSplit',
    confidence: 'confirmed',
    defect: { iommu: 'amd', paths: ['REMAP'], defects: ['pteSplit'] },
    property: 'NoTornEntry',
    depth: 3,
    fix: 'The entry is put together in a variable and written at once.',
  }),
  defect({
    id: 'contextNotFlushed',
    title: 'A context entry changes, and the context cache is not flushed',
    story:
      'The entry of a requester id leads to another domain, and what its old domain id tags is flushed. The IOMMU has cached the entry itself and goes on translating by the tables of the domain that the device has left.',
    source: 'P2; the counterpart of XSA-442, where the other half was missing',
    confidence: 'hypothesis',
    defect: { paths: ['MOVE'], defects: ['contextNotFlushed'] },
    property: 'NoStaleContext',
    depth: 9,
    fix: 'Flush the context of the requester id, then the IOTLB for the old domain id.',
  }),
  defect({
    id: 'flushOldIdMissing',
    title: 'What the old domain id tags survives a change of hands',
    story:
      'The last device of a domain changes hands; its context is flushed, what is tagged with the id of its old domain is not. The domain ends, its id is handed out again, and the IOTLB still has the pages of the old domain under it.',
    source:
      'P2, P13; Linux c362f32a59a8, where the flush went by a list that the device had left; toggle flushOldIdMissing',
    confidence: 'confirmed',
    defect: { paths: ['MOVE', 'NEW'], defects: ['flushOldIdMissing'] },
    property: 'DomIdFresh',
    depth: 9,
    fix: 'Flush by the domain id that the entry had before.',
  }),
  defect({
    id: 'idBeforeFlush',
    title: 'A domain id is given back before what it tags is flushed',
    story:
      'The entry of the last device has changed, the id of its old domain is free, and the flush is still to come. Another CPU sets up a domain, gets this id, and finds pages of the old domain cached under it.',
    source: 'P13, F30; toggle idBeforeFlush: the order that XSA-399 is not about',
    confidence: 'hypothesis',
    defect: { paths: ['MOVE', 'NEW'], defects: ['idBeforeFlush'] },
    property: 'DomIdFresh',
    depth: 6,
    fix: 'Give the id back once the flush is complete.',
  }),
  defect({
    id: 'F34-KEXEC',
    title: 'AMD: a crash kernel uses domain ids again that the IOMMU has cached',
    story:
      'A kernel that boots after a crash finds the IOMMU on and the device table of the old kernel in use. It counts its domain ids from the start. The context is flushed when a device gets a new domain, what the old kernel left under the same id is not, and DMA goes to memory of the old kernel; so does, in the shortest run, a request that nobody has waited for.',
    source: 'F34, Linux 36b7200f67df; toggle kexecNoFlush',
    confidence: 'confirmed',
    defect: { iommu: 'amd', paths: ['KEXEC'], defects: ['kexecNoFlush'] },
    property: 'DMA-CONFINED',
    depth: 8,
    fix: 'Flush what the id of the old entry tags.',
  }),
  defect({
    id: 'aliasLeft',
    title: 'A device changes hands, its DMA alias does not',
    story:
      'Some devices send requests under a second requester id: that of a bridge above them, or of a function that is not there. Only the entry of the function itself is changed. What the device sends under its alias is still translated for the old domain.',
    source: '5.4 of the survey, variant aliasLeft; quirks for DMA aliases in Linux',
    confidence: 'reported',
    defect: { paths: ['MOVE'], rids: 2, defects: ['aliasLeft'] },
    property: 'AllAliasesMove',
    depth: 7,
    fix: 'Change the entries of all requester ids that the device can emit.',
  }),
  defect({
    id: 'rmrrGap',
    title: 'A device is in its new domain before its reserved region is',
    story:
      'Firmware uses the device behind the back of the host, in a region that must be mapped at all times. The device is moved to another domain first and the region is mapped there afterwards.',
    source: 'F25, variant rmrrGap: a move between two domains; XSA-400-ORDER has it of Xen',
    confidence: 'reported',
    defect: { paths: ['MOVE'], region: true, defects: ['rmrrGap'] },
    property: 'RMRR-MAPPED',
    depth: 2,
    fix: 'Map the region in the new domain before the entry changes.',
  }),
];
