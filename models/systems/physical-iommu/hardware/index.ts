/**
 * What the hardware does of its own accord: devices send requests, the IOMMU carries out invalidations,
 * the heap gives pages away, a device is pulled out.
 */

import type { Participation, SystemBuilder } from '../../../compose/index.ts';
import { commandsOf, drains } from '../commands.ts';
import { sources } from '../sources.ts';
import type { World } from '../world.ts';
import { answering, requestsOf } from './requests.ts';

/** Installs the steps of devices, IOMMU and heap. */
export function hardware(system: SystemBuilder, world: World): void {
  requestsOf(system, world);
  invalidations(system, world);
  heap(system, world);
  pulledOut(system, world);
}

/** The IOMMU carries out what it is told. */
function invalidations(system: SystemBuilder, world: World): void {
  const { queue, ats, table } = world;
  for (const { command, rid, id, iovas, deviceTlb } of commandsOf(world)) {
    const tagged = id === null ? [] : iovas.map((iova) => world.iotlb(id, iova));
    const walks = id === null || table === null ? [] : [table.cached];
    system.step(
      {
        name: `iommu: ${command}`,
        actor: 'iommu',
        caseOf: 'iommu: invalidates',
        source: sources.iommu,
      },
      queue.on('EXECUTE', { command }),
      ...(rid === null ? [] : [rid.context.on('INVALIDATE')]),
      ...[...tagged, ...walks].map((cache) => cache.on('INVALIDATE', { id: id ?? 0 })),
      ...(deviceTlb && ats !== null ? [ats.tlb.on('INVALIDATE'), ...answering(world)] : []),
      ...drains(world, { id, deviceTlb }),
    );
  }
}

/** Pages that nobody has pinned may go back to the heap, which gives them to dom0. */
function heap(system: SystemBuilder, world: World): void {
  const { ioPages, table, has } = world;
  const step = (name: string, ...parts: readonly Participation[]) =>
    system.step({ name: `heap: ${name}`, actor: 'heap', source: sources.heap }, ...parts);
  if (has('UNMAP', 'MAP')) {
    for (const { page, pinned, name } of ioPages) {
      const loose = pinned.when('is off', (s) => s.matches('off'));
      step(`takes ${name}, which nobody has pinned`, page.on('FREE', { by: 'dom1' }), loose);
      step(`gives ${name} to dom0`, page.on('ALLOCATE', { by: 'dom0' }));
    }
  }
  if (table !== null)
    step('gives the table page to dom0', table.page.on('ALLOCATE', { by: 'dom0' }));
}

/** GONE: nobody answers any more. Whether what was on its way has arrived by then is `removal`. */
function pulledOut(system: SystemBuilder, world: World): void {
  const { state, ats, values } = world;
  if (state === null || !world.has('GONE')) return;
  system.step(
    { name: 'dev0: is pulled out', actor: 'dev0', tags: ['environment'], source: sources.pulled },
    state.on('REMOVE'),
    ...(values.removal === 'arrived'
      ? [world.device.dma.when('is idle', (s) => s.matches('idle'))]
      : []),
    ...(ats === null ? [] : [ats.tlb.on('INVALIDATE')]),
  );
}
