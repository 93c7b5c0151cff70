/**
 * PEND: deferred work, done by a vCPU on its way back to the guest.
 *
 * Models vpci_process_pending and modify_decoding (drivers/vpci/header.c). Numbers in parentheses are
 * the steps of the function as the family's page has them.
 */

import { showBits } from '../../../components/command-register.machine.ts';
import { stores } from '../../../components/pending-slot.machine.ts';
import { goingTo } from '../../../kit/case-code.ts';
import { go } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { marks, nameOf, on } from '../../vpci-locking/code/marks.ts';
import { cancels, flipsEarly } from '../parameters.ts';
import { codeOf } from '../sources.ts';
import { type Device, type Domain, partsOf, type World } from '../world.ts';
import { commandsOf, numberOf, setFlags, toHardware, writtenAtEnd } from './command.ts';
import { linesHole } from './hole.ts';
import {
  leavePend,
  lineInnerLock,
  lineInnerUnlock,
  linesEnterPend,
  pendUnlock,
} from './locking.ts';
import { linesPages } from './pages.ts';
import { romRequests, romWork } from './rom.ts';

/** The work of a vCPU of a domain. */
export function pend(world: World, program: Program, domain: Domain): void {
  const devices = world.devices.filter((device) => device.domain === domain);
  program.landmark(marks.exit, ['interruptible']);
  program
    .path('pend')
    .from(codeOf(world.values, 'PEND'))
    .line(marks.exit, 'PEND (1) looks at its slot', [
      {
        name: 'empty',
        with: [(by) => world.slotOf(by).when('is empty', (s) => s.context.request === null)],
        to: marks.guest,
      },
      ...devices.flatMap((device) => [
        ...requests(world, device),
        ...(device.rom === null ? [] : romRequests(world, device)),
      ]),
    ])
    .end(marks.guest);
  for (const device of devices) {
    work(world, program, device);
    if (device.rom !== null) romWork(world, program, device, device.rom);
  }
}

/** The slot names this device: with which value of the command register. */
function requests(world: World, device: Device): readonly Case[] {
  return commandsOf(world, device).map(
    (command): Case => ({
      name: `${nameOf(device)}, ${showBits(command)}`,
      with: [
        (by) =>
          world.slotOf(by).when(`has ${nameOf(device)} ${showBits(command)}`, ({ context }) => {
            const { request } = context;
            return request?.device === device.index && stores(request, command);
          }),
      ],
      set: { cmd: numberOf(command), map: command.memory ? 1 : 0 },
      to: `pend${device.index}:lock`,
    }),
  );
}

function work(world: World, program: Program, device: Device): void {
  const does = `PEND ${nameOf(device)}`;
  const unlock = pendUnlock(world);
  const tested = world.values.scheme === 'S4';
  const late = [true, false].some((map) => writtenAtEnd(world, map));
  const last = !world.tasks ? '.clear' : late ? '.late-vlock' : '.finish';
  const path = program.path(`pend${device.index}`, on(device)).from(codeOf(world.values, 'PEND'));
  linesEnterPend(
    path,
    world,
    device,
    does,
    cancels(world.values) ? '.task' : tested ? '.test' : '.live',
  );
  if (tested) {
    if (cancels(world.values)) {
      path.line('.task', `${does} (2) looks at its slot again`, taskThere(world, '.test', '.kept'));
    }
    path.line('.test', `${does} (3) follows slot.pdev`, test(device, '.stale'));
  } else if (world.tasks) {
    path.line('.task', `${does} (2) has its task`, taskThere(world, '.bar0', '.out'));
  } else path.line('.live', `${does} (3) follows slot.pdev`, test(device, '.kept'));
  const parts = partsOf(device);
  parts.forEach((part, i) => {
    const next = parts[i + 1] === undefined ? last : `.bar${i + 1}`;
    const early = flipsEarly(world.values) && i === 0;
    linesPages(path, world, device, part, `${does} (4)`, {
      done: early ? '.early-vlock' : next,
      preempted: '.again',
      failed: world.tasks ? '.finish' : '.fail-vlock',
      fails: 'FAIL',
    });
    path.from(codeOf(world.values, 'PEND'));
    if (early) linesCommit(path, world, device, does, '.early-', next);
  });
  path.line(
    '.again',
    `${does} (4) ${unlock} to retry`,
    goingTo(marks.exit, leavePend(world, device)),
  );
  if (world.tasks) {
    if (late) linesLateWrite(path, world, device, does);
    path
      .line('.finish', `${does} (2) drops the task`, dropTask(world, device))
      .line('.out', `${does} (3) ${unlock}`, leavePend(world, device))
      .end(marks.exit);
    return;
  }
  path
    .line('.stale', `${does} (3) clears the slot`, clear(world))
    .line(
      '.kept',
      `${does} (3) ${unlock}, nothing to do`,
      goingTo(marks.guest, leavePend(world, device)),
    )
    .line('.clear', `${does} (6) clears the slot`, clear(world));
  if (!flipsEarly(world.values)) linesCommit(path, world, device, does, '.', '.out');
  path.line('.out', `${does} (6) ${unlock}`, goingTo(marks.guest, leavePend(world, device)));
  linesFail(path, world, device, does);
  path.end(marks.guest);
}

/** (3): no vpci, or another owner: the request is dropped. */
function test({ vpci, mine, notMine }: Device, stale: string): readonly Case[] {
  return [
    {
      name: 'live',
      with: [mine, () => vpci.when('is published', (s) => s.matches('published'))],
      to: '.bar0',
    },
    {
      name: 'no vpci',
      with: [mine, () => vpci.when('is not published', (s) => !s.matches('published'))],
      to: stale,
    },
    {
      name: 'other owner',
      with: [notMine],
      to: stale,
    },
  ];
}

/** Work that was cancelled is not there any more. */
function taskThere(world: World, there: string, gone: string): readonly Case[] {
  return [
    {
      name: 'has work',
      with: [(by) => world.slotOf(by).when('is not empty', (s) => s.context.request !== null)],
      to: there,
    },
    {
      name: 'cancelled',
      with: [(by) => world.slotOf(by).when('is empty', (s) => s.context.request === null)],
      to: gone,
    },
  ];
}

function dropTask(world: World, device: Device): readonly Case[] {
  return [
    {
      with: [
        (by) => world.slotOf(by).on('CLEAR'),
        ...device.bars.map(
          (part): Effect =>
            (by) =>
              world.setOf(by, device, part).on('PURGE'),
        ),
      ],
    },
  ];
}

function clear(world: World): readonly Case[] {
  return [{ with: [(by) => world.slotOf(by).on('CLEAR')] }];
}

/** modify_decoding after success: flags, the hole for MSI-X, the register; then to `next`. */
function linesCommit(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  prefix: string,
  next: string,
): void {
  const what = `${does} (6)`;
  const vunlock = `${prefix}vunlock`;
  lineInnerLock(path, world, device, `${prefix}vlock`, what);
  const holeFirst = world.repair('HOLE_FIRST');
  if (holeFirst) linesHole(path, world, device, prefix, what, vunlock);
  path.line(`${prefix}flags`, `${what} sets enabled`, flags(device));
  if (!holeFirst) linesHole(path, world, device, prefix, what, vunlock);
  path.line(`${prefix}write`, `${what} writes PCI_COMMAND`, writes(world, device));
  lineInnerUnlock(path, world, device, vunlock, what, next);
}

/** `enabled` of every BAR; of the ROM only if it is enabled in its own register. */
function flags({ bars, rom }: Device): readonly Case[] {
  const set = (map: boolean) =>
    bars.map(
      ({ bar }): Effect =>
        () =>
          bar.on(map ? 'ENABLE' : 'DISABLE'),
    );
  const off: Case = { name: 'off', where: { map: 0 }, with: set(false) };
  const on: Case = { name: 'on', where: { map: 1 }, with: set(true) };
  if (rom === null) return [on, off];
  const { parts, enabled } = rom;
  const romIs = (state: 'on' | 'off'): Effect => {
    return () => enabled.when(`is ${state}`, (s) => s.matches(state));
  };
  return [
    {
      ...on,
      name: 'on, with the ROM',
      with: [...set(true), romIs('on'), () => parts.bar.on('ENABLE')],
    },
    { ...on, name: 'on, without the ROM', with: [...set(true), romIs('off')] },
    { ...off, with: [...set(false), () => parts.bar.on('DISABLE')] },
  ];
}

/** The register with the value that was stored, and bars_mapped. */
function writes(world: World, device: Device): readonly Case[] {
  return commandsOf(world, device).map((command): Case => {
    const flag: Effect = () => device.mapped.on(command.memory ? 'SET' : 'CLEAR');
    const written = writtenAtEnd(world, command.memory);
    return {
      name: `${showBits(command)}${written ? '' : ', hardware has it already'}`,
      where: { cmd: numberOf(command) },
      with: written
        ? [() => device.command.on('DEFERRED_WRITE', toHardware(world, command)), flag]
        : [flag],
    };
  });
}

/** A task writes the register when it is done, where the order has it so. */
function linesLateWrite(path: CodePath, world: World, device: Device, does: string): void {
  lineInnerLock(path, world, device, '.late-vlock', does);
  path.line(
    '.late-write',
    `${does} writes PCI_COMMAND`,
    commandsOf(world, device).map((command): Case => {
      const written = writtenAtEnd(world, command.memory);
      return {
        name: `${showBits(command)}${written ? '' : ', hardware has it already'}`,
        where: { cmd: numberOf(command) },
        with: written
          ? [() => device.command.on('DEFERRED_WRITE', toHardware(world, command))]
          : [],
      };
    }),
  );
  lineInnerUnlock(path, world, device, '.late-vunlock', does, '.finish');
}

/** (5): decode off, sets emptied, the slot cleared, a guest crashed. */
function linesFail(path: CodePath, world: World, device: Device, does: string): void {
  const what = `${does} (5)`;
  lineInnerLock(path, world, device, '.fail-vlock', what);
  path.line(
    '.fail-off',
    `${what} modify_decoding, decode off`,
    commandsOf(world, device).map(
      (command): Case => ({
        name: `${showBits(command)} asked, ${showBits({ ...command, memory: false })} written`,
        where: { cmd: numberOf(command) },
        with: [
          ...setFlags(device, false),
          () =>
            device.command.on('DEFERRED_WRITE', toHardware(world, { ...command, memory: false })),
        ],
      }),
    ),
  );
  lineInnerUnlock(path, world, device, '.fail-vunlock', what, '.fail-purge');
  path
    .line('.fail-purge', `${what} empties the sets`, [
      {
        with: partsOf(device).map(
          (part): Effect =>
            (by) =>
              world.setOf(by, device, part).on('PURGE'),
        ),
      },
    ])
    .line('.fail-clear', `${what} clears the slot`, clear(world))
    .line('.fail-out', `${what} ${pendUnlock(world)}`, leavePend(world, device));
  if (world.values.profile === 'domU') {
    path.line('.fail-crash', `${what} crashes the domain`, [
      { with: [() => device.domain.crashed.on('SET')] },
    ]);
  } else path.line('.fail-end', `${what} returns`, go);
}
