/** The components of the family: backends, devices, what a frontend keeps of each; no programs. */

import { attachNode, showAttachNode } from '../../components/attach-node.machine.ts';
import { backendDomain, showBackendDomain } from '../../components/backend-domain.machine.ts';
import { grantOps, showGrantOps } from '../../components/grant-ops.machine.ts';
import { indexRegister, showIndex } from '../../components/index-register.machine.ts';
import {
  deviceModelLoop,
  ioRange,
  ioreqServer,
  showLoop,
  showRange,
  showServer,
} from '../../components/ioreq-server.machine.ts';
import { eventPort, readyRecord, showRecord } from '../../components/ready-signal.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import type { Defect, Values } from './parameters.ts';
import { type Traits, traitsOf } from './variants.ts';

/** A backend domain with its device model. */
export interface Backend {
  readonly index: number;
  readonly domain: Component<ReturnType<typeof backendDomain>>;
  /** Its id in each of its lives. */
  readonly domids: readonly [number, ...number[]];
  readonly server: Component<typeof ioreqServer>;
  readonly loop: Component<typeof deviceModelLoop>;
}

/** A virtio device of the frontend. */
export interface Device {
  readonly index: number;
  readonly name: string;
  readonly backend: Backend;
  readonly range: Component<typeof ioRange>;
  /** Level and port of the signal, where the variant has them. */
  readonly level: Component<typeof readyRecord> | null;
  readonly port: Component<ReturnType<typeof eventPort>> | null;
  readonly dma: Component<typeof grantOps>;
  /** The transport shows its real DeviceID; V9 only. */
  readonly shown: Component<typeof flag> | null;
  /** Its directory in xenstore; V1 only. */
  readonly node: Component<typeof attachNode> | null;
  /** Somebody names its backend. */
  readonly mapped: boolean;
}

/** Everything there is, save programs. */
export interface World {
  readonly values: Values;
  readonly traits: Traits;
  /** Incarnations a backend may have. */
  readonly lives: number;
  readonly backends: readonly Backend[];
  readonly devices: readonly Device[];
  /** The index half of V4's register, where all share it. */
  readonly index: Component<typeof indexRegister> | null;
  /** Raised once an edge was lost or came twice; null where edges are exact. */
  readonly glitch: Component<typeof flag> | null;
  readonly defect: (name: Defect) => boolean;
  /** The hypervisor takes a server away with the domain that made it. */
  readonly withdraws: boolean;
}

/** The ids of a backend's incarnations; 0 is a domain that is nobody's backend. */
function domidsOf(index: number, { restart }: Values): readonly [number, ...number[]] {
  const first = index + 1;
  if (restart === 'off') return [first];
  return [first, restart === 'sameDomid' ? first : first + 2];
}

/** What tells this in a system that has more than it. */
export interface Place {
  /** A device, in the words of steps. */
  readonly deviceName: (index: number) => string;
  readonly domidsOf: (backend: number, values: Values) => readonly [number, ...number[]];
}

const alone: Place = { deviceName: (index) => `dev${index}`, domidsOf };

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values, place: Place = alone): World {
  const traits = traitsOf(values.variant);
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const backends = repeat(values.backends, (index) =>
    makeBackend(system, place.domidsOf(index, values), index),
  );
  const devices = repeat(values.devices, (index) =>
    makeDevice(system, values, place, index, backends[index % backends.length] as Backend),
  );
  const seesDeath = values.variant === 'V0' || values.variant === 'V6';
  return {
    values,
    traits,
    lives: place.domidsOf(0, values).length,
    backends,
    devices,
    index: defect('INDEX_SHARED')
      ? system.component('index', indexRegister, { show: showIndex })
      : null,
    glitch: values.glitch === 'none' ? null : system.component('glitch', flag),
    defect,
    withdraws: seesDeath && !defect('SERVER_STAYS') && !defect('UNSEEN_DEATH'),
  };
}

function makeBackend(system: SystemBuilder, domids: Backend['domids'], index: number): Backend {
  return {
    index,
    domids,
    domain: system.component(`be${index}`, backendDomain(domids), {
      show: showBackendDomain,
    }),
    server: system.component(`server${index}`, ioreqServer, { show: showServer }),
    loop: system.component(`loop${index}`, deviceModelLoop, { show: showLoop }),
  };
}

function makeDevice(
  system: SystemBuilder,
  values: Values,
  { deviceName }: Place,
  index: number,
  backend: Backend,
): Device {
  const { gate } = traitsOf(values.variant);
  const name = deviceName(index);
  const levelled = gate?.sample != null && !values.defects.includes('EDGE_ONLY');
  const channel = gate?.channel === true && !values.defects.includes('BIND_SILENT');
  return {
    index,
    name,
    backend,
    range: system.component(`${name}.range`, ioRange, { show: showRange }),
    level: levelled ? system.component(`${name}.level`, readyRecord, { show: showRecord }) : null,
    port:
      gate === null
        ? null
        : system.component(
            `${name}.port`,
            eventPort({ bound: gate.boundFromStart, bindSetsPending: channel }),
          ),
    dma: system.component(`${name}.dma`, grantOps, { show: showGrantOps }),
    shown: values.variant === 'V9' ? system.component(`${name}.shown`, flag) : null,
    node:
      values.variant === 'V1'
        ? system.component(`${name}.node`, attachNode, { show: showAttachNode })
        : null,
    mapped: index < values.devices - values.unmapped,
  };
}
