/** The components of scene migration: one page, how the VF gets there, and what is known of its writes. */

import { dmaEngine, showDmaEngine } from '../../../components/dma-engine.machine.ts';
import {
  ioPageTableEntry,
  showIoPageTableEntry,
} from '../../../components/io-page-table-entry.machine.ts';
import type { Component, SystemBuilder } from '../../../compose/index.ts';
import { flag, raisedFlag } from '../../../kit/flag.machine.ts';
import type { DefectName } from '../defects.ts';
import type { Values } from '../parameters.ts';
import type { PathCode } from '../paths.ts';

type Flag = Component<typeof flag>;

/** The page that the VF writes to, by the I/O page that the guest has mapped to it. */
export const guestPage = 'g0';

export interface World {
  /** What the guest has mapped in its virtual IOMMU, and the host with it. */
  readonly mapping: Component<ReturnType<typeof ioPageTableEntry>>;
  /** The VF at the source sends requests; the one at the destination does. */
  readonly source: Flag;
  readonly target: Flag;
  readonly dma: Component<typeof dmaEngine>;
  /** The guest runs: at the source, and at the destination in the end. */
  readonly running: Flag;
  /** Writes are logged; the I/O page is among what is logged; a write to it is in the log. */
  readonly logging: Flag;
  readonly range: Flag;
  readonly log: Flag;
  /** The bitmap of the VMM says that the page is to be copied. */
  readonly dirty: Flag;
  /** The page at the destination is as it is at the source. */
  readonly copied: Flag;
  /** At the destination: the endpoint is in its domain; what it reaches is what that domain maps. */
  readonly attached: Flag;
  readonly view: Flag;
  readonly has: (code: PathCode) => boolean;
  readonly defect: (name: DefectName) => boolean;
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): World {
  const mapped = { page: guestPage, writable: true };
  return {
    mapping: system.component('v0', ioPageTableEntry(mapped, true), {
      show: showIoPageTableEntry,
    }),
    source: system.component('VF at the source', raisedFlag),
    target: system.component('VF at the destination', flag),
    dma: system.component('dma', dmaEngine, { show: showDmaEngine }),
    running: system.component('running', raisedFlag),
    logging: system.component('logging', flag),
    range: system.component('v0 is logged', flag),
    log: system.component('log', flag),
    dirty: system.component('bitmap', flag),
    copied: system.component('copied', flag),
    attached: system.component('attached', flag),
    view: system.component('translated', flag),
    has: (code) => values.paths.includes(code),
    defect: (name) => values.defects.includes(name),
  };
}
