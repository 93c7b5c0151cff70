/**
 * ROM: the expansion ROM of a device of the hardware domain, with an enable bit of its own.
 *
 * Models rom_write, and vpci_process_pending with rom_only (drivers/vpci/header.c at c447b7308b). The
 * command value that is stored with such work is made up: decode for a map, nothing for an unmap; it is
 * not meant to be written. Its address does not change here. Registers: `map` is the enable bit.
 */

import { stores } from '../../../components/pending-slot.machine.ts';
import { goingTo } from '../../../kit/case-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { marks, nameOf, on } from '../../vpci-locking/code/marks.ts';
import { bitsAt, startOf } from '../layout.ts';
import { codeOf } from '../sources.ts';
import type { Device, RomParts, World } from '../world.ts';
import { setFlags } from './command.ts';
import {
  leavePend,
  lineInnerLock,
  lineInnerUnlock,
  linesEnterPend,
  pendUnlock,
} from './locking.ts';
import { linesPages } from './pages.ts';

/** The value that is stored with the work. */
const made = (map: number) =>
  ({ memory: map === 1, master: false, intxDisabled: false, romOnly: true }) as const;

const word = (map: number): string => (map === 1 ? 'on' : 'off');

/** The handler's cases. */
export function romWrites(): readonly Case[] {
  return [1, 0].map((map) => ({ name: `ROM ${word(map)}`, set: { map }, to: '.rom' }));
}

/** Lines from `.rom` on; each way ends at `.vunlock`. */
export function linesRom(path: CodePath, world: World, device: Device, rom: RomParts): void {
  const { bar } = rom.parts;
  const does = `ROM ${nameOf(device)}`;
  const base = romBase(world, device);
  const enabled = (is: boolean): Effect => {
    return () => bar.when(is ? 'is enabled' : 'is not enabled', (s) => s.context.enabled === is);
  };
  const mapped = (is: boolean): Effect => {
    return () => device.mapped.when(is ? 'is on' : 'is off', (s) => s.matches(is ? 'on' : 'off'));
  };
  const update = (map: number): Effect => {
    return () => rom.enabled.on(map === 1 ? 'SET' : 'CLEAR');
  };
  path.from(codeOf(world.values, 'ROM')).line('.rom', `${does} is it mapped?`, [
    { name: 'on already: ignored', where: { map: 1 }, with: [enabled(true)], to: '.vunlock' },
    {
      name: 'decode off: on in the register only',
      where: { map: 1 },
      with: [enabled(false), mapped(false), update(1)],
      to: '.vunlock',
    },
    { name: 'decode on: to map', where: { map: 1 }, with: [enabled(false), mapped(true)] },
    {
      name: 'decode off: off in the register only',
      where: { map: 0 },
      with: [mapped(false), update(0)],
      to: '.vunlock',
    },
    {
      name: 'not mapped: off in the register only',
      where: { map: 0 },
      with: [enabled(false), mapped(true), update(0)],
      to: '.vunlock',
    },
    { name: 'decode on: to unmap', where: { map: 0 }, with: [enabled(true), mapped(true)] },
  ]);
  const mine = (by: string) => world.setOf(by, device, rom.parts);
  path.line('.rom-fill', `${does} (3) fills the set of the ROM`, [
    { with: [(by) => mine(by).on('FILL', { bits: bitsAt(world.values, base) })] },
    {
      name: 'set not empty',
      with: [(by) => mine(by).on('ADD', { bits: bitsAt(world.values, base) })],
    },
  ]);
  for (const other of device.bars) {
    path.line(`.rom-overlap${other.index}`, `${does} (3) looks at BAR${other.index}`, [
      {
        name: 'enabled in the same frame',
        with: [
          () =>
            other.bar.when(
              'is enabled there',
              ({ context }) => context.enabled && context.base === base,
            ),
          (by) => mine(by).on('REMOVE', { bits: bitsAt(world.values, base) }),
        ],
      },
      {
        name: 'no overlap',
        with: [
          () =>
            other.bar.when(
              'is not enabled there',
              ({ context }) => !context.enabled || context.base !== base,
            ),
        ],
      },
    ]);
  }
  path.line(
    '.rom-queue',
    `${does} (4) defer_map`,
    [1, 0].map((map) => ({
      name: map === 1 ? 'map' : 'unmap',
      where: { map },
      with: [
        (by) =>
          world.slotOf(by).on('FILL', { device: device.index, pdev: 0, vpci: 0, ...made(map) }),
      ],
      to: '.vunlock',
    })),
  );
}

/** Where the ROM is. */
export function romBase({ values }: World, { index, bars }: Device): number {
  return startOf(values, index, bars.length);
}

/** The slot names the ROM of this device. */
export function romRequests(world: World, device: Device): readonly Case[] {
  return [1, 0].map((map) => ({
    name: `${nameOf(device)}, ROM ${word(map)}`,
    with: [
      (by) =>
        world.slotOf(by).when(`has the ROM of ${nameOf(device)} ${word(map)}`, ({ context }) => {
          const { request } = context;
          return request?.device === device.index && stores(request, made(map));
        }),
    ],
    set: { map },
    to: `rom${device.index}:lock`,
  }));
}

/** The work on a ROM. */
export function romWork(world: World, program: Program, device: Device, rom: RomParts): void {
  const does = `PEND ${nameOf(device)} ROM`;
  const { bar, index } = rom.parts;
  const path = program.path(`rom${device.index}`, on(device)).from(codeOf(world.values, 'PEND'));
  linesEnterPend(path, world, device, does, `.bar${index}`);
  linesPages(path, world, device, rom.parts, `${does} (4)`, {
    done: '.clear',
    preempted: '.again',
    failed: '.fail-vlock',
    fails: 'FAIL_ROM',
  });
  path.from(codeOf(world.values, 'PEND'));
  const clear: Effect = (by) => world.slotOf(by).on('CLEAR');
  path
    .line('.again', `${does} (4) unlocks to retry`, goingTo(marks.exit, leavePend(world, device)))
    .line('.clear', `${does} (6) clears the slot`, [{ with: [clear] }]);
  lineInnerLock(path, world, device, '.vlock', `${does} (6)`);
  path.line(
    '.flags',
    `${does} (6) sets enabled and the ROM register`,
    [1, 0].map((map) => ({
      name: word(map),
      where: { map },
      with: [
        () => bar.on(map === 1 ? 'ENABLE' : 'DISABLE'),
        () => rom.enabled.on(map === 1 ? 'SET' : 'CLEAR'),
      ],
    })),
  );
  lineInnerUnlock(path, world, device, '.vunlock', `${does} (6)`, '.out');
  lineInnerLock(path, world, device, '.fail-vlock', `${does} (5)`);
  path.line('.fail-off', `${does} (5) modify_decoding, decode off`, failure(world, device, rom));
  lineInnerUnlock(path, world, device, '.fail-vunlock', `${does} (5)`, '.fail-purge');
  path
    .line('.fail-purge', `${does} (5) empties the sets, clears the slot`, [
      { with: [clear, (by) => world.setOf(by, device, rom.parts).on('PURGE')] },
    ])
    .line('.out', `${does} ${pendUnlock(world)}`, leavePend(world, device))
    .end(marks.guest);
}

/** (5): the made-up value is written, without decode: no bit is left. ROM_KEEP leaves the register. */
function failure(world: World, device: Device, rom: RomParts): readonly Case[] {
  const off: Effect = () => rom.parts.bar.on('DISABLE');
  if (world.repair('ROM_KEEP')) return [{ name: 'ROM only', with: [off] }];
  const none = { memory: false, master: false, intxDisabled: false };
  return [
    {
      name: 'PCI_COMMAND = 0',
      with: [...setFlags(device, false), () => device.command.on('DEFERRED_WRITE', none)],
    },
  ];
}
