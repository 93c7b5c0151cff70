/**
 * A vCPU of the guest writes to config space that vPCI emulates: the command register, and MSI.
 *
 * Models vpci_write with its locks, and as its handlers control_write, address_write and data_write
 * (through update_msi) and mask_write of xen/drivers/vpci/msi.c; vpci_msi_arch_enable, _disable and
 * _update of arch/x86/hvm/vmsi.c. Read at c447b7308b.
 *
 * Registers: `v`, the number of vectors wanted, 0 for MSI off; `was`, whether MSI was on before; `upd`,
 * that only the message is updated.
 */

import { repeat } from '../../../compose/index.ts';
import { drop, dropWrite, go, lineTakeWrite, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { linesMask, linesMsi } from './msi-registers.ts';
import { access, at, type MsiDevice, marks, nameOf, on } from './parts.ts';

type Vpci = NonNullable<MsiDevice['vpci']>;

/** Adds the code path for a device that has vPCI state. */
export function configWrites(world: World, program: Program, device: MsiDevice): void {
  const { pciLock, vpciLock } = world;
  const { vpci } = device;
  if (vpci === null) return;
  const does = `WR ${nameOf(device)}`;
  const path = program
    .path(`wr${device.index}`, on(device))
    .from(at('vpci_write'))
    .line(marks.guest, `${does} traps`, go);
  lineTakeWrite(path, '.lock', `${does} (1) write_lock`, pciLock, '.find');
  path
    .line('.find', `${does} (2) search`, [
      { name: 'found', with: [() => device.owner.when('is here', (s) => s.matches('here'))] },
      {
        name: 'not found',
        with: [() => device.owner.when('is not here', (s) => !s.matches('here'))],
        to: '.out',
      },
    ])
    .line('.test', `${does} (3) tests pdev->vpci`, [
      { name: 'there', with: [() => vpci.when('is there', (s) => s.matches('present'))] },
      { name: 'NULL', with: [() => vpci.when('is NULL', (s) => s.matches('absent'))], to: '.out' },
    ])
    .line('.vlock', `${does} (4) spin_lock(vpci->lock)`, take(vpciLock), [wants(vpciLock)])
    .line('.handlers', `${does} (5) handlers`, handlers(world, device, vpci));
  if (world.has('MASK')) linesMask(path, world, device);
  if (world.has('MSI', 'MSG')) linesMsi(path, world, device, vpci);
  path
    .line('.vunlock', `${does} (6) spin_unlock`, drop(vpciLock))
    .line('.out', `${does} (6) write_unlock`, dropWrite(pciLock))
    .end(marks.guest);
}

/** What may be written, and which handler that leads to. */
function handlers(world: World, device: MsiDevice, vpci: Vpci): readonly Case[] {
  const tags = access(device);
  const is = (label: string, test: (c: Context) => boolean): Effect => {
    return () => vpci.when(label, ({ context }) => test(context));
  };
  const enabled = is('has MSI on', (c) => c.enabled);
  const disabled = is('has MSI off', (c) => !c.enabled);
  return [
    ...(world.has('WR') ? writeCommand(device, vpci) : []),
    ...(world.has('MSI') ? writeControl(device, vpci) : []),
    ...(world.has('MSG')
      ? repeat(device.vectors.length, (k): Case => {
          const its = is(
            `has MSI on with ${k + 1} vectors`,
            (c) => c.enabled && c.vectors === k + 1,
          );
          return {
            name: device.vectors.length > 1 ? `MSI message, ${k + 1} on` : 'MSI message',
            tags,
            with: [its],
            set: { v: k + 1, upd: 1 },
            to: '.unbind',
          };
        })
      : []),
    ...(world.has('MASK') ? [{ name: 'MSI mask', tags, with: [enabled], to: '.mask' }] : []),
    ...(world.has('MSG', 'MASK')
      ? [{ name: 'MSI message or mask, MSI off', tags, with: [disabled], to: '.vunlock' }]
      : []),
  ];
}

type Context = Parameters<Parameters<Vpci['when']>[1]>[0]['context'];

/** cmd_write: INTX_DISABLE is what the guest asks for, and forced on while MSI is enabled. */
function writeCommand(device: MsiDevice, vpci: Vpci): readonly Case[] {
  const { command, guestIntx } = device;
  if (command === null || guestIntx === null) return [];
  const tags = access(device);
  const write = (off: boolean): readonly Effect[] => [
    () => command.on('GUEST_WRITE', { intxDisabled: off }),
    () => guestIntx.on(off ? 'SET' : 'CLEAR'),
  ];
  return [
    { name: 'command, INTx off', tags, to: '.vunlock', with: write(true) },
    {
      name: 'command, INTx on',
      tags,
      to: '.vunlock',
      with: [...write(false), () => vpci.when('has MSI off', (s) => !s.context.enabled)],
    },
    {
      name: 'command, INTx forced off',
      tags,
      to: '.vunlock',
      with: [...write(true), () => vpci.when('has MSI on', (s) => s.context.enabled)],
    },
  ];
}

/** control_write: nothing changes, or MSI is switched on, off, or to another number of vectors. */
function writeControl(device: MsiDevice, vpci: Vpci): readonly Case[] {
  const tags = access(device);
  const counts = repeat(device.vectors.length, (k) => k + 1);
  const many = counts.length > 1;
  return [
    ...counts.map(
      (v): Case => ({
        name: many ? `MSI on with ${v}` : 'MSI on',
        tags,
        with: [() => vpci.when('has MSI off', (s) => !s.context.enabled)],
        set: { v },
        to: '.map',
      }),
    ),
    {
      name: 'MSI off',
      tags,
      with: [() => vpci.when('has MSI on', (s) => s.context.enabled)],
      set: { v: 0, was: 1 },
      to: '.unbind',
    },
    ...(many
      ? counts.map(
          (v): Case => ({
            name: `MSI with ${v} instead`,
            tags,
            with: [
              () =>
                vpci.when(
                  'has MSI on with another number',
                  ({ context: c }) => c.enabled && c.vectors !== v,
                ),
            ],
            set: { v, was: 1 },
            to: '.unbind',
          }),
        )
      : []),
  ];
}
