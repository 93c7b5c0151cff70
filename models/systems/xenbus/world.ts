/** The components of the family: what toolstack, backend and frontend share, and no programs. */

import { backendDomain, showBackendDomain } from '../../components/backend-domain.machine.ts';
import { showWatches, watchQueue } from '../../components/watch-queue.machine.ts';
import {
  ringPage,
  showNode,
  showXenbusDevice,
  xenbusDevice,
  xenbusNode,
} from '../../components/xenbus-device.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { raisedFlag } from '../../kit/flag.machine.ts';
import type { Effect } from '../../kit/program.ts';
import type { Defect, Values } from './parameters.ts';

/** Events that can wait at once, and one more: a queue that was never full has lost none. */
export const room = 7;

/** One PV device, its two ends, and what is between them. */
export interface World {
  readonly values: Values;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  /** Ids of the backend domain, one for each of its lives. */
  readonly domids: readonly [number, ...number[]];
  readonly fe: Component<typeof xenbusNode>;
  readonly be: Component<typeof xenbusNode>;
  readonly online: Component<typeof raisedFlag>;
  /** Watches of the frontend's kernel. */
  readonly watches: Component<ReturnType<typeof watchQueue>>;
  readonly device: Component<typeof xenbusDevice>;
  /** Pages for rings, one for each kernel of the frontend. */
  readonly rings: readonly Component<typeof ringPage>[];
  readonly defect: (name: Defect) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const domids: [number, ...number[]] =
    values.restart === 'off' ? [1] : [1, values.restart === 'sameDomid' ? 1 : 3];
  const coalesces = values.coalescing === 'on';
  return {
    values,
    domids,
    domain: system.component('driver', backendDomain(domids), { show: showBackendDomain }),
    fe: system.component('FE', xenbusNode, { show: showNode }),
    be: system.component('BE', xenbusNode, { show: showNode }),
    online: system.component('online', raisedFlag),
    watches: system.component('watches', watchQueue({ coalesces, room }), {
      show: showWatches,
    }),
    device: system.component('device', xenbusDevice, { show: showXenbusDevice }),
    rings: repeat(values.kdump === 'off' ? 1 : 2, (i) => system.component(`ring${i}`, ringPage)),
    defect: (name) => values.defects.includes(name),
  };
}

/** The path of the frontend's directory, as its watch names it. */
export const devicePath = 'device';

/** The path of the state of a backend: it has the domain id in it, and not which life that is. */
export function backendPath({ domids }: World, life: number): string {
  return `backend/${domids[life]}`;
}

/** Somebody wrote below a path: those who watch it are told. */
export const fires =
  ({ watches }: World, path: string): Effect =>
  () =>
    watches.on('FIRE', { path });
