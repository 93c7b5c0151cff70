/** The part that is in the family `assignment`: one device and one guest at a time, and the IOMMU. */

import {
  invalidationQueue,
  showInvalidationQueue,
} from '../../components/invalidation-queue.machine.ts';
import { iotlbEntry, showIotlbEntry } from '../../components/iotlb-entry.machine.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import { type Values as AssignmentValues, parameters } from '../assignment/parameters.ts';
import { type Parts, type Rid, straight } from '../assignment/world.ts';
import { marks as mappingMarks } from '../vpci-locking/code/marks.ts';
import { leaveTeardown, linesEnterTeardown } from '../vpci-mapping/code/locking.ts';
import { linesAssign, linesDeassign } from '../vpci-mapping/code/vpci-state.ts';
import { among, assignmentDefects } from './deviations.ts';
import { type Interrupts, linesSilence, pirqsOf, silences } from './interrupts-part.ts';
import { type Mapping, type MappingDomain, mfnsOf } from './mapping-part.ts';
import type { Values } from './parameters.ts';
import { guestSideOf, type Viommu } from './viommu-part.ts';
import { type Device, type Guest, idOf, type Machine, scratchOf } from './world.ts';

/** A device and a guest that may have it, as `assignment` sees them. */
export type Pair = Parts & { readonly of: Device; readonly with: Guest };

/** The part: every pair, and the queue of each CPU that flushes. */
export interface Assignment {
  readonly pairs: readonly Pair[];
  readonly queues: ReadonlyMap<string, Component<typeof invalidationQueue>>;
  readonly iotlbs: ReadonlyMap<number, Component<typeof iotlbEntry>>;
}

/** The parameters of `assignment` for what it has of the full system. */
export function assignmentValues(values: Values): AssignmentValues {
  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as AssignmentValues;
  return {
    ...defaults,
    driver: 'vtd',
    quarantine: values.quarantine,
    rids: 1,
    regions: 0,
    hostile: values.hostile !== 'no',
    paths: ['PRE', 'ASG', 'DEA', 'DEQ', 'RST', 'DOM', 'MEM'],
    failures: [],
    defects: [...flushing[values.flush], ...among(assignmentDefects, values.defects)],
  };
}

/** What a flush policy is in that family. */
const flushing: Readonly<Record<Values['flush'], AssignmentValues['defects']>> = {
  strict: [],
  late: ['FLUSH_LATE'],
  never: ['FLUSH_SKIP'],
};

/** Makes the components that pairs share, and the pairs. */
export function makeAssignment(
  system: SystemBuilder,
  machine: Machine,
  mapping: Mapping,
  viommu: Viommu | null,
  interrupts: Interrupts | null,
): Assignment {
  const { values, guests, devices } = machine;
  const flushing = [
    'dom0',
    ...(values.paths.includes('MEM') ? guests.flatMap((g) => g.vcpus) : []),
  ];
  const queues = new Map(
    flushing.map((by) => [
      by,
      system.component(`${by}.queue`, invalidationQueue, { show: showInvalidationQueue }),
    ]),
  );
  const ids = [
    idOf('dom0', 0),
    ...guests.map(({ name }) => idOf(name, 0)),
    ...(values.quarantine === 'scratch'
      ? devices.map(({ index }) => idOf('quarantine', index))
      : []),
  ];
  const iotlbs = new Map(
    ids.map((id) => [
      id,
      system.component(`IOTLB of id ${id}`, iotlbEntry, { show: showIotlbEntry }),
    ]),
  );
  const shared = { machine, mapping, viommu, interrupts, queues, iotlbs };
  const pairs = devices.flatMap((device) =>
    mapping.domains.map((domain) => pairOf(shared, device, domain)),
  );
  return { pairs, queues, iotlbs };
}

interface Shared extends Omit<Assignment, 'pairs'> {
  readonly machine: Machine;
  readonly mapping: Mapping;
  readonly viommu: Viommu | null;
  readonly interrupts: Interrupts | null;
}

function pairOf(shared: Shared, device: Device, domain: MappingDomain): Pair {
  const { machine, mapping, viommu, interrupts, queues, iotlbs } = shared;
  const values = assignmentValues(machine.values);
  const { guest } = domain;
  const own = (tables: string): number => idOf(tables, device.index);
  const rid: Rid = { name: device.name, phantom: false, context: device.context };
  const held = [0, idOf(guest.name, 0), idOf('quarantine', device.index)];
  return {
    of: device,
    with: guest,
    values,
    has: (...codes) => codes.some((code) => values.paths.includes(code)),
    defect: (name) => values.defects.includes(name),
    mayFail: (what) => what === 'deassign' && machine.values.paths.includes('FAIL'),
    rids: [rid],
    iotlb: (_rid, id) => iotlbs.get(id) as Component<typeof iotlbEntry>,
    iotlbs: () => held.flatMap((id) => iotlbs.get(id) ?? []),
    queueOf: (by) => queues.get(by) as NonNullable<ReturnType<typeof queues.get>>,
    list: device.list,
    broken: device.broken,
    driven: device.driven,
    dma: device.dma,
    guest: guest.life,
    tables: guest.tables,
    pte: guest.pte,
    page: guest.page,
    region: null,
    lock: machine.values.scheme === 'S1' ? null : domain.lock,
    quarantined: machine.values.quarantine === 'scratch' ? scratchOf(device.index) : null,
    retyped: null,
    suppressed: null,
    tablePage: null,
    ids: null,
    pirqs: interrupts === null ? [] : pirqsOf(interrupts, guest),
    prepared: null,
    everHad: null,
    device: device.name,
    pair: `${device.name} ${guest.name}`,
    guestName: guest.name,
    pageName: guest.page.name,
    key: `-${device.name}-${guest.name}`,
    guestKey: `-${guest.name}`,
    destruction: `DOM ${guest.name}`,
    pcidevs: mapping.pcidevs,
    idOf: own,
    allTables: [
      'dom0',
      ...machine.guests.map(({ name }) => name),
      ...(machine.values.quarantine === 'scratch' ? ['quarantine'] : []),
    ],
    guestCode: mappingMarks.guest,
    vpciCode: vpciCode(shared, device, guest),
    granted: domain.permissions.flatMap((permission, mfn) =>
      mfnsOf(mapping, device.index).includes(mfn) && permission !== null
        ? [() => permission.on('GRANT')]
        : [],
    ),
    emits: emits(machine.values, mapping, device),
    guestSide: viommu?.guest === guest ? guestSideOf(viommu, device) : straight,
  };
}

/** vPCI state goes and comes by the listings of `vpci-mapping`, under the locks of the scheme. */
function vpciCode(
  { mapping, interrupts }: Shared,
  device: Device,
  guest: Guest,
): Parts['vpciCode'] {
  const view = mapping.viewOf(device.index, guest.index);
  return {
    goneAt: '.vpci-gone',
    madeAt: '.vpci-made',
    gone: (path, does) => {
      const first = silences(interrupts) ? '.disable' : '.teardown';
      linesEnterTeardown(path, mapping, view, '.vpci-gone', does, first);
      if (silences(interrupts)) linesSilence(path, interrupts, device.index, does);
      linesDeassign(path, mapping, view, does);
      path.line('.vpci-unlock', `${does} unlocks vPCI`, leaveTeardown(mapping, view));
    },
    made: (path, does, done) => {
      linesEnterTeardown(path, mapping, view, '.vpci-made', does, '.alloc');
      linesAssign(path, mapping, view, does);
      path.line(
        '.vpci-ready',
        `${does} unlocks vPCI`,
        leaveTeardown(mapping, view).map((c) => ({ ...c, to: done })),
      );
    },
  };
}

/** What a device needs to emit a request. */
export function emits(
  { hostile }: Values,
  mapping: Mapping,
  { index, driven }: Device,
): Parts['emits'] {
  const master = (
    mapping.devices.find((view) => view.index === index) as (typeof mapping.devices)[0]
  ).command.when('is bus master', (s) => s.context.master);
  switch (hostile) {
    case 'ignores-bme':
      return [];
    case 'obeys-bme':
      return [master];
    case 'no':
      return [master, driven.when('is on', (s) => s.matches('on'))];
  }
}
