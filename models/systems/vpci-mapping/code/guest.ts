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
import { linesRom, romWrites } from './rom.ts';

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
    .line(marks.guest, `${does} traps`, [{ with: device.domain.mayTrap }]);
  linesEnterWrite(path, world, device, does, (missed) =>
    path.line('.find', `${does} (3) finds device and vpci`, found(device, missed)),
  );
  path.line('.handlers', `${does} (5) handlers`, handlers(world, device));
  if (world.has('CMD')) linesCommand(path, world, device);
  if (device.msi !== null) linesMsi(path, world, device);
  if (device.rom !== null) linesRom(path, world, device, device.rom);
  path.from(codeOf(world.values, 'WR'));
  linesLeaveWrite(path, world, device, does);
  path.end(world.has('CMD') ? marks.exit : marks.guest);
}

function found({ vpci, mine, notMine }: Device, missed: string): readonly Case[] {
  return [
    {
      with: [mine, () => vpci.when('is published', (s) => s.matches('published'))],
    },
    {
      name: 'no vpci',
      with: [mine, () => vpci.when('is not published', (s) => !s.matches('published'))],
      to: missed,
    },
    {
      name: 'not found',
      with: [notMine],
      to: missed,
    },
  ];
}

/** What a write may be. */
function handlers(world: World, device: Device): readonly Case[] {
  const { msi, interrupt } = device;
  const commands = world.has('CMD') ? commandWrites(world, device) : [];
  const others: readonly Case[] = [
    ...(device.rom === null ? [] : romWrites()),
    ...(world.has('BAR') ? device.bars.flatMap((part) => barWrites(world, device, part)) : []),
    ...(msi === null
      ? []
      : [
          {
            name: 'MSI enable',
            with: [() => msi.when('is off', (s) => s.matches('off'))],
            to: interrupt?.onAt ?? '.msi-intx',
          },
          ...(interrupt === null
            ? []
            : [
                {
                  name: 'MSI disable',
                  with: [() => msi.when('is on', (s) => s.matches('on'))],
                  to: interrupt.offAt,
                },
              ]),
        ]),
  ];
  const { vcpus } = device.domain;
  const wait = ['COMMAND_WAITS', 'EXCLUSIVE', 'SERIAL'] as const;
  if (vcpus.length < 2 || !wait.some((repair) => world.repair(repair))) {
    return [...commands, ...others];
  }
  const [idle, busy] = otherWork(world, device);
  const waiting = (cases: readonly Case[]) =>
    cases.map((c) => ({ ...c, with: [...(c.with ?? []), idle] }));
  const all = world.repair('EXCLUSIVE') || world.repair('SERIAL');
  return [
    ...waiting(commands),
    ...(all ? waiting(others) : others),
    { name: 'busy, to be tried again', with: [busy], to: '.vunlock' },
  ];
}

/** Whether the other vCPU has work outstanding: on this device, or with SERIAL on any. */
function otherWork(world: World, device: Device): readonly [idle: Effect, busy: Effect] {
  const { vcpus } = device.domain;
  const other = (by: string) => world.slotOf(vcpus.find((name) => name !== by) as string);
  const serial = world.repair('SERIAL');
  const works = ({ context: { request } }: SlotSnapshot): boolean =>
    serial ? request !== null : request?.device === device.index;
  return [
    (by) => other(by).when('has no such work', (s) => !works(s)),
    (by) => other(by).when('has work', works),
  ];
}

type SlotSnapshot = Parameters<Parameters<ReturnType<World['slotOf']>['when']>[1]>[0];

/** A write of one half of a BAR: taken while it is not enabled, ignored otherwise. */
function barWrites(world: World, device: Device, part: BarParts): readonly Case[] {
  const { values } = world;
  const { bar, index, subpage } = part;
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
  const sticky = world.defect('DECODE_STICKY');
  const decode = (on: boolean): readonly Effect[] =>
    sticky
      ? [() => device.command.when(`decode reads ${on ? 1 : 0}`, (s) => s.context.memory === on)]
      : [];
  const refused: Case = {
    name: `BAR${index}, ignored`,
    with: sticky ? decode(true) : [() => bar.when('is enabled', (s) => s.context.enabled)],
    tags: [`refuses ${device.index}.${index}`],
    to: '.vunlock',
  };
  return [
    ...writes.map(
      (write): Case => ({
        name: textOf(write),
        with: [() => bar.on('WRITE', write), ...decode(false)],
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
      : [refused]),
  ];
}

/** MSI: the interrupt, where it is modelled; INTX_DISABLE in hardware and in the guest's view, then the control register. */
function linesMsi(path: CodePath, world: World, device: Device): void {
  const { command, guest: view, msi, interrupt } = device;
  if (msi === null) return;
  const does = `MSI ${nameOf(device)}`;
  interrupt?.on(path, does, '.vunlock', world);
  path
    .from(codeOf(world.values, 'MSI'))
    .line('.msi-intx', `${does} (3) sets INTX_DISABLE`, [
      {
        with: world.intx ? [() => command.on('DISABLE_INTX'), () => view.on('DISABLE_INTX')] : [],
      },
    ])
    .line('.msi-on', `${does} (4) writes the MSI control`, [
      { with: [() => msi.on('ENABLE')], to: '.vunlock' },
    ]);
  interrupt?.off(path, does, world);
}
