/**
 * What a domain does: config writes that concern mappings, and accesses to BARs.
 *
 * Models vpci_write with the handlers of the command register, of BARs and of MSI (drivers/vpci). The
 * lookup of the device is in `vpci-locking`; here a device that is not there any more is not found.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { marks, nameOf, on } from '../../vpci-locking/code/marks.ts';
import { basesOf, lowFramesOf } from '../layout.ts';
import { movesMapped } from '../parameters.ts';
import { codeOf } from '../sources.ts';
import type { BarParts, Device, Domain, World } from '../world.ts';
import { commandWrites, linesCommand } from './command.ts';
import { linesEnterWrite, linesLeaveWrite } from './locking.ts';
import { touches } from './masters.ts';
import { pend } from './pending.ts';

/** Code of the vCPUs of a domain. */
export function guest(world: World, program: Program, domain: Domain): void {
  if (world.has('TOUCH')) touches(world, program, domain, marks.guest);
  for (const device of world.devices.filter((d) => d.domain === domain)) {
    if (world.has('CMD', 'BAR', 'MSI')) write(world, program, device);
  }
  if (world.has('CMD')) pend(world, program, domain);
}

function write(world: World, program: Program, device: Device): void {
  const name = nameOf(device);
  const does = `WR ${name}`;
  const path = program
    .path(`wr${device.index}`, on(device))
    .from(codeOf(world.values, 'WR'))
    .line(marks.guest, `${does} traps`, [
      { with: [() => device.domain.crashed.when('is off', (s) => s.matches('off'))] },
    ]);
  linesEnterWrite(path, world, device, does, '.find');
  path
    .line('.find', `${does} (3) finds device and vpci`, found(device))
    .line('.handlers', `${does} (5) handlers`, handlers(world, device));
  if (world.has('CMD')) linesCommand(path, world, device);
  if (device.msi !== null) linesMsi(path, world, device);
  path.from(codeOf(world.values, 'WR'));
  linesLeaveWrite(path, world, device, does);
  path.end(world.has('CMD') ? marks.exit : marks.guest);
}

function found({ vpci, owner }: Device): readonly Case[] {
  return [
    {
      with: [
        () => owner.when('is here', (s) => s.matches('here')),
        () => vpci.when('is published', (s) => s.matches('published')),
      ],
    },
    {
      name: 'no vpci',
      with: [
        () => owner.when('is here', (s) => s.matches('here')),
        () => vpci.when('is not published', (s) => !s.matches('published')),
      ],
      to: '.vunlock',
    },
    {
      name: 'not found',
      with: [() => owner.when('is not here', (s) => !s.matches('here'))],
      to: '.vunlock',
    },
  ];
}

/** What a write may be. With EXCLUSIVE, nothing while another vCPU has work on the device. */
function handlers(world: World, device: Device): readonly Case[] {
  const cases: readonly Case[] = [
    ...(world.has('CMD') ? commandWrites(world, device) : []),
    ...(world.has('BAR') ? device.bars.flatMap((part) => barWrites(world, part)) : []),
    ...(device.msi === null
      ? []
      : [
          {
            name: 'MSI enable',
            with: [() => device.msi?.when('is off', (s) => s.matches('off')) as never],
            to: '.msi-intx',
          },
        ]),
  ];
  const { vcpus } = device.domain;
  if (!world.repair('EXCLUSIVE') || vcpus.length < 2) return cases;
  const other = (by: string) => world.slotOf(vcpus.find((name) => name !== by) as string);
  const names = `names ${nameOf(device)}`;
  const idle: Effect = (by) =>
    other(by).when(`does not have work on it`, (s) => s.context.request?.device !== device.index);
  const busy: Effect = (by) =>
    other(by).when(names, (s) => s.context.request?.device === device.index);
  return [
    ...cases.map((c) => ({ ...c, with: [...(c.with ?? []), idle] })),
    { name: 'busy, to be tried again', with: [busy], to: '.vunlock' },
  ];
}

/** A write of one half of a BAR: taken while it is not enabled, ignored otherwise. */
function barWrites(world: World, { bar, index, subpage }: BarParts): readonly Case[] {
  const { values } = world;
  const low = lowFramesOf(values);
  const halves =
    values.width === '64'
      ? [
          ...repeat(low, (value) => ({ half: 'low' as const, value })),
          ...repeat(Math.ceil(values.frames / low), (value) => ({ half: 'high' as const, value })),
        ]
      : basesOf(values).map((value) => ({ half: 'low' as const, value }));
  const writes = subpage
    ? halves.flatMap((write) => [false, true].map((odd) => ({ ...write, odd })))
    : halves;
  const textOf = ({ half, value, odd }: (typeof writes)[number] & { odd?: boolean }) =>
    `BAR${index}${values.width === '64' ? ` ${half}` : ''} to ${value}${odd === true ? '½' : ''}`;
  return [
    ...writes.map(
      (write): Case => ({
        name: textOf(write),
        with: [() => bar.on('WRITE', write)],
        to: '.vunlock',
      }),
    ),
    ...(movesMapped(values)
      ? writes.map(
          (write): Case => ({
            name: `${textOf(write)}, though enabled`,
            with: [() => bar.on('WRITE_ENABLED', write)],
            to: '.vunlock',
          }),
        )
      : [
          {
            name: `BAR${index}, ignored`,
            with: [() => bar.when('is enabled', (s) => s.context.enabled)],
            to: '.vunlock',
          },
        ]),
  ];
}

/** MSI: INTX_DISABLE in hardware and in the guest's view, then the control register. */
function linesMsi(path: CodePath, world: World, device: Device): void {
  const { command, guest: view, msi } = device;
  if (msi === null) return;
  const does = `MSI ${nameOf(device)}`;
  path
    .from(codeOf(world.values, 'MSI'))
    .line('.msi-intx', `${does} (3) sets INTX_DISABLE`, [
      { with: [() => command.on('DISABLE_INTX'), () => view.on('DISABLE_INTX')] },
    ])
    .line('.msi-on', `${does} (4) writes the MSI control`, [
      { with: [() => msi.on('ENABLE')], to: '.vunlock' },
    ]);
}
