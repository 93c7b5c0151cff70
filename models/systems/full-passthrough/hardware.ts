/** What hardware does of its own accord: requests of devices, invalidations, and pages that are used again. */

import type { SystemBuilder } from '../../compose/index.ts';
import { arrivals, commandFor, invalidations, requests } from '../assignment/hardware.ts';
import { sources } from '../assignment/sources.ts';
import { firsts } from './actors.ts';
import type { Assignment } from './assignment-part.ts';
import { idOf, type Machine } from './world.ts';

/** Installs its steps. */
export function hardware(system: SystemBuilder, machine: Machine, assignment: Assignment): void {
  const { pairs, queues, iotlbs } = assignment;
  for (const pair of pairs) requests(system, pair, [pair.guestName]);
  for (const pair of firsts(pairs)) {
    const common = pair.allTables.filter(
      (tables) => !machine.guests.some((g) => g.name === tables),
    );
    requests(system, pair, common);
    arrivals(system, pair);
  }
  const engines = machine.devices.map(({ dma }) => dma);
  for (const [by, queue] of queues) {
    const caches = (id: number) => [iotlbs.get(id) ?? []].flat();
    const unit = { actor: `iommu for ${by}`, queue, caches, engines };
    invalidations(system, unit, by === 'dom0' ? byDom0(assignment) : byGuest(machine, by));
  }
  if (!machine.values.paths.includes('MEM')) return;
  for (const { page } of machine.guests) {
    const name = `heap: gives the ${page.name} to dom0`;
    system.step({ name, actor: 'heap', source: sources.heap }, page.on('ALLOCATE', { by: 'dom0' }));
  }
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
