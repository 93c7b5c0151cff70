/**
 * What those who share the locks of vPCI come to in the long run: two vCPUs that write registers of one
 * device, scheme by scheme, with fair locks and without; and what keeps somebody for ever.
 */

import type { DefectEntry, DesignEntry } from '../catalogue.ts';
import { defectsInTheLongRun, lasso, runsDesignOf } from '../entries.ts';
import { vpciDefects } from './vpci-defects/index.ts';

/** Stem and loop of the starvation that unfair locks allow. */
const unfair: Readonly<Record<string, readonly [number, number]>> = {
  S0: [4, 6],
  S1: [3, 6],
  S2v1: [7, 10],
  S2v7: [2, 12],
  S2p: [5, 8],
  S3v8: [5, 8],
  S3v9: [2, 8],
  S3v10: [2, 8],
  S4: [2, 8],
  S5: [2, 8],
};

export const vpciRunDesigns: readonly DesignEntry[] = Object.entries(unfair).map(
  ([scheme, lengths]) =>
    runsDesignOf(
      {
        id: `${scheme}-WRITERS-RUNS`,
        title: `${scheme}: two vCPUs that write registers of one device, in the long run`,
        design: {
          system: 'vpci-locking',
          parameters: { scheme, vcpus: 2, managed: 0, toolstacks: 0, paths: ['WR'] },
        },
      },
      { 'L-PROGRESS': 'holds', 'NO-STARVE': 'holds', 'NO-STARVE-UNFAIR': lengths },
    ),
);

export const vpciRunDefects: readonly DefectEntry[] = defectsInTheLongRun(vpciDefects, {
  'V-05': {
    title: 'S1: a CPU that waits for itself does not come back',
    story:
      'Toggling the ROM enable takes the lock of every device of the domain, that of the device itself included, which the CPU holds. No scheduler and no fair lock helps: whom it waits for is itself.',
    property: 'L-PROGRESS',
    ...lasso(5, 0),
  },
  ROM_SKIPS_SELF: {
    title: 'S1: two vCPUs in a circle stay there',
    story:
      'Two toggles of memory decode hold a lock each and want the other one. Nothing can happen any more; both accesses have begun and neither ends.',
    property: 'L-PROGRESS',
    ...lasso(12, 0),
  },
  'V-12': {
    title: 'S2p: a writer that was a reader waits for its own reading to end',
    story:
      'The path takes the lock in read mode and then wants it in write mode. A writer waits for all readers, and this one is among them: the access never ends.',
    property: 'L-PROGRESS',
    ...lasso(7, 0),
  },
  'V-13': {
    title: 'Two orders of the same two locks, and two CPUs that stand still',
    story:
      'One CPU takes pcidevs_lock while it holds the lock of the domain, another the lock of the domain while it holds pcidevs_lock. Each has what the other waits for, for good.',
    property: 'L-PROGRESS',
    ...lasso(10, 0),
  },
  CANCEL_CURRENT: {
    title: 'S1: a slot that nobody cancelled is never emptied',
    story:
      'Removal calls off what the CPU that it runs on has put off, and frees the pdev. The vCPU whose slot names it follows the pointer to what was freed, which is where the model stops it, with its slot filled.',
    property: 'L-PEND',
    ...lasso(24, 4),
  },
  CANCEL_STICKY: {
    title: 'S1: a flag that stays set turns down every mapping from then on',
    story:
      'vpci_cancel_pending was set when attaching to the IOMMU failed, and nobody clears it. The device is reported again and its mapping put off; each time the CPU comes by it sees the flag and goes on, round and round, with the slot as full as before.',
    property: 'L-PEND',
    ...lasso(42, 10),
  },
  'D3d-KEPT': {
    title: 'S3: a request that is kept is never done',
    story:
      'The early exit leaves the slot as it is and the vCPU returns to its guest. What the slot asks for is about a device that has gone, so no later visit will do it either.',
    property: 'L-PEND',
    ...lasso(21, 12),
  },
  'V-16': {
    title: 'S4: a slot that names a freed pdev is the last that its vCPU sees',
    story:
      'Removal does not look at slots. The vCPU follows the pointer in its slot to a pdev that was freed, which is where the model stops it: the slot stays filled, and nobody else empties it.',
    property: 'L-PEND',
    ...lasso(24, 4),
  },
});
