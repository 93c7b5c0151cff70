/** The components of the family: what the actors share, and no programs. */

import { createdDomain, showCreated } from '../../components/created-domain.machine.ts';
import { irqHandler, showHandler } from '../../components/irq-handler.machine.ts';
import { eventPort } from '../../components/ready-signal.machine.ts';
import { requestQueue, showQueue } from '../../components/request-queue.machine.ts';
import { waitQueue } from '../../components/wait-queue.machine.ts';
import {
  hvmParameter,
  showPage,
  showParameter,
  xenstoreClient,
  xenstorePage,
} from '../../components/xenstore-page.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import type { Values } from './parameters.ts';

export type Flag = Component<typeof flag>;
type Queue = Component<typeof requestQueue>;

/** What late initialisation of one domain is about. */
export interface World {
  readonly values: Values;
  /** HVM_PARAM_STORE_PFN and HVM_PARAM_STORE_EVTCHN of the frontend. */
  readonly pfn: Component<typeof hvmParameter>;
  readonly evtchn: Component<typeof hvmParameter>;
  readonly page: Component<typeof xenstorePage>;
  /** Its ring, with room for one request: that of the frontend for a watch. */
  readonly ring: Queue;
  /** Grant table entry 1 names the page. */
  readonly grant: Flag;
  /** The frontend's end of the event channel. */
  readonly port: Component<ReturnType<typeof eventPort>>;
  /** Domains are unpaused. */
  readonly running: Flag;
  /** xenstored answers its sockets. */
  readonly serving: Flag;
  /** The frontend as xenstored knows it. */
  readonly client: Component<typeof xenstoreClient>;
  /** Sockets of the runs of init-dom0less. */
  readonly sockets: readonly Queue[];
  /** The nodes of the frontend are written. */
  readonly nodes: Flag;
  /** Linux: the ring is mapped, the handler, the queue, the thread was started. */
  readonly mapped: Flag;
  readonly handler: Component<typeof irqHandler>;
  readonly waiters: Component<typeof waitQueue>;
  readonly spawned: Flag;
  /** A domain that the toolstack creates, and whether init-dom0less is through. */
  readonly other: Component<typeof createdDomain> | null;
  readonly over: Flag | null;
  /** Raised once a stray event has come. */
  readonly stray: Flag | null;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const { inits, xlCreate, strayEvent } = values;
  const creates = xlCreate !== 'off';
  return {
    values,
    pfn: system.component('STORE_PFN', hvmParameter, { show: showParameter }),
    evtchn: system.component('STORE_EVTCHN', hvmParameter, { show: showParameter }),
    page: system.component('page', xenstorePage, { show: showPage }),
    ring: system.component('ring', requestQueue, { show: showQueue }),
    grant: system.component('grant1', flag),
    port: system.component('port', eventPort({ bound: true, bindSetsPending: true })),
    running: system.component('running', flag),
    serving: system.component('serving', flag),
    client: system.component('client', xenstoreClient),
    sockets: repeat(inits, (i) =>
      system.component(`socket${i}`, requestQueue, { show: showQueue }),
    ),
    nodes: system.component('nodes', flag),
    mapped: system.component('mapped', flag),
    handler: system.component('handler', irqHandler, { show: showHandler }),
    waiters: system.component('xb_waitq', waitQueue),
    spawned: system.component('spawned', flag),
    other: creates ? system.component('other', createdDomain, { show: showCreated }) : null,
    over: creates ? system.component('over', flag) : null,
    stray: strayEvent === 'one' ? system.component('stray', flag) : null,
  };
}
