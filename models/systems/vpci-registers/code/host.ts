/**
 * What the host does: assigns and takes back the device (`vpci_assign_device` with vpci_init_header), uses
 * it while it has it, changes bits that are its own, resets it. And the device, which reports errors.
 */

import type { SystemBuilder } from '../../../compose/index.ts';
import { drop, dropWrite, go, lineTakeWrite, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { bitsText, CLEARED_AT_ASSIGN, subsetsOf } from '../layout.ts';
import type { Cell, World } from '../world.ts';
import { codeOf, GUEST, NULL_DEREFERENCE, tags } from './marks.ts';
import { valuesIn } from './values.ts';

/** ASG and DEA, for dom0. */
export function linesHost(world: World, program: Program): void {
  if (world.has('ASG')) assign(world, program);
  if (world.has('DEA')) deassign(world, program);
  if (world.has('RST')) reset(world, program);
}

function assign(world: World, program: Program): void {
  const { owner, values, domainLock, deviceLock } = world;
  if (owner === null || deviceLock === null) return;
  const path = program
    .path('asg')
    .from(codeOf(values, 'assign_device'))
    .line(GUEST, 'ASG finds the device', [
      { with: [() => owner.when('is elsewhere', (s) => !s.matches('here'))] },
    ]);
  if (domainLock !== null) lineTakeWrite(path, '.lock', 'ASG (7) write_lock', domainLock, '.move');
  else path.line('.lock', 'ASG (6) spin_lock', take(deviceLock), [wants(deviceLock)]);
  path.line('.move', 'ASG (5) moves the device here', [{ with: [() => owner.on('TO_HERE')] }]);
  path.calls(codeOf(values, values.scheme === 'S1' ? 'init_bars' : 'vpci_init_header'), () => {
    if (values.profile === 'domU')
      linesInit(path, world, values.scheme === 'S1' ? 'ASG (6)' : 'ASG (7)');
  });
  path
    .line(
      '.unlock',
      'ASG (7) unlock',
      domainLock === null ? drop(deviceLock) : dropWrite(domainLock),
    )
    .end(GUEST);
}

/** The command register when a guest gets the device. */
function linesInit(path: CodePath, world: World, does: string): void {
  const { command, values } = world;
  if (command === null) return;
  if (values.scheme === 'S1') {
    path
      .line(
        '.reset',
        `${does} guest_cmd_write(0): is vpci->msi->enabled?`,
        values.capability === 'msi'
          ? go
          : [{ name: 'vpci->msi is NULL', to: NULL_DEREFERENCE, fault: true }],
        [tags.follows],
      )
      .line('.zero', `${does} writes 0 to PCI_COMMAND`, [
        { with: [() => command.hardware.on('HOST_WRITE', { value: 0, mask: command.mask })] },
      ]);
    return;
  }
  const { copy } = command;
  if (copy === null) return;
  if (values.ignoreBars) {
    path.line('.fresh', `${does} BARs are ignored: guest_cmd stays 0`, [
      { with: [() => copy.on('STORE', { value: 0 })] },
    ]);
    return;
  }
  const kept = subsetsOf(command.mask & ~CLEARED_AT_ASSIGN);
  path
    .line('.read', `${does} reads PCI_COMMAND`, readCases(command))
    .line(
      '.store',
      `${does} stores guest_cmd, bits 0 to 5 clear`,
      kept.map((value) => ({
        name: bitsText(command, value),
        where: { value },
        with: [() => copy.on('STORE', { value })],
      })),
    )
    .line(
      '.write',
      `${does} writes PCI_COMMAND, decode off`,
      kept.map((value) => ({
        name: bitsText(command, value),
        where: { value },
        set: { value: null },
        with: [() => command.hardware.on('HOST_WRITE', { value, mask: command.mask })],
      })),
    );
}

function readCases(command: Cell): readonly Case[] {
  return valuesIn(command, command.mask).map(({ value, effect }) => ({
    name: bitsText(command, value),
    set: { value: value & ~CLEARED_AT_ASSIGN },
    with: [effect],
  }));
}

function deassign(world: World, program: Program): void {
  const { owner, values, domainLock, deviceLock } = world;
  if (owner === null || deviceLock === null) return;
  const path = program
    .path('dea')
    .from(codeOf(values, 'deassign_device'))
    .line(GUEST, 'DEA finds the device', [
      { with: [() => owner.when('is here', (s) => s.matches('here'))] },
    ]);
  if (domainLock !== null) lineTakeWrite(path, '.lock', 'DEA (3) write_lock', domainLock, '.move');
  else path.line('.lock', 'DEA (4) spin_lock', take(deviceLock), [wants(deviceLock)]);
  path
    .line('.move', 'DEA (4) moves the device to dom0', [{ with: [() => owner.on('TO_ELSEWHERE')] }])
    .line(
      '.unlock',
      'DEA (4) unlock',
      domainLock === null ? drop(deviceLock) : dropWrite(domainLock),
    )
    .end(GUEST);
}

/** RST: a reset of which Xen is told, so that vPCI begins anew with what hardware has. */
function reset(world: World, program: Program): void {
  const { owner, values, command, domainLock, deviceLock } = world;
  if (command === null || deviceLock === null) return;
  const here = owner === null ? [] : [() => owner.when('is here', (s) => s.matches('here'))];
  const path = program
    .path('rst')
    .from('libxl__device_pci_reset in tools/libs/light/libxl_pci.c at c447b7308b')
    .line(GUEST, 'RST resets the device', [{ with: [() => command.hardware.on('RESET'), ...here] }])
    .from(codeOf(values, 'the reset hypercall (9a2d7b5bb6)'));
  if (domainLock !== null) lineTakeWrite(path, '.lock', 'RST (2) write_lock', domainLock, '.again');
  else path.line('.lock', 'RST (2) spin_lock', take(deviceLock), [wants(deviceLock)]);
  path.line('.again', 'RST (4) vPCI deassign and assign', go);
  path.calls(codeOf(values, values.scheme === 'S1' ? 'init_bars' : 'vpci_init_header'), () => {
    if (values.profile === 'domU') linesInit(path, world, 'RST (4)');
  });
  path
    .line(
      '.unlock',
      'RST (5) unlock',
      domainLock === null ? drop(deviceLock) : dropWrite(domainLock),
    )
    .end(GUEST);
}

/** Steps of nobody's program: the host's own bits, dom0's driver, a reset, errors of the device. */
export function hostSteps(system: SystemBuilder, world: World): void {
  const { has, cells, owner, command, values } = world;
  if (has('HOST') && values.profile === 'domU') for (const cell of cells) ownBits(system, cell);
  if (owner !== null && command !== null) driver(system, command, owner);
  if (has('FLR') && command !== null) {
    system.step(
      {
        name: 'dom0 resets the device',
        actor: 'dom0-sysfs',
        source: 'libxl__device_pci_reset in tools/libs/light/libxl_pci.c at c447b7308b',
      },
      command.hardware.on('RESET'),
    );
  }
  if (has('REPORT')) for (const cell of cells) errors(system, cell);
}

const bitsOf = (mask: number): readonly number[] =>
  Array.from({ length: 16 }, (_, i) => mask & (1 << i)).filter((bit) => bit !== 0);

function ownBits(system: SystemBuilder, cell: Cell): void {
  const data = cell.name === 'msidata';
  for (const bit of bitsOf(cell.bits.host ?? 0)) {
    for (const value of [bit, 0]) {
      const what = data
        ? `message data ${value}`
        : `${bitsText(cell, bit)} = ${value === 0 ? 0 : 1}`;
      system.step(
        {
          name: data ? `Xen moves the interrupt: ${what}` : `the host sets ${what}`,
          actor: data ? 'xen' : 'host',
          source: data
            ? 'write_msi_msg in xen/arch/x86/msi.c at c447b7308b'
            : 'config writes of the host to its own bits (PCI Local Bus Specification 3.0, 6.2.2)',
        },
        cell.hardware.on('HOST_WRITE', { value, mask: bit }),
      );
    }
  }
}

/** While dom0 has the device, its driver sets what it needs. */
function driver(system: SystemBuilder, command: Cell, owner: NonNullable<World['owner']>): void {
  for (const bit of bitsOf(command.mask)) {
    system.step(
      {
        name: `dom0's driver sets ${bitsText(command, bit)}`,
        actor: 'driver',
        source: 'pci_set_master and its like in the driver of dom0',
      },
      command.hardware.on('HOST_WRITE', { value: bit, mask: bit }),
      owner.when('is elsewhere', (s) => !s.matches('here')),
    );
  }
}

function errors(system: SystemBuilder, cell: Cell): void {
  for (const bit of bitsOf(cell.bits.rw1c ?? 0)) {
    system.step(
      {
        name: `the device reports ${bitsText(cell, bit)}`,
        actor: 'device',
        source: 'PCI Local Bus Specification 3.0, 6.2.3',
      },
      cell.hardware.on('REPORT', { bit }),
    );
  }
}
