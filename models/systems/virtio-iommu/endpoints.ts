/**
 * Endpoints: the device's record of each, the driver's, and what the host has it reach.
 *
 * The last one may be connected in another way than by a requester id of its own behind the IOMMU. What
 * is behind a bridge from PCIe to PCI has the view and the entries of the first one, whose id its requests
 * bear; the device does not know it, so it has none of its own.
 */

import { hostEntry, hostView, showEntry } from '../../components/host-iommu.machine.ts';
import {
  attachment,
  showAttachment,
  unknownEndpoint,
} from '../../components/viommu-tables.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import { endpointNames } from './commands.ts';
import type { Values } from './parameters.ts';

/** Whether requests of an endpoint get on the bus, and whether it has I/O virtual addresses to use. */
export interface BusParts {
  /** Its BUS_MASTER bit. */
  readonly master: Component<typeof flag>;
  /** That of the bridge that gates it; null where none does. */
  readonly bridge: Component<typeof flag> | null;
  /** It was told a buffer, and will read or write there until it is made to stop. */
  readonly busy: Component<typeof flag>;
}

export interface Endpoint {
  readonly index: number;
  readonly name: string;
  readonly hostile: boolean;
  /** It asks for translations; what it has borrowed is in its entries. */
  readonly emulated: boolean;
  /** The device's record of it. */
  readonly attached: Component<typeof attachment>;
  /** The driver's. */
  readonly believed: Component<typeof attachment>;
  readonly view: Component<ReturnType<typeof hostView>>;
  /** The host's table, by I/O virtual page. */
  readonly entries: readonly Component<typeof hostEntry>[];
  /** What is there in a boot time line only. */
  readonly bus: BusParts | null;
  readonly connection: Values['last'];
}

type MakeBus = (name: string, hostile: boolean) => BusParts | null;

/** Makes the components. @param open unattached endpoints are in bypass at first */
export function makeEndpoints(
  system: SystemBuilder,
  values: Values,
  open: boolean,
  bus: MakeBus,
): readonly Endpoint[] {
  const names = endpointNames(values);
  const made: Endpoint[] = [];
  for (const [index, name] of names.entries()) {
    const connection = index === names.length - 1 ? values.last : 'own';
    const hostile = index >= values.trusted;
    const emulated = index >= values.trusted + values.hostile;
    const known = connection === 'own' || connection === 'notAsking';
    const alias = connection === 'aliased' ? made[0] : undefined;
    const kind = emulated ? 'lent' : 'host';
    made.push({
      index,
      name,
      hostile,
      emulated,
      connection,
      attached: system.component(name, known ? attachment : unknownEndpoint, {
        show: showAttachment,
      }),
      believed: system.component(`${name}.believed`, attachment, { show: showAttachment }),
      view:
        alias?.view ??
        system.component(
          `${name}.view`,
          viewOf(connection, open && (emulated || !values.defects.includes('bypassBlocked'))),
        ),
      entries: repeat(alias === undefined ? values.iovas : 0, (v) =>
        system.component(`${name}.${kind}.v${v}`, hostEntry, { show: showEntry }),
      ),
      bus: bus(name, hostile),
    });
  }
  return made;
}

function viewOf(connection: Endpoint['connection'], open: boolean) {
  if (connection !== 'own') return hostView('unguarded');
  return hostView(open ? 'open' : 'translated');
}

/** What an endpoint reaches through: its own entries, or those of the one whose requester id it has. */
export function entriesOf(
  { connection, entries }: Endpoint,
  all: readonly Endpoint[],
): Endpoint['entries'] {
  return connection === 'aliased' ? (all[0]?.entries ?? []) : entries;
}

/** Makes the bus side of endpoints; null where there is no boot time line. */
export function busOf(system: SystemBuilder, { firmware, bridge }: Values): MakeBus {
  if (firmware === 'any' || firmware === 'linux') return () => null;
  const shared = system.component('bridge', flag);
  const own = bridge === 'physical' ? system.component('bridge.evil', flag) : null;
  return (name, hostile) => ({
    master: system.component(`${name}.master`, flag),
    bridge: hostile && bridge !== 'shared' ? own : shared,
    busy: system.component(`${name}.busy`, flag),
  });
}
