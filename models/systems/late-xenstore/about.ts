/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026) and its history: dom0less-build.c, xenstored, init-dom0less.c, xenstore-ring.txt',
  'Linux of 2025: drivers/xen/xenbus/xenbus_probe.c',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions({ inits, xlCreate, strayEvent }: Values): readonly string[] {
  return [
    `One dom0less domain, ${inits === 1 ? 'one run' : 'two runs side by side'} of init-dom0less${xlCreate === 'off' ? '' : ', one domain that the toolstack creates'}.`,
    strayEvent === 'one'
      ? 'One event may come to its port that announces nothing.'
      : 'Nobody sends to its port save xenstored.',
    'xenstored starts once and stays; its grant mapping and its binding of a sound port do not fail.',
    'The ring holds one request, which stands for all that a frontend asks at its start: a watch.',
    'All domains are unpaused at the same time; the hypervisor is through with all of them before.',
    'Nobody but xenstored and the domain builder writes to the page, save the ring itself.',
  ];
}
