/**
 * FLT: the IOMMU fault handler takes BUS_MASTER away from a device that faults too often.
 *
 * Models pci_check_disable_device (xen/drivers/passthrough/pci.c): the pdev is found and its faults
 * counted under pcidevs_lock; PCI_COMMAND is read and written back after the lock was released.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../compose/index.ts';
import { type Case, Program, showProgram } from '../../kit/program.ts';
import { drop, go, lineTakeWrite, take, wants } from './cases.ts';
import { nameOf } from './shared-lines.ts';
import type { Device, World } from './world.ts';

/** Adds the actor. It watches the first device. */
export function faultHandler(system: SystemBuilder, world: World): Actor {
  const device = world.devices[0] as Device;
  const program = new Program('waiting', ['rest']);
  const does = `FLT ${nameOf(device)}`;
  const path = program.path('flt');
  path.line('waiting', `${does} faults`, go);
  if (world.scheme === 'S2p') {
    lineTakeWrite(
      path,
      '.lock',
      `${does} (1) pcidevs_lock, as a writer`,
      world.domainLock,
      '.find',
    );
  } else {
    path.line('.lock', `${does} (1) pcidevs_lock`, take(world.pcidevs), [wants(world.pcidevs)]);
  }
  path
    .line('.find', `${does} (1) finds the pdev`, [
      {
        name: 'over the threshold',
        with: [() => device.pdev.when('is allocated', (s) => s.matches('allocated'))],
        to: device.command === null ? '.leave' : '.unlock',
      },
      ...(device.managed
        ? [
            {
              name: 'no pdev',
              with: [
                () =>
                  device.pdev.when('is freed', (s: { matches: (v: 'freed') => boolean }) =>
                    s.matches('freed'),
                  ),
              ],
              to: '.leave',
            },
          ]
        : []),
    ])
    .line(
      '.leave',
      `${does} (2) pcidevs_unlock`,
      release(world).map((c) => ({ ...c, to: 'waiting' })),
    );
  if (device.command !== null) linesStop(path, world, device, does);
  path.end('waiting');
  const flt = system.component('flt', program.machine('faultHandler'), { show: showProgram });
  program.install(system, flt);
  return flt;
}

function release(world: World): readonly Case[] {
  return world.scheme === 'S2p'
    ? [{ with: [(by) => world.domainLock.on('WRITE_DONE', { by })] }]
    : drop(world.pcidevs);
}

function linesStop(
  path: ReturnType<Program['path']>,
  world: World,
  { command }: Device,
  does: string,
): void {
  if (command === null) return;
  path
    .line('.unlock', `${does} (2) pcidevs_unlock to stop the device`, release(world))
    .line(
      '.read',
      `${does} (3) reads PCI_COMMAND`,
      [false, true].map(
        (intxDisabled): Case => ({
          name: intxDisabled ? 'INTx off' : 'INTx on',
          set: { intx: intxDisabled ? 1 : 0 },
          with: [
            () =>
              command.when(
                `INTX_DISABLE is ${intxDisabled}`,
                (s) => s.context.intxDisabled === intxDisabled,
              ),
          ],
        }),
      ),
    )
    .line(
      '.write',
      `${does} (4) writes it back without BUS_MASTER`,
      [0, 1].map(
        (intx): Case => ({
          name: intx === 1 ? 'INTx off' : 'INTx on',
          where: { intx },
          with: [() => command.on('FAULT_WRITE', { intxDisabled: intx === 1 })],
        }),
      ),
    );
}
