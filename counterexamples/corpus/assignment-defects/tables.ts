/** Defects of I/O page tables as such, and of what becomes of them when a domain is destroyed. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const tableDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-285',
    title: 'The type of a page is looked at once while tables are populated',
    story:
      'When a running PV guest gets its first device, all its writable pages are entered into I/O page tables. The type of each was looked at before it was entered. A page the guest makes a page table of in between is entered as writable, and the device can write page tables.',
    source: 'XSA-285, 1f0b0bb777; toggle TYPE_ONCE',
    confidence: 'confirmed',
    defect: { vcpus: 1, paths: ['ASG', 'TYPE'], defects: ['TYPE_ONCE'] },
    property: 'DMA-CONFINED',
    depth: 12,
    fix: 'Look at the type again once the page is entered.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-390',
    title: 'VT-d: the root is not adjusted to what the IOMMU can walk',
    story:
      'An IOMMU that walks fewer levels than the tables have must be given a table further down. Where tables are shared with the CPU that was left out: a directory is taken for a leaf, and requests end at pages of the tables.',
    source: 'XSA-390 (CVE-2021-28710), 02b46377b6; toggle LEVEL_IGNORED',
    confidence: 'confirmed',
    defect: { start: 'dom1', paths: 'none', defects: ['LEVEL_IGNORED'] },
    property: 'DMA-CONFINED',
    depth: 1,
    fix: 'Adjust the root, whoever has made the tables.',
    fixed: { paths: ['DEA'], defects: [] },
  }),
  defect({
    id: 'XSA-207',
    title: 'I/O tables of a domain that never had a device are not freed',
    story:
      'Tables are made when a domain is made, in case it gets a device. They were freed only if it had ever had one.',
    source: 'XSA-207, 93e1435290; toggle TEARDOWN_SKIPPED',
    confidence: 'confirmed',
    defect: { paths: ['DOM'], defects: ['TEARDOWN_SKIPPED'] },
    property: 'NO-RESIDUE',
    depth: 7,
    fix: 'Always tear down what was set up.',
    fixed: { start: 'dom1', defects: [] },
  }),
  defect({
    id: 'DESTROY_ERR',
    title: 'Destruction goes on although a device could not be taken away',
    story:
      'The outcome of deassignment was not looked at when a domain is destroyed. If it failed, the device was still translated by the tables of the domain, and these were freed.',
    source: 'f591755823; toggle DESTROY_ERR of the survey',
    confidence: 'confirmed',
    defect: {
      start: 'dom1',
      paths: ['DOM'],
      failures: ['deassign'],
      defects: ['DESTROY_GOES_ON'],
    },
    property: 'L-DESTROY',
    depth: 7,
    fix: 'Stop; the domain stays, with everything it has.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-395',
    title: 'A pirq stays bound because the next one could be unbound',
    story:
      'Destruction unbinds the pirqs of a guest one by one; one that is still in use asks for another call. The loop did not stop at that but went on, the next pirq overwrote the answer, and destruction took the cleanup for done.',
    source: 'XSA-395 (CVE-2022-23035), 9480a1a519; toggle DESTROY_ERR of the survey',
    confidence: 'confirmed',
    defect: { start: 'dom1', paths: ['DOM', 'IRQ'], defects: ['IRQ_CLOBBERED'] },
    property: 'NO-RESIDUE',
    depth: 17,
    fix: 'Stop at the first pirq that cannot be unbound.',
    fixed: { defects: [] },
  }),
];
