/** What goes on beside QEMU: firmware of the device, the management layer, other devices of its group. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { conflicts } from '../../../components/guest-ram.machine.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import { vfio as sources } from '../sources.ts';
import { ram } from './qemu.ts';
import type { World } from './world.ts';

/** Firmware that goes on using a region that was waived, and where its writes end. */
export function firmware(system: SystemBuilder, { context, entry }: World): Actor {
  const program = new Program('idle', ['rest']);
  program.landmark('in RAM of A', ['arrived']);
  const path = program.path('fw').from(sources.firmware);
  path.line('idle', 'writes to its region', [
    {
      name: 'for the host',
      with: [() => context.when('leads to the host', (s) => s.context.entry?.tables === 'host')],
      to: 'idle',
    },
    {
      name: 'blocked',
      with: [() => context.when('leads nowhere', (s) => s.context.entry === null)],
      to: 'idle',
    },
    {
      name: 'a fault',
      with: [
        () => context.when('leads to A', (s) => s.context.entry?.tables === 'A'),
        () => entry.when('has nothing there', (s) => s.context.written === null),
      ],
      to: 'idle',
    },
    {
      name: 'to RAM of A',
      with: [
        () => context.when('leads to A', (s) => s.context.entry?.tables === 'A'),
        () => entry.on('WALK', { page: ram.page }),
      ],
      to: 'in RAM of A',
    },
  ]);
  path.line('in RAM of A', 'is done', [{ to: 'idle' }]).end('idle');
  return program.actor(system, 'firmware');
}

/** Adds the management layer and what may happen to the group on the host. */
export function around(system: SystemBuilder, world: World): void {
  const { compared, ram: map, grown, values, entry, plugged } = world;
  if (compared !== null) {
    system.step(
      {
        name: 'manager: reads regions in sysfs, finds no conflict',
        actor: 'manager',
        source: sources.sysfs,
      },
      compared.on('SET'),
      map.when('has no conflict', (s) => !conflicts(s)),
    );
  }
  if (values.group === 'fixed') return;
  const source = sources.group;
  system.step(
    { name: 'host: another device joins the group, with a region', actor: 'host', source },
    grown.on('RAISE'),
    ...(values.group === 'checked'
      ? [entry.when('has nothing there', (s) => s.context.written === null)]
      : []),
  );
  system.step(
    { name: 'host: it leaves the group', actor: 'host', source },
    grown.on('LOWER'),
    plugged.when('is not there', (s) => s.matches('off')),
  );
}
