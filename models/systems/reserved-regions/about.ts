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
  switch (values.setup) {
    case 'viommu':
      return [
        `${count(values.endpoints, 'endpoint')}, one domain, one page with regions; the virtual IOMMU is negotiated${values.bypass === 'none' ? ', and no endpoint is in bypass' : ''}.`,
        'Regions stay as they are; each endpoint has at most one.',
        'One request of each endpoint is under way at a time, one request to the device.',
        'A driver takes its buffer back, and disables an interrupt, when the device is quiet.',
      ];
    case 'vfio':
      return [
        'One device, two hosts with one region each; the guest has RAM over at most one of them, and gets it once.',
        'QEMU does one command at a time; a context is written and in force at once.',
      ];
    case 'xen':
      return [
        `${count(values.devices.length, 'device')}, ${count(values.guests.length, 'guest')}, one page of a region, which all devices have.`,
        'Hypercalls come one at a time; a p2m entry is compared and changed under its lock; a context is written and in force at once.',
      ];
  }
}
