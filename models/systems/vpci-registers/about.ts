/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/vpci: vpci.c, header.c, cap.c, msi.c',
  'series "PCI devices passthrough on Arm, part 3", v5: 20211125110251.2877218-1-andr2000@gmail.com',
  'QEMU, hw/xen/xen_pt.c before and after the fixes of XSA-128 and XSA-131 (2015)',
  'PCI Local Bus Specification 3.0, section 6.2',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${count(values.vcpus, 'vCPU')}, one device, and of its config space: ${values.registers.join(', ')}.`,
    'A register is the bits that are named; registers that nobody interprets have one bit.',
    'What a domain writes is chosen when the handler gets it.',
    'Memory BARs and their mappings belong to the mapping family: a change of MEMORY defers the write of the command register, and nothing else.',
    ...(values.scheme === 'qemu'
      ? ['QEMU has one thread, and the fields it emulates are the message data of MSI.']
      : ['An access to several registers of one gap is one step for each of them.']),
  ];
}
