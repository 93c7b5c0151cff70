/** Components of the scene `requests`: one vCPU, its request, and the servers that may have it. */

import { ioreqServer, showServer } from '../../../components/ioreq-server.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import { servedBy, showServedBy } from '../../../components/served-by.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../../compose/index.ts';
import { flag, raisedFlag } from '../../../kit/flag.machine.ts';
import type { Defect, Values } from '../parameters.ts';

export interface ServerParts {
  readonly name: string;
  readonly server: Component<typeof ioreqServer>;
  /** The slot of the vCPU in the shared page. */
  readonly slot: Component<typeof requestQueue>;
  /** `sv->pending`. */
  readonly pending: Component<typeof flag>;
}

/** Everything there is, save programs. */
export interface RequestWorld {
  readonly values: Values;
  readonly servers: readonly ServerParts[];
  /** `v->io.req.state` is not NONE. */
  readonly latched: Component<typeof flag>;
  /** `_VPF_blocked_in_xen` of the vCPU. */
  readonly blocked: Component<typeof flag>;
  readonly served: Component<typeof servedBy>;
  /** The domain is shutting down, as for a checkpoint. */
  readonly shutdown: Component<typeof flag> | null;
  /** There is one more shutdown to come. */
  readonly budget: Component<typeof raisedFlag> | null;
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): RequestWorld {
  const suspends = values.events.includes('SHUTDOWN');
  return {
    values,
    servers: repeat(values.io === 'broadcast' ? 2 : 1, (i): ServerParts => {
      const name = `dm${i}`;
      return {
        name,
        server: system.component(`${name}.server`, ioreqServer, { show: showServer }),
        slot: system.component(`${name}.ioreq`, requestQueue, { show: showQueue }),
        pending: system.component(`${name}.pending`, flag),
      };
    }),
    latched: system.component('io.req', flag),
    blocked: system.component('blocked_in_xen', flag),
    served: system.component('served', servedBy, { show: showServedBy }),
    shutdown: suspends ? system.component('shutting_down', flag) : null,
    budget: suspends ? system.component('shutdown.to_come', raisedFlag) : null,
    defect: (name) => values.defects.includes(name),
  };
}
