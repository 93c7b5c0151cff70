/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026): xenbus.h, libxl_device.c, xenstored',
  'Linux: drivers/xen/xenbus, xen-blkfront, xen-blkback; e2dcf9065536 (2026) and its follow-up of 2026-08-01',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions({ restart, kdump, expiry }: Values): readonly string[] {
  return [
    'One block device, one backend domain, one frontend.',
    restart === 'off'
      ? 'The backend does not crash.'
      : 'The backend domain may crash once, at any place, and is built anew.',
    kdump === 'off'
      ? 'The frontend does not crash.'
      : 'The frontend may crash once, while it is connected.',
    expiry === 'none'
      ? 'The toolstack waits as long as it takes.'
      : 'The time-outs of the toolstack expire whenever what they wait for has not come yet.',
    'The backend looks at the state of the frontend whenever it likes; its own watches are not modelled.',
    'A grant is one bit of the page, a mapping another; what the tables hold is not modelled.',
  ];
}
