/**
 * The IOMMU driver of Linux, whose callers attach, release, map and unmap at any time: two threads, one for
 * endpoints and one for mappings.
 *
 * Models drivers/iommu/virtio-iommu.c at f088104d837a: viommu_attach_dev with viommu_replay_mappings,
 * viommu_release_dev, viommu_map_pages and viommu_unmap_pages. The driver keeps a tree of its own for each domain
 * and sends nothing for a domain that it thinks has no endpoints. By default it does what it should: it
 * reads every status, counts an endpoint when ATTACH has succeeded, and does not let the two threads in
 * between each other; how it departs from that is a defect.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { endpointCount, showEndpointCount } from '../../../components/endpoint-count.machine.ts';
import { iovaPage, showMapping } from '../../../components/viommu-tables.machine.ts';
import { repeat, type SystemBuilder } from '../../../compose/index.ts';
import type { Command } from '../commands.ts';
import type { Vmm } from '../vmm.ts';
import type { World } from '../world.ts';
import { attach, attachIdentity, probe, release, releaseIdentity } from './endpoints-thread.ts';
import { flush, map, unmap } from './mappings-thread.ts';
import { type Known, Writer } from './parts.ts';

/** The driver before the device is made: its commands are known, and who executes them is not yet. */
export interface LinuxDriver {
  readonly commands: readonly Command[];
  /** Adds the threads, when it is known who executes what they send. */
  readonly install: (system: SystemBuilder, vmm: Vmm) => readonly Actor[];
}

/** Writes down the two threads of the driver. */
export function linuxDriver(system: SystemBuilder, world: World): LinuxDriver {
  const page = (name: string) => system.component(name, iovaPage, { show: showMapping });
  const paging = world.values.identity ? world.domains.slice(0, -1) : world.domains;
  const known = paging.map(
    (domain): Known => ({
      domain,
      count: system.component(
        `nr_endpoints.d${domain.index}`,
        endpointCount(world.endpoints.length),
        {
          show: showEndpointCount,
        },
      ),
      tree: repeat(world.values.iovas, (v) => page(`tree.d${domain.index}.v${v}`)),
    }),
  );
  const writer = new Writer(system, world, known);
  probe(writer);
  for (const endpoint of world.endpoints) {
    for (const one of known) attach(writer, endpoint, one);
    for (const one of known) release(writer, endpoint, one);
    if (writer.identity !== null) {
      attachIdentity(writer, endpoint, writer.identity);
      releaseIdentity(writer, endpoint, writer.identity);
    }
  }
  for (const one of known) {
    one.tree.forEach((_page, v) => {
      world.pages.forEach((_p, p) => {
        for (const flags of world.values.flags) map(writer, one, v, p, flags);
      });
      unmap(writer, one, v);
    });
  }
  flush(writer);
  return { commands: writer.commands, install: (to, vmm) => writer.install(to, vmm) };
}
