/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026): drivers/vpci/msi.c and msix.c, arch/x86/hvm/vmsi.c, arch/x86/msi.c and irq.c, drivers/passthrough',
  'Xen security advisories named with each catalogue entry, and the commits that fix them',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  const { vcpus, devices, vectors } = values;
  return [
    `${count(vcpus, 'vCPU')}, ${count(devices, 'device')}, ${count(vectors, 'MSI vector')}; each device has as many host IRQs as vectors.`,
    'The locks of S4 are as landed; that they keep pdev and vpci alive is shown by vpci-locking and taken as given here.',
    'event_lock is taken for writing by all code that is modelled, so it is a spin lock here; that of another domain is not modelled.',
    'A section under an IRQ descriptor lock in which nothing else is waited for is one step.',
    'A message is the index it carries; address and data of the guest are supported or not.',
    'Whatever can fail may fail at any time: mapping, setting up, making another IRQ.',
  ];
}
