/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'thread "PCI Emulation - Future Direction", xen-devel, May 2018 (approaches I, II, III)',
  'xen-project/xen at c447b7308b (August 2026): xen/common/ioreq.c, xen/arch/x86/hvm, xen/arch/arm',
  'QEMU 10.2.50: hw/xen/xen-hvm-common.c, hw/xen/xen_pt.c, hw/pci-host/q35.c, hw/pci, as surveyed',
  'cloud-hypervisor issues 7938, 8202 and 8572 (2026), Qubes issue 7792 (2022), as reported there',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return {
    'config-access': ofAccesses,
    requests: ofRequests,
    ranges: ofRanges,
    'bars-and-windows': ofBars,
    ports: ofPorts,
    identity: ofIdentity,
    'server-pages': ofServerPages,
  }[values.scene](values);
}

function ofAccesses({ approach, defects }: Values): readonly string[] {
  const decodes = approach === 'I' || approach === 'III';
  return [
    'Each vCPU has one access under way; a device model has one thread.',
    'The ECAM window has four positions: over RAM, where it is at first, where it is moved to, over a BAR.',
    'An access that overlaps with a change of the topology may be answered as before it or as after it.',
    'Writes to the chipset go by CF8/CFC and are routed by BDF.',
    ...(decodes && !defects.includes('SPLIT_SELECT')
      ? [
          `The base of the window and the server of the BDF are looked up in one critical section. Selection takes no lock in Xen today; without one approach ${approach} does not hold (SPLIT_SELECT).`,
        ]
      : []),
  ];
}

function ofRequests({ io }: Values): readonly string[] {
  return [
    'There is one vCPU, with one access under way; a device model has one thread.',
    io === 'read' ? 'The access is a read that one server has.' : 'Two servers are told.',
    'Buffered requests are not modelled.',
  ];
}

function ofRanges({ slots, span }: Values): readonly string[] {
  return span === 'one'
    ? [
        `There are ${slots} slots for servers and one vCPU, with one access under way, to one block of addresses.`,
      ]
    : ['There are two servers, whose ranges meet and do not change, and one vCPU.'];
}

const barAssumptions: Readonly<Record<Values['change'], readonly string[]>> = {
  move: [
    'A BAR is one block; a bridge has one window, whose base and limit are written at once.',
    'The guest writes the low half first, as hvmloader and Linux do.',
  ],
  hotAdd: [
    'A BAR is one block; a bridge has one window, whose base and limit are written at once.',
    'One function is added, and one other function has the block that it needs.',
  ],
  addBridge: ['Secondary and subordinate bus number of a bridge are written at once.'],
  boot: ['RAM and the hole are counted in blocks; one of them is in question.'],
  concurrentAdd: [
    'The monitor has an allocator and notifications; what else it keeps for a device is not modelled.',
  ],
};

function ofBars({ change }: Values): readonly string[] {
  return ['One vCPU of the guest writes config space.', ...barAssumptions[change]];
}

function ofPorts({ port }: Values): readonly string[] {
  return port === 'cf8'
    ? ['There are two vCPUs; CF8 is written with four bytes, and no function moves.']
    : ['The list has one entry, which is removed once; it is not searched further.'];
}

function ofIdentity(): readonly string[] {
  return ['The host gets one card, once; firmware numbers buses in the order of slots.'];
}

function ofServerPages(): readonly string[] {
  return ['There is one server with one page; the device model has one thread.'];
}
