/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'oasis-tcs/virtio-spec at 15f488c, device-types/iommu/description.tex; the bypass rework is 41644c17c971 (2021-10-22)',
  'QEMU 10.0.91: hw/virtio/virtio-iommu.c, hw/vfio/listener.c',
  'threads on virtio-iommu of virtio-dev, 2017 to 2021, named with each catalogue entry',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${count(values.trusted, 'trusted endpoint')} and ${count(values.hostile, 'hostile one', 'hostile ones')}, ${count(values.domains, 'domain id')}, ${count(values.iovas, 'page')} of I/O virtual address space, ${count(values.pages, 'page')} of memory.`,
    values.emulated > 0
      ? 'The last endpoint is emulated and borrows what it reaches; others reach what the host has mapped for them.'
      : 'All endpoints are assigned ones: what they reach is what the host has mapped for them.',
    'One request is in flight at a time; the driver knows the answer as soon as it is given.',
    'Register writes, resets and plug events wait until the device is between two requests.',
  ];
}
