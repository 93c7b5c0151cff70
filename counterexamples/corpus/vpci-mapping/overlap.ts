/** Two BARs in one place: of the guest, or of the host. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, split } from './defect.ts';

const refusing = ['PURGE', 'UNDO', 'OVERLAP_REFUSE'];

export const overlapDefects: readonly DefectEntry[] = [
  defect({
    id: 'V-22',
    title: 'S4: two BARs in one guest frame, and one of them is never unmapped',
    story:
      'A BAR that is mapped or unmapped leaves out the frames of enabled BARs of other devices. With both in one frame, the second device maps nothing and counts as enabled; turning the first one off then leaves its page where it is. In the hardware domain, where frames are machine frames, this is right.',
    source: 'D4g; by reading; toggle OVERLAP_GFN',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', ...split, devices: 2 },
    property: 'MAP-IFF-DECODE',
    depth: 61,
    fix: 'Decode is not turned on over an enabled BAR of another device; nobody has posted that.',
    fixed: { repairs: refusing },
  }),
  defect({
    id: 'OVERLAP_PENDING',
    title: 'S4: two maps that are pending do not see each other',
    story:
      'A BAR whose map is pending does not count as enabled, so another one that is mapped to the same frame does not leave it out. On Arm the second map silently replaces the page of the first one; on x86 it crashes the domain.',
    source: '4.7 of the survey; by reading; toggle OVERLAP_PENDING',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', arch: 'Arm', vcpus: 2, devices: 2, repairs: ['EXCLUSIVE'] },
    property: 'MAP-IFF-DECODE',
    depth: 43,
    fix: 'Overlaps are refused, and no config write goes on while another vCPU has work outstanding; nobody has posted that.',
    fixed: { repairs: [...refusing, 'SERIAL'] },
  }),
  defect({
    id: 'OVERLAP_WRONGSET',
    title: 'S1: overlap exclusion edits the range set of the other BAR',
    story:
      'In v5 a variable of the inner loop hid that of the outer one, so frames were taken out of the set of the BAR that is enabled already. A second device then replaces the page of the first one.',
    source: 'D1k; changelog of a later version; toggle OVERLAP_WRONGSET',
    confidence: 'confirmed',
    defect: { scheme: 'S4', arch: 'Arm', devices: 2, defects: ['OVERLAP_WRONGSET'] },
    property: 'MAP-IFF-DECODE',
    depth: 38,
    fix: 'The set of the BAR at hand is edited; what is left then is V-22, which is repaired here too.',
    fixed: { defects: [], repairs: refusing },
  }),
  defect({
    id: 'V-26',
    title: 'S4: a hole that cannot be punched leaves a device half enabled',
    story:
      'The BAR of another device is in the frame of an MSI-X table. After the map, flags are set, and only then the hole for the table is found to be taken; the register is not written. When the guest turns decode off, nothing changes any more: BARs count as enabled and can be neither unmapped nor moved.',
    source: 'D4k; by reading; toggle HOLE_FAIL',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      ...split,
      devices: 2,
      bars: 2,
      frames: 2,
      msix: true,
      paths: ['CMD', 'BAR'],
    },
    property: 'L-UNSTUCK',
    depth: 69,
    fix: 'The hole is looked at before flags change; nobody has posted that.',
    fixed: { repairs: ['HOLE_FIRST'] },
  }),
  defect({
    id: 'V-34',
    title: 'A hole is punched for a BAR that is not mapped',
    story:
      'A device that is plugged in can come with BARs that are not programmed. The hole for its MSI-X table was looked for at once, met the memory that happens to be there, and MSI-X was hidden from the domain.',
    source: 'D4x3; 7c24d58a6e (2026-03)',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      profile: 'hwdom',
      vcpus: 0,
      pages: 2,
      frames: 2,
      msix: true,
      paths: ['ADD'],
      defects: ['HOLE_UNMAPPED'],
    },
    property: 'HOLE-NEEDED',
    depth: 8,
    fix: 'A hole is punched only for a BAR that is enabled (7c24d58a6e).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-461',
    title: 'Two devices whose BARs share a page are given to two guests',
    story:
      'BARs that are smaller than a page can be in one machine page. Permission and mappings are for whole pages, so each guest gets the registers of the other one’s device. The advisory declares such configurations unsupported.',
    source: 'XSA-461; 9c94eda1e3; toggle SUBPAGE_SHARE',
    confidence: 'confirmed',
    defect: { scheme: 'S4', devices: 2, guests: 2, subpage: true, shared: true },
    property: 'EXCL-MFN',
    depth: 30,
    fix: 'A page that devices of two domains share is mapped in neither; Xen leaves it to whoever sets up the host.',
    fixed: { repairs: ['PAGE_OWN'] },
  }),
  defect({
    id: 'XSA-337',
    title: 'The MSI-X table is looked for where the device says it is',
    story:
      'A device in the hands of a guest can come to hold another BAR value than the one Xen knows. Code that reads the register to find the MSI-X table then protects the wrong page.',
    source: 'XSA-337; beb54596cf',
    confidence: 'confirmed',
    defect: { scheme: 'S4', pages: 2, frames: 4, msix: true, defects: ['TABLE_TRUST'] },
    property: 'MSIX-HIDDEN',
    depth: 18,
    fix: 'The value that Xen has kept is used (beb54596cf).',
    fixed: { defects: [] },
  }),
];
