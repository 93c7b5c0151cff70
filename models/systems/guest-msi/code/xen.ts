/**
 * What Xen and the toolstack do with functions, one thing at a time: all of it is under pcidevs_lock.
 *
 * Read at c447b7308b: assign_device and deassign_device (xen/drivers/passthrough/pci.c),
 * reassign_device_ownership (drivers/passthrough/vtd/iommu.c), map_domain_pirq, pirq_guest_bind and
 * unmap_domain_pirq (arch/x86/irq.c), and what they call to write remapping entries.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import { xen as sources } from '../sources.ts';
import type { Fn, World } from '../world.ts';
import { linesAssign } from './assign.ts';
import { linesDeassign } from './deassign.ts';
import { linesEnable, linesMove } from './interrupt-setup.ts';

/** Adds the actor. */
export function xen(
  system: SystemBuilder,
  world: World,
  senders: readonly { readonly fn: Fn; readonly actor: Actor }[],
): Actor {
  const program = new Program('idle', ['guest', 'rest']);
  program.landmark('assertion-failed', ['rest', 'crashed']);
  for (const fn of world.functions.filter(({ assignable }) => assignable)) {
    const actor = senders.find((sender) => sender.fn === fn)?.actor;
    for (const guest of world.guests) {
      linesAssign(program, world, fn, guest);
      if (world.has('MSI')) linesEnable(program, world, fn, guest);
      if (world.has('DEA')) linesDeassign(program, world, { fn, actor }, guest);
    }
    if (world.has('AFF')) linesMove(program, world, fn);
  }
  return program.actor(system, 'xen');
}

/** The VMM of guest A: it adds RAM, and moves the guest to another host. */
export function vmm(system: SystemBuilder, world: World): Actor | null {
  const { ram } = world;
  if (ram === null) return null;
  const program = new Program('idle', ['rest']);
  const path = program.path('vmm').from(sources.vmm);
  const attached =
    ({ context }: Fn) =>
    () =>
      context.when('leads to A', (s) => s.context.entry?.tables === 'A');
  const none = world.functions.map(
    ({ context }) =>
      () =>
        context.when('does not lead to A', (s) => s.context.entry?.tables !== 'A'),
  );
  for (const over of [0, 1]) {
    const known = world.values.layout === 'thisHost';
    const late = world.values.mapFailLate === 'abort' ? 'it aborts' : 'it takes the RAM back';
    path.line('idle', `RAM adds some over the region of host ${over}`, [
      {
        name: 'no device',
        with: [() => ram.on('ADD', { over, on: known ? 1 - over : null }), ...none],
        to: 'idle',
      },
      ...world.functions.flatMap((fn) => [
        {
          name: `${fn.name} is there, on the other host`,
          with: [() => ram.on('ADD', { over, on: 1 - over }), attached(fn)],
          to: 'idle',
        },
        {
          name: `it cannot be mapped for ${fn.name}: ${late}`,
          with: [
            () =>
              world.values.mapFailLate === 'abort'
                ? ram.on('ABORT', { on: over })
                : ram.when(
                    `is alive on host ${over}, with no RAM there`,
                    (s) => s.matches('alive') && s.context.host === over && s.context.over === null,
                  ),
            attached(fn),
          ],
          to: 'idle',
          tags: ['late conflict'],
        },
      ]),
    ]);
  }
  if (world.has('MIG')) {
    path.line('idle', 'MIG moves the guest to host 1', [
      { with: [() => ram.on('MIGRATE'), ...none], to: 'idle' },
    ]);
  }
  path.end('idle');
  return program.actor(system, 'vmm');
}
