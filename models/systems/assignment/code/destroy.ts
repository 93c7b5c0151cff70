/**
 * DOM: destruction of the guest. Its vCPUs stop, `pci_release_devices` takes its devices away, and only
 * then memory and I/O page tables are freed; where a device cannot be taken away nothing is freed, and
 * the domain stays (f591755823).
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { World } from '../world.ts';
import { deassigning, owned } from './deassign.ts';
import { marks } from './marks.ts';
import { lineUnmapRegion } from './switch.ts';

/** The code path. */
export function destroyDomain(world: World, program: Program, vcpus: readonly Actor[]): void {
  const { guest, list, page, tables } = world;
  const ends = { does: 'DOM', done: 'dom:memory', failed: 'dom:zombie' };
  const release = deassigning(world, program, 'dom-release', ends);
  const path = program.path('dom').from(sources.destroy);
  path.line(marks.managing, 'DOM marks the domain dying', [{ with: [() => guest.on('KILL')] }]);
  for (const vcpu of vcpus) {
    path.line(`.stop-${vcpu.name}`, `DOM waits for ${vcpu.name} to stop`, [
      { with: [() => vcpu.when('is in the guest', (s) => s.matches(marks.idle as never))] },
    ]);
  }
  path.from(sources.release).line('.devices', 'DOM (1) looks for devices', [
    { name: 'dev0', ...owned(world), to: release },
    {
      name: 'none',
      with: [() => list.when('is not dom1', (s) => s.context.list !== 'dom1')],
      to: '.memory',
    },
  ]);
  if (world.mayFail('deassign')) {
    path.line('.zombie', 'DOM stops: a device is left', [
      { with: [() => guest.on('ABANDON')], to: marks.finishing },
    ]);
  }
  path.from(sources.destroy).line('.memory', 'DOM frees the memory', [
    { with: [() => page.on('FREE', { by: 'dom1' })] },
    {
      name: 'none is left',
      with: [() => page.when('is not the guest’s', (s) => s.context.owner !== 'dom1')],
    },
  ]);
  lineUnmapRegion(path, world, '.regions', 'DOM forgets the reserved region', '.tables');
  path
    .from(sources.destroy)
    .line('.tables', 'DOM frees the I/O page tables', [{ with: [() => tables.on('FREE')] }])
    .line('.bury', 'DOM ends', [{ with: [() => guest.on('BURY')] }])
    .end(marks.finishing);
}
