/**
 * FLT: the IOMMU fault handler takes BUS_MASTER away from a device that faults too often.
 *
 * Models pci_check_disable_device (xen/drivers/passthrough/pci.c): the pdev is found and its faults
 * counted under pcidevs_lock; after the lock was released PCI_COMMAND is read and written back, at the
 * address that is in the pdev. Read at c447b7308b.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { repeat, type SystemBuilder } from '../../compose/index.ts';
import { allocatedGeneration } from '../../kit/heap-object.machine.ts';
import { drop, go, lineTakeWrite, take, wants } from '../../kit/lock-code.ts';
import { type Case, Program } from '../../kit/program.ts';
import { faults, nameOf } from './code/marks.ts';
import { inPdev } from './code/pointers.ts';
import { crashes, shown } from './code/seen.ts';
import { codeOf } from './sources.ts';
import type { Device, World } from './world.ts';

/** Adds the actor. It watches the first device. */
export function faultHandler(system: SystemBuilder, world: World): Actor {
  const device = world.devices[0] as Device;
  const program = new Program('waiting', ['rest']);
  for (const place of Object.values(faults)) program.landmark(place, ['rest', 'crashed']);
  for (const [place, words] of Object.entries(crashes)) program.showsArrival(place, words);
  const does = `FLT ${nameOf(device)}`;
  const path = program.path('flt').from(codeOf(world, 'FLT'));
  path.line('waiting', `${does} faults`, [{ observable: 'is told of faults' }]);
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
    .line('.find', `${does} (1) finds the pdev`, findAny(world, device))
    .line(
      '.leave',
      `${does} (2) pcidevs_unlock, no pdev`,
      release(world).map((c) => ({ ...c, to: 'waiting' })),
    )
    .line('.unlock', `${does} (2) pcidevs_unlock to stop the device`, release(world))
    .line('.read', `${does} (3) reads PCI_COMMAND`, inPdev(world, device, readCommand(device)))
    .line(
      '.write',
      `${does} (4) writes it back without BUS_MASTER`,
      inPdev(world, device, writeCommand(device)),
    )
    .end('waiting');
  return program.actor(system, 'flt', program.machine('faultHandler'));
}

/** Any pdev with that address, whoever owns it; over the threshold of faults. */
function findAny(world: World, { pdev }: Device): readonly Case[] {
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `found pdev#${g}`,
        with: [
          () => pdev.when(`generation ${g} is allocated`, (s) => allocatedGeneration(s) === g),
        ],
        set: { pdev: g },
        to: '.unlock',
      }),
    ),
    {
      name: 'no pdev',
      with: [() => pdev.when('is freed', (s) => s.matches('freed'))],
      to: '.leave',
    },
  ];
}

function release(world: World): readonly Case[] {
  return world.scheme === 'S2p'
    ? [{ with: [(by) => world.domainLock.on('WRITE_DONE', { by })] }]
    : drop(world.pcidevs);
}

function readCommand({ command }: Device): readonly Case[] {
  if (command === null) return go;
  return [false, true].map(
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
  );
}

function writeCommand({ command }: Device): readonly Case[] {
  if (command === null) return [{ observable: shown.masterOff }];
  return [0, 1].map(
    (intx): Case => ({
      name: intx === 1 ? 'INTx off' : 'INTx on',
      where: { intx },
      observable: shown.masterOff,
      with: [() => command.on('FAULT_WRITE', { intxDisabled: intx === 1 })],
    }),
  );
}
