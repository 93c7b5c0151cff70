/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import { readsFlat, type Values } from './parameters.ts';

export const sources: readonly string[] = [
  'series "PCI devices passthrough on Arm, part 3", v5: 20211125110251.2877218-1-andr2000@gmail.com',
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/vpci and xen/drivers/passthrough',
  'xen-devel reviews named with each catalogue entry',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${count(values.vcpus, 'vCPU')}, ${count(values.devices, 'device')}, of which ${values.managed} may come and go; each of these and its vPCI state is allocated at most ${count(values.incarnations, 'time')}.`,
    'An update of the p2m succeeds or is preempted; it fails only where a scheme then takes vPCI state away. BAR pages belong to the mapping family.',
    "The fault handler is modelled for a guest's device only.",
    'event_lock and the IRQ descriptor locks are leaf locks and are not modelled.',
    'Spin locks are not fair; a reader-writer lock knows only the first writer that waits.',
    ...(readsFlat(values)
      ? [
          "A read inside a read breaks the domain's lock: LOCK-DISC tells, and nobody goes on from there.",
        ]
      : []),
    'Code that runs under no contended lock and touches nothing shared is one step.',
  ];
}
