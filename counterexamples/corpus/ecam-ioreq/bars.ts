/** Defects of BARs, windows of bridges, bus numbers and the MMIO hole. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const scene = 'bars-and-windows';
/** A function is added, and a guest programs it before it has made room. */
const inPlace = { scene, change: 'hotAdd', rebalance: 'accept' } as const;

export const barDefects: readonly DefectEntry[] = [
  defect({
    id: 'E11',
    title: 'The low half of a BAR is decoded over RAM, which does not come back',
    story:
      'A BAR of 64 bits has two registers. Firmware writes the low one while the device decodes; until the high one follows, the BAR is below 4 GiB, where there is RAM. The device model has the hypervisor map the device there. When the high half comes, the mapping moves on, and nobody puts the RAM back. The guest runs until it touches it.',
    source: 'Xen a8e0c228c7 (2020); E11; toggle barWrite: decodeOff to decodeOn',
    confidence: 'confirmed',
    defect: { scene, barWrite: 'decodeOn' },
    property: 'HOLE-NOT-RAM/page',
    depth: 5,
    fix: 'Decode is off until all BARs are programmed (a8e0c228c7).',
    fixed: { barWrite: 'decodeOff' },
  }),
  defect({
    id: 'E11-WINDOW',
    title: 'A BAR that is decoded leaves the window of its port',
    story:
      'The BAR moves while it is decoded, and the window of the root port above it is written later. Between the two the function answers at an address that the port does not forward.',
    source: 'C.6, rebalance: every step of it is visible; toggle barWrite: decodeOff to decodeOn',
    confidence: 'hypothesis',
    defect: { scene, barWrite: 'decodeOn' },
    property: 'WIN-CONTAIN',
    depth: 3,
    fix: 'Decode is off until BAR and window are programmed.',
    fixed: { barWrite: 'decodeOff' },
  }),
  defect({
    id: 'TRAP_STAYS',
    title: 'The trap of an MSI-X table stays where the table was',
    story:
      'The hypervisor learns where an MSI-X table is when the first vector of the device is bound, and keeps that as long as one is bound. The guest moves the BAR. Its writes to the masks of vectors are not seen as such any more, and those to what is at the old place are.',
    source: 'C.6; msixtbl_pt_register at c447b7308b, by reading; toggle trapFollowsBar: on to off',
    confidence: 'hypothesis',
    defect: { scene, msix: true, trapFollowsBar: 'off' },
    property: 'TRAP-FOLLOWS-BAR',
    depth: 25,
    fix: 'Vectors are unbound and bound again when the BAR moves.',
    fixed: { trapFollowsBar: 'on' },
  }),
  defect({
    id: 'HOLE_RELOCATE',
    title: 'RAM is moved away for the MMIO hole, and the device model does not know',
    story:
      'The BARs do not fit below 4 GiB. hvmloader makes the hole larger and moves the RAM that was there above 4 GiB. QEMU has its own map of the RAM of the guest, in which it is still at the old place, where a BAR is now.',
    source:
      'C.6; pci_setup of hvmloader at c447b7308b, whose comment says so; toggle hole: shrinkRAM to relocate',
    confidence: 'confirmed',
    defect: { scene, change: 'boot', hole: 'relocate' },
    property: 'HOLE-NOT-RAM',
    depth: 9,
    fix: 'The toolstack builds the domain with a hole that is large enough, and tells QEMU.',
    fixed: { hole: 'shrinkRAM' },
  }),
  defect({
    id: 'E12',
    title: 'The window of a port is opened over that of another one',
    story:
      'A function is added below a port whose window has no room. The guest makes the window larger before it has moved what is in the way behind another port. Both ports forward the same addresses.',
    source: 'E12, C.6 H4b; toggle rebalance: refuse to accept',
    confidence: 'hypothesis',
    defect: inPlace,
    property: 'DECODE-DISJOINT/bars',
    depth: 6,
    fix: 'What is in the way is moved first, with decode off; or the function is left alone.',
    fixed: { rebalance: 'inOrder' },
  }),
  defect({
    id: 'E12-REGISTER',
    title: 'A BAR that the device model refuses reads as if it had been taken',
    story:
      'The guest programs the BAR of a new function over one that is in use, and means to move that later. The device model does not decode the new one there, but its register has the new value. The guest takes the function for usable.',
    source: 'E12; cloud-hypervisor issues 7938 and 8202 (2026); toggle REGISTER_STAYS',
    confidence: 'confirmed',
    defect: { ...inPlace, inTheWay: 'sameBus', defects: ['REGISTER_STAYS'] },
    property: 'BAR-COHERENT',
    depth: 13,
    fix: 'The register is put back (cloud-hypervisor 7950); the guest then tries the same again and again (8202).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'OVERLAP_NONE',
    title: 'A BAR is decoded over another one',
    story:
      'The guest programs the BAR of a new function over one that is in use. The device model does not look, and decodes both.',
    source: 'C.6; toggle overlapCheck: reject to none',
    confidence: 'hypothesis',
    defect: { ...inPlace, inTheWay: 'sameBus', overlapCheck: 'none' },
    property: 'DECODE-DISJOINT/bars',
    depth: 11,
    fix: 'A device model decodes no BAR over one that is in use.',
    fixed: { overlapCheck: 'reject' },
  }),
  defect({
    id: 'OVERLAP_WARN',
    title: 'Two BARs overlap, and the check for that does not see it',
    story:
      'QEMU compares the BARs of a passed-through device with those of other devices, to warn of an overlap before it maps it all the same. It compares devices of the same bus. The one in the way is behind another port, and nobody is told.',
    source:
      'C.6; xen_pt_check_bar_overlap of QEMU 10.2.50, by reading; toggle overlapCheck: reject to warn',
    confidence: 'hypothesis',
    defect: { ...inPlace, overlapCheck: 'warn' },
    property: 'OVERLAP-TOLD',
    depth: 16,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'BUS_ORDER',
    title: 'A port is given the bus number of its neighbour before that has another one',
    story:
      'A bridge is added below a port, and the next bus number belongs to the port beside it. The guest raises the subordinate number of the first port before it has given other numbers to the second. Two ports claim one bus.',
    source: 'C.6, rebalance: "maybe new secondary numbers"; toggle rebalance: refuse to accept',
    confidence: 'hypothesis',
    defect: { scene, change: 'addBridge', rebalance: 'accept' },
    property: 'BUS-CONTAIN',
    depth: 5,
    fix: 'The numbers that are in the way are moved first, or the bridge is left alone.',
    fixed: { rebalance: 'inOrder' },
  }),
  defect({
    id: 'E13',
    title: 'A range of addresses is given away with the notifications of its old owner',
    story:
      'The guest moves a BAR while a device is added by another thread. The monitor frees the old range before it has unregistered the notifications there. The new device gets the range, and its own notifications are refused (EEXIST).',
    source: 'E13; cloud-hypervisor issue 8572 (2026); toggle freeBeforeUnreg',
    confidence: 'confirmed',
    defect: { scene, change: 'concurrentAdd', freeBeforeUnreg: true },
    property: 'RANGE-OWNED',
    depth: 3,
    fix: 'Notifications are unregistered before the range is freed.',
    fixed: { freeBeforeUnreg: false },
  }),
];
