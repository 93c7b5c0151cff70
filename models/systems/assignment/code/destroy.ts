/**
 * DOM: destruction of the guest. Its vCPUs stop, `pci_release_devices` takes its devices away, and only
 * then memory and I/O page tables are freed; where a device cannot be taken away nothing is freed, and
 * the domain stays (f591755823).
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';
import { deassigning, owned } from './deassign.ts';
import { marks } from './marks.ts';
import { lineUnmapRegion } from './regions.ts';

/** The code path. */
export function destroyDomain(world: Parts, program: Program, vcpus: readonly Actor[]): void {
  const { guest, list, page, guestName } = world;
  const goesOn = world.defect('DESTROY_GOES_ON');
  const ends = { does: 'DOM', done: 'dom:memory', failed: goesOn ? 'dom:memory' : 'dom:zombie' };
  const release = deassigning(world, program, 'dom-release', ends);
  const path = program.path('dom').from(sources.destroy);
  path.line(marks.managing, 'DOM marks the domain dying', [{ with: [() => guest.on('KILL')] }]);
  for (const vcpu of vcpus) {
    path.line(`.stop-${vcpu.name}`, `DOM waits for ${vcpu.name} to stop`, [
      { with: [() => vcpu.when('is in the guest', (s) => s.matches(world.guestCode as never))] },
    ]);
  }
  linesCleanPirqs(path, world, '.devices');
  path.from(sources.release).line('.devices', 'DOM (1) looks for devices', [
    { name: world.pair, ...owned(world), to: release },
    {
      name: 'none',
      with: [() => list.when(`is not ${guestName}`, (s) => s.context.list !== guestName)],
      to: '.memory',
    },
  ]);
  if (!goesOn && (world.mayFail('deassign') || world.defect('TIMEOUT_IS_ERROR'))) {
    path.line('.zombie', 'DOM stops: a device is left', [
      { with: [() => guest.on('ABANDON')], to: marks.finishing },
    ]);
  }
  path.from(sources.destroy).line('.memory', 'DOM frees the memory', [
    { with: [() => page.on('FREE', { by: guestName })] },
    {
      name: 'none is left',
      with: [() => page.when('is not the guest’s', (s) => s.context.owner !== guestName)],
    },
  ]);
  lineUnmapRegion(path, world, '.regions', 'DOM forgets the reserved region', '.tables');
  path.from(sources.destroy).line('.tables', 'DOM frees the I/O page tables', frees(world));
  path.line('.bury', 'DOM ends', [{ with: [() => guest.on('BURY')] }]).end(marks.finishing);
}

/**
 * (0): unbinds pirqs one by one; where one is busy the hypercall is to be made again. IRQ_CLOBBERED: the
 * loop goes on, and what the next one says is what counts.
 */
function linesCleanPirqs(path: CodePath, { pirqs, defect }: Parts, next: string): void {
  if (pirqs.length === 0) return;
  path.from(sources.pirqs);
  pirqs.forEach((pirq, i) => {
    const after = i === pirqs.length - 1 ? next : `.pirq-${i + 1}`;
    const goesOn = defect('IRQ_CLOBBERED') && after !== next;
    path.line(`.pirq-${i}`, `DOM (0) unbinds ${pirq.name}`, [
      { with: [() => pirq.on('CLEAR')], to: after },
      { name: 'busy', to: goesOn ? after : '.again' },
    ]);
  });
  path.line('.again', 'DOM (0) is to be called again', [{ to: '.pirq-0' }]);
}

/** TEARDOWN_SKIPPED: only those of a domain that has had a device. */
function frees({ tables, everHad }: Parts): readonly Case[] {
  if (everHad === null) return [{ with: [() => tables.on('FREE')] }];
  return [
    { with: [() => tables.on('FREE'), () => everHad.when('is on', (s) => s.matches('on'))] },
    { name: 'not needed', with: [() => everHad.when('is off', (s) => s.matches('off'))] },
  ];
}
