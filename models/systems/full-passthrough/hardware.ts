/** What hardware does of its own accord: requests of devices, invalidations, and pages that are used again. */

import type { SystemBuilder } from '../../compose/index.ts';
import { arrivals, commandFor, invalidations, request, requests } from '../assignment/hardware.ts';
import { sources } from '../assignment/sources.ts';
import { firsts } from './actors.ts';
import type { Assignment } from './assignment-part.ts';
import { among } from './deviations.ts';
import { type Granting, grantCommand, unitOf } from './grant-part.ts';
import { type Interrupts, messages } from './interrupts-part.ts';
import { idOf, type Machine } from './world.ts';

/** Installs its steps. */
export function hardware(
  system: SystemBuilder,
  machine: Machine,
  assignment: Assignment,
  granting: Granting | null,
  interrupts: Interrupts | null,
): void {
  const { pairs, queues, iotlbs } = assignment;
  for (const pair of pairs) requests(system, pair, [pair.guestName]);
  for (const pair of firsts(pairs)) {
    const common = pair.allTables.filter(
      (tables) => !machine.guests.some((g) => g.name === tables),
    );
    requests(system, pair, common);
    arrivals(system, pair);
    if (interrupts !== null) messages(system, interrupts, pair);
  }
  const engines = machine.devices.map(({ dma }) => dma);
  for (const [by, queue] of queues) {
    const caches = (id: number) => [
      ...[iotlbs.get(id) ?? []].flat(),
      ...(granting !== null && id === idOf(granting.granted.tables, 0) ? [granting.iotlb] : []),
    ];
    const unit = { actor: `iommu for ${by}`, queue, caches, engines };
    invalidations(system, unit, by === 'dom0' ? byDom0(assignment) : byGuest(machine, by));
  }
  if (granting !== null) grantHardware(system, machine, assignment, granting);
  if (among(['MEM', 'DOM'], machine.values.paths).length === 0) return;
  for (const { page } of machine.guests) {
    const name = `heap: gives the ${page.name} to dom0`;
    system.step({ name, actor: 'heap', source: sources.heap }, page.on('ALLOCATE', { by: 'dom0' }));
  }
}

/** Devices of dom0 write to the page that was granted to it, and the IOMMU forgets it when it is told to. */
function grantHardware(
  system: SystemBuilder,
  machine: Machine,
  { pairs }: Assignment,
  granting: Granting,
): void {
  const { page, tables } = granting.granted;
  const id = idOf(tables, 0);
  const flight = { page, tables, id };
  const { iotlb, pte } = granting;
  for (const pair of firsts(pairs)) {
    for (const rid of pair.rids) {
      const step = request(system, pair, rid, tables);
      step('IOTLB, granted', flight, iotlb.on('HIT', { page, id }));
      step('walk, granted', flight, iotlb.on('FILL', { page, id }), pte.on('WALK', { page }));
    }
  }
  const unit = unitOf(granting, machine);
  invalidations(system, unit, [{ rid: null, id, command: grantCommand }]);
}

/** dom0 flushes a device’s context with what was cached by the domain id it had. */
function byDom0({ pairs }: Assignment) {
  return firsts(pairs).flatMap((pair) => {
    const [rid = null] = pair.rids;
    return pair.allTables.map((tables) => {
      const id = pair.idOf(tables);
      return { rid, id, command: commandFor(rid, id) };
    });
  });
}

/** A vCPU flushes what is cached of its domain. */
function byGuest({ guests }: Machine, by: string) {
  return guests
    .filter(({ vcpus }) => vcpus.includes(by))
    .map(({ name }) => {
      const id = idOf(name, 0);
      return { rid: null, id, command: commandFor(null, id) };
    });
}
