/** Where the family comes from, and what it leaves out: printed with every pass. */

import { count } from '../../../base/words.ts';
import type { Values } from './parameters.ts';

export const sources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026): xen/drivers/vpci/header.c, msix.c, vpci.c; arch/x86/mm/p2m.c, arch/arm/p2m.c; tools/libs/light/libxl_pci.c',
  'series "PCI devices passthrough on Arm, part 3", v5: 20211125110251.2877218-1-andr2000@gmail.com',
  '20260708210233.922275-1-stewart.hildebrand@amd.com (July 2026)',
  'mails and advisories named with each catalogue entry',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  const { vcpus, devices, bars, pages, frames, guests } = values;
  return [
    `${count(guests, 'domain')} with ${count(vcpus, 'vCPU')} each, ${count(devices, 'device')} of ${count(bars, 'BAR')} of ${count(pages, 'page')}, ${count(frames, 'guest frame')} to put them in.`,
    'Guest frames and machine frames are counted apart, save in the hardware domain; a guest has nothing but BARs in these frames.',
    'One page of the p2m is updated in a step; on x86 the vCPU may be preempted after any of them.',
    'A pdev is never freed: what outlives it is in vpci-locking.',
    'BAR sizes are powers of two pages; a BAR smaller than a page has one other place in its page.',
    'Steps are atomic at the granularity the page of the family describes.',
  ];
}
