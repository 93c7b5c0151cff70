/**
 * CMD: a write of the command register, inside the handlers of a config write.
 *
 * Models cmd_write, modify_bars and defer_map (drivers/vpci/header.c). Numbers in parentheses are the
 * steps of these functions as the family's page has them. Registers of an actor: `cmd` is the value that
 * is written, as bits of {@link bitsOf}; `map` is its decode bit.
 */

import type { CommandValue } from '../../../components/command-register.machine.ts';
import { showBits } from '../../../components/command-register.machine.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { faults, nameOf } from '../../vpci-locking/code/marks.ts';
import { basesOf, bitsAt, countsPages, tableOf } from '../layout.ts';
import { asserts, orderOf, snapshots } from '../parameters.ts';
import { codeOf } from '../sources.ts';
import { type BarParts, type Device, partsOf, type World } from '../world.ts';
import { linesOverlap, othersOf } from './overlap.ts';

interface BarContext {
  readonly base: number;
  readonly odd: boolean;
  readonly enabled: boolean;
}

/** A full value of the command register. */
export type Command = Required<CommandValue>;

/** The register `cmd` for a value. */
export function numberOf({ memory, master, intxDisabled }: Command): number {
  return (memory ? 1 : 0) + (master ? 2 : 0) + (intxDisabled ? 4 : 0);
}

/** Every value that can be written: what the domain chooses, and INTX_DISABLE where MSI forces it. */
export function commandsOf({ values, intx }: World, { msi }: Device): readonly Command[] {
  const masters = values.bits.includes('MASTER') ? [false, true] : [false];
  const forced = msi === null || !intx ? [false] : [false, true];
  return [true, false].flatMap((memory) =>
    masters.flatMap((master) => forced.map((intxDisabled) => ({ memory, master, intxDisabled }))),
  );
}

/** Whether hardware is written when work is queued, for one direction. */
function writtenAtQueue({ values }: World, map: boolean): boolean {
  switch (orderOf(values)) {
    case 'p2m-first':
      return false;
    case 'split':
      return map;
    default:
      return true;
  }
}

/** Whether hardware is written when the work is done, for one direction. */
export function writtenAtEnd(world: World, map: boolean): boolean {
  return !writtenAtQueue(world, map);
}

/** The value that goes to hardware: with decode always on, its decode bit stays set. */
export function toHardware({ values }: World, command: Command): Command {
  return orderOf(values) === 'always-on' ? { ...command, memory: true } : command;
}

/** The handler's cases: the domain writes a value, which is stored as its own view at once. */
export function commandWrites(world: World, device: Device): readonly Case[] {
  const { guest, msi } = device;
  return commandsOf(world, device).map((command): Case => {
    const forced: readonly Effect[] =
      msi === null || !world.intx
        ? []
        : [
            () =>
              msi.when(`is ${command.intxDisabled ? 'on' : 'off'}`, (s) =>
                s.matches(command.intxDisabled ? 'on' : 'off'),
              ),
          ];
    return {
      name: `command ${showBits(command)}`,
      with: [() => guest.on('WRITE', command), ...forced],
      set: { cmd: numberOf(command), map: command.memory ? 1 : 0 },
      to: '.compare',
    };
  });
}

/** All lines of CMD, from `.compare` on; each way ends at `.vunlock`. */
export function linesCommand(path: CodePath, world: World, device: Device): void {
  const does = `CMD ${nameOf(device)}`;
  path.from(codeOf(world.values, 'CMD'));
  path.line('.compare', `${does} (2) compares with bars_mapped`, compare(world, device)).line(
    '.direct',
    `${does} (2) writes PCI_COMMAND`,
    commandsOf(world, device).map(
      (command): Case => ({
        name: showBits(command),
        where: { cmd: numberOf(command) },
        with: [() => device.command.on('GUEST_WRITE', toHardware(world, command))],
        to: '.vunlock',
      }),
    ),
  );
  const after = [
    ...(tableOf(world.values) === null ? [] : ['.table']),
    ...othersOf(world, device).map(({ at }) => at),
    '.queue',
  ];
  const parts = partsOf(device);
  for (const part of parts) {
    const next = parts[part.index + 1] === undefined ? after[0] : `.bar${part.index + 1}`;
    lineFill(path, world, device, part, does, next as string);
  }
  lineTable(path, world, device, does);
  linesOverlap(path, world, device, does);
  path
    .line('.queue', `${does} (4) defer_map`, queue(world, device))
    .line('.error', `${does} (3) returns early`, giveUp(world, device));
}

/** (2): what the code takes for the present state of decode. */
function compare(world: World, device: Device): readonly Case[] {
  const { mapped, command } = device;
  const sticky = world.defect('DECODE_STICKY');
  return [0, 1].flatMap((map) =>
    [0, 1].map(
      (now): Case => ({
        name: map === now ? `no change, ${onOff(map)}` : `turns decode ${onOff(map)}`,
        where: { map },
        with: [
          () =>
            sticky
              ? command.when(`decode reads ${onOff(now)}`, (s) => s.context.memory === (now === 1))
              : mapped.when(`is ${onOff(now)}`, (s) => s.matches(onOff(now))),
        ],
        to: map === now ? '.direct' : '.bar0',
      }),
    ),
  );
}

function onOff(bit: number): 'on' | 'off' {
  return bit === 1 ? 'on' : 'off';
}

/** (3) for one BAR: skipped if it is as it should be; else its set is filled with its frames. */
function lineFill(
  path: CodePath,
  world: World,
  device: Device,
  part: BarParts,
  does: string,
  next: string,
): void {
  const { bar, index, subpage } = part;
  const mine = (actor: string) => world.setOf(actor, device, part);
  const changes = (map: number, label: string, test: (bar: BarContext) => boolean): Effect => {
    return () =>
      bar.when(`is to change and ${label}`, ({ context }) => {
        return context.enabled !== (map === 1) && test(context);
      });
  };
  const cases = [1, 0].flatMap((map): readonly Case[] => [
    {
      name: map === 1 ? 'mapped already' : 'not mapped',
      where: { map },
      with: [() => bar.when(onOff(map), (s) => s.context.enabled === (map === 1))],
      to: next,
    },
    ...(subpage
      ? [
          {
            name: `offset mismatch, ${map === 1 ? 'to map' : 'to unmap'}`,
            where: { map },
            with: [changes(map, 'odd', ({ odd }) => odd)],
            to: '.error',
          },
        ]
      : []),
    ...basesOf(world.values).flatMap((base): readonly Case[] => {
      const found = changes(map, `in ${base}`, (s) => s.base === base && !s.odd);
      const frames = {
        bits: bitsAt(world.values, base),
        ...(snapshots(world.values) ? { base } : {}),
      };
      const overlapping = countsPages(world.values) ? [] : device.bars.slice(0, index);
      const earlier = overlapping.map(
        (other): Effect =>
          (by) =>
            world.setOf(by, device, other).on('REMOVE', { bits: frames.bits }),
      );
      const name = `${map === 1 ? 'to map' : 'to unmap'} at ${base}`;
      return [
        {
          name,
          where: { map },
          with: [found, (by) => mine(by).on('FILL', frames), ...earlier],
          to: next,
        },
        ...(world.tasks
          ? []
          : notEmpty(world, name, map, found, (by) => mine(by).on('ADD', frames), earlier, next)),
      ];
    }),
  ]);
  const rom = device.rom?.parts === part ? device.rom : null;
  const skipped: readonly Case[] =
    rom === null
      ? []
      : [
          {
            name: 'not enabled',
            with: [() => rom.enabled.when('is off', (s) => s.matches('off'))],
            to: next,
          },
        ];
  const wanted: readonly Effect[] =
    rom === null ? [] : [() => rom.enabled.when('is on', (s) => s.matches('on'))];
  path.line(
    `.bar${index}`,
    `${does} (3) ${rom === null ? `BAR${index}` : 'ROM'}`,
    [...skipped, ...cases.map((c) => ({ ...c, with: [...(c.with ?? []), ...wanted] }))],
    asserts(world.values) ? ['asserts'] : [],
  );
}
/** The set is not empty: the frames are added to what is there, where no assertion stops that. */
function notEmpty(
  { values }: World,
  name: string,
  map: number,
  found: Effect,
  add: Effect,
  earlier: readonly Effect[],
  next: string,
): readonly Case[] {
  const goes: Case = {
    name: `${name}, set not empty`,
    where: { map },
    with: [found, add, ...earlier],
    to: next,
  };
  if (!asserts(values)) return [goes];
  return [
    {
      name: `${name}: ASSERT(rangeset_is_empty) fails`,
      where: { map },
      with: [found, add],
      to: faults.assertion,
      fault: true,
    },
    { ...goes, name: `${name}, set not empty, compiled out` },
  ];
}

/** (3): the pages of the MSI-X table are taken out of every set. */
function lineTable(path: CodePath, world: World, device: Device, does: string): void {
  const table = tableOf(world.values);
  if (table === null) return;
  const { bar } = device.bars[table.bar] as BarParts;
  const trusting = world.defect('TABLE_TRUST');
  const bases = basesOf(world.values);
  path.line(
    '.table',
    `${does} (3) excludes the MSI-X table`,
    bases.map(
      (base): Case => ({
        name: trusting ? `device says ${base + table.page}` : `at ${base + table.page}`,
        with: [
          ...(trusting
            ? []
            : [() => bar.when(`begins in ${base}`, (s) => s.context.base === base)]),
          ...(countsPages(world.values) ? [device.bars[table.bar] as BarParts] : device.bars).map(
            (part): Effect =>
              (by) =>
                world.setOf(by, device, part).on('REMOVE', {
                  bits: 1 << (countsPages(world.values) ? table.page : base + table.page),
                }),
          ),
        ],
      }),
    ),
  );
}

/** (4): the slot of this vCPU is filled; what else changes now is a matter of scheme and order. */
function queue(world: World, device: Device): readonly Case[] {
  return commandsOf(world, device).map((command): Case => {
    const hardware: readonly Effect[] = writtenAtQueue(world, command.memory)
      ? [() => device.command.on('GUEST_WRITE', toHardware(world, command))]
      : [];
    const flags: readonly Effect[] = world.tasks ? setFlags(device, command.memory) : [];
    return {
      name: `${showBits(command)}${hardware.length > 0 ? ', writes PCI_COMMAND' : ''}`,
      where: { cmd: numberOf(command) },
      with: [
        (by) => world.slotOf(by).on('FILL', { device: device.index, pdev: 0, vpci: 0, ...command }),
        ...hardware,
        ...flags,
      ],
      to: '.vunlock',
    };
  });
}

/** `enabled` of every BAR, and `bars_mapped`; a ROM is turned off with them, and on by itself. */
export function setFlags(device: Device, map: boolean): readonly Effect[] {
  const { bars, mapped } = device;
  return [
    ...(map ? bars : partsOf(device)).map(
      ({ bar }): Effect =>
        () =>
          bar.on(map ? 'ENABLE' : 'DISABLE'),
    ),
    () => mapped.on(map ? 'SET' : 'CLEAR'),
  ];
}

/**
 * (3): an error leaves the sets as they are and the guest's view as it was written. PURGE empties the
 * sets; UNDO takes decode back from the view and writes the other bits.
 */
function giveUp(world: World, device: Device): readonly Case[] {
  const purged: readonly Effect[] = world.repair('PURGE')
    ? device.bars.map(
        (part): Effect =>
          (by) =>
            world.setOf(by, device, part).on('PURGE'),
      )
    : [];
  if (!world.repair('UNDO')) return [{ with: purged, to: '.vunlock' }];
  return commandsOf(world, device).map((command): Case => {
    const before = { ...command, memory: !command.memory };
    return {
      name: `${showBits(command)} asked, ${showBits(before)} written`,
      where: { cmd: numberOf(command) },
      with: [
        ...purged,
        () => device.guest.on('WRITE', before),
        () => device.command.on('GUEST_WRITE', toHardware(world, before)),
      ],
      to: '.vunlock',
    };
  });
}
