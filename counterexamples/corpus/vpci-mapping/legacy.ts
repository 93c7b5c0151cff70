/** Passthrough before vPCI: pciback and QEMU. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const legacyDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-120',
    title: 'pciback: a PV guest turns decode off under its own mapping',
    story:
      'pciback let command writes of a guest through to hardware. The guest maps a BAR in its page tables, clears decode, and reads: an unsupported request, which some hosts do not survive.',
    source: 'XSA-120, advisory mirror',
    confidence: 'reported',
    defect: { scheme: 'pciback', paths: ['CMD', 'PTE'] },
    property: 'HW-DECODE',
    depth: 3,
    fix: 'Command bits that a guest may write are restricted: decode stays as dom0 set it.',
    fixed: { order: 'always-on' },
  }),
  defect({
    id: 'XSA-126',
    title: 'QEMU: an HVM guest turns decode off under its own mapping',
    story:
      'QEMU wrote the command value to hardware and looked at its memory regions after. Until the BARs are unmapped, another vCPU can reach a device that does not answer.',
    source: 'XSA-126, CVE-2015-2756',
    confidence: 'reported',
    defect: { scheme: 'qemu' },
    property: 'HW-DECODE',
    depth: 9,
    fix: 'QEMU emulates the decode bit, and hardware keeps its own.',
    fixed: { order: 'always-on' },
  }),
  defect({
    id: 'XSA-125',
    title: 'A large BAR is mapped in one hypercall that cannot be preempted',
    story:
      'XEN_DOMCTL_memory_mapping took any number of pages under the lock of all domctls. A device with a large BAR holds up a physical CPU, and every other domctl, each time the guest toggles decode.',
    source: 'XSA-125; b10bca0483, c3c756bde3',
    confidence: 'confirmed',
    defect: { scheme: 'qemu', pages: 2, frames: 2 },
    property: 'L-BOUNDED',
    depth: 5,
    fix: 'A call takes a bounded number of pages, and the toolstack calls again (b10bca0483).',
    fixed: { repairs: ['PREEMPT'] },
  }),
  defect({
    id: 'XSA-154',
    title: 'A page of a device is mapped cached and uncached',
    story:
      'A PV guest could map a page of a device twice, once cached and once not. Processors may answer accesses by way of both with a machine check, which stops the host.',
    source: 'XSA-154; c61a6f74f8',
    confidence: 'confirmed',
    defect: { scheme: 'pciback', frames: 2, paths: ['PTE'] },
    property: 'ATTR-SAME',
    depth: 2,
    fix: 'Pages of devices are mapped uncached only (c61a6f74f8).',
    fixed: { repairs: ['FORCE_UC'] },
  }),
];
