/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'thread "xen/virtio: Handle PCI devices which Host controller is described in DT", xen-devel, October 2022',
  'xen-project/xen at c447b7308b (August 2026), Linux of 2025, QEMU 10.2.50, as surveyed; not read line by line again',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  const { devices, backends, unmapped, deaths, restart } = values;
  return [
    `${count(devices, 'device')} with ${count(backends, 'backend')}; nobody names a backend for ${unmapped} of them.`,
    deaths === 'none'
      ? 'No backend dies.'
      : `A backend may die once${restart === 'off' ? ' and stays dead' : ' and is built anew'}.`,
    'Time-outs expire whenever what is waited for has not come yet.',
    'An access is answered by the newest server that has the range; servers of devices do not overlap otherwise.',
    'Between the answered first access and DRIVER_OK the device model answers everything.',
    'DMA of every device is to be restricted to grants.',
  ];
}
