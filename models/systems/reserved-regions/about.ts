/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'virtio-dev: "[RFC] virtio-iommu version 0.4", August and September 2017, and later threads on regions',
  '"Summary of LPC guest MSI discussion in Santa Fe", November 2016, and its replies',
  'oasis-tcs/virtio-spec at 15f488c; QEMU 10.0.91; Linux f088104d837a; xen-project/xen at c447b7308b',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${count(values.endpoints, 'endpoint')}, one domain, one page with regions.`,
    'Regions stay as they are; each endpoint has at most one.',
    'One request of each endpoint is under way at a time, one request to the device.',
    'A driver takes its buffer back, and disables an interrupt, when the device is quiet.',
  ];
}
