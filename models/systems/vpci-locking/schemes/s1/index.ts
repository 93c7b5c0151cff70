/**
 * Scheme S1: a lock per device in struct pci_dev, `pdev->vpci_lock`, which dies with the pdev.
 *
 * Models the series "PCI devices passthrough on Arm, part 3" v5 (November 2021,
 * 20211125110251.2877218-1-andr2000@gmail.com), patches 03 to 12, and v6 where it is the same. The
 * numbers in parentheses are the steps of these patches. In it a device that is not found, or has no
 * vPCI state, is accessed directly, also for a guest.
 */

import type { SchemeCode } from '../scheme.ts';
import { guest } from './guest.ts';
import { toolstack } from './toolstack.ts';

export const scheme: SchemeCode = {
  guest,
  toolstack,
  drops: ({ values, has, generations }) =>
    values.profile === 'hwdom' &&
    has('ADD') &&
    generations > (values.start === 'elsewhere' ? 1 : 2),

  asserts: () => false,
};
