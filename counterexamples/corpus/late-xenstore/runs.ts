/** Whether a domain that runs first has xenstore in the end: generation by generation, and what keeps it. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsInTheLongRun, designsInTheLongRun, lasso } from '../../entries.ts';
import { lateXenstoreDesigns } from './designs.ts';
import { lateXenstoreDefects } from './index.ts';

const property = 'XS-UP';

export const lateXenstoreRunDesigns: readonly DesignEntry[] = designsInTheLongRun(
  lateXenstoreDesigns,
  {
    'LATE-G0-LINUX': { [property]: [38, 0] },
    'LATE-G1-LINUX': { [property]: [36, 0] },
    'LATE-G2-LINUX': { [property]: [39, 0] },
    'LATE-G0': { [property]: 'holds' },
    'LATE-G1': { [property]: 'holds' },
    'LATE-G2': { [property]: 'holds' },
    'LATE-LEGACY': { [property]: 'holds' },
    'LATE-PORT': { [property]: 'holds' },
  },
);

export const lateXenstoreRunDefects: readonly DefectEntry[] = defectsInTheLongRun(
  lateXenstoreDefects,
  {
    L1: {
      title: 'A wake-up that nobody was there to take is the last one',
      story:
        'The thread enters its queue after the handler has woken it. xenstored serves, `connection` says CONNECTED, every program is scheduled as it should be, and the thread sleeps on: nobody has a reason to notify the domain again.',
      property,
      ...lasso(39, 0),
    },
    'L1-TWICE': {
      title: 'Neither the initcall nor a thread ever probes',
      story:
        'The two reads of the same field disagree, so nothing is probed and no thread is started. From then on there is nobody in the domain who would look at xenstore.',
      property,
      ...lasso(37, 0),
    },
    L2: {
      title: 'The only event comes before there is a thread to be woken',
      story:
        'The page is made, xenstored connects and notifies, and the handler wakes an empty queue. The thread starts, sleeps, and nothing happens any more.',
      property,
      ...lasso(39, 0),
    },
    L3b: {
      title: 'An answer that was thrown away is waited for without end',
      story:
        'A second introduction resets the ring while the first request of the frontend is in it. xenstored waits for requests and the frontend for its answer, each for the other.',
      property,
      ...lasso(55, 0),
    },
    L4: {
      title: 'A domain that could not be bound is not introduced later either',
      story:
        'The page was not scrubbed, and xenstored takes what it finds there for a port. Binding fails, so the domain is not introduced; it goes on waiting for a CONNECTED that nobody is left to write.',
      property,
      ...lasso(36, 0),
    },
    L5: {
      title: 'A domain in legacy mode finds no xenstore, and does not look again',
      story:
        'STORE_PFN stays 0. The kernel reads it once, takes that for a domain without xenstore, and boots on, while xenstored serves everybody else.',
      property,
      ...lasso(15, 0),
    },
    L8: {
      title: 'A kernel that knows no `connection` talks to nobody, and waits for the answer',
      story:
        'The kernel puts its request into the ring at once. The introduction comes later and begins with an empty ring: the request is gone, and its sender waits for a reply that nobody owes.',
      property,
      ...lasso(34, 0),
    },
  },
);
