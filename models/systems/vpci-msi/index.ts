/**
 * The family `vpci-msi`: MSI and MSI-X of a passed-through device, from the registers that vPCI shows a
 * guest to the domain that gets the interrupt.
 *
 * Source: xen-project/xen at c447b7308b (August 2026); each file in `code/` opens with what it models.
 * Defects of the past are toggles on the code of today; their sources are with the catalogue entries.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  defineFamily,
  defineSystem,
  repeat,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { type Case, type Effect, Program } from '../../kit/program.ts';
import { assumptions, sources } from './about.ts';
import { moves, spanningWrite } from './code/affinity.ts';
import { addBridge } from './code/bridge.ts';
import { configWrites } from './code/config-writes.ts';
import { linesDeliver, raises } from './code/delivery.ts';
import { destroys } from './code/destroy.ts';
import { assign, deassign, hypercalls } from './code/dom0.ts';
import { injectsMsi, mapsMsi, mapsNumber, preparesMsix } from './code/hypercalls.ts';
import { blocks, sendsMessage, spoofs } from './code/messages.ts';
import { mapsBar, writesMsixControl } from './code/msix-control.ts';
import type { MsixParts } from './code/msix-entry.ts';
import { accessesTable } from './code/msix-table.ts';
import { faults, type MsiDevice, marks, type Vector } from './code/parts.ts';
import { asksPciback } from './code/pciback.ts';
import { dom0Paths, parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld, type World } from './world.ts';

export const vpciMsiFamily = defineFamily({
  name: 'vpci-msi',
  title: 'Xen vPCI: MSI and MSI-X, and who gets the interrupt',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem({ name: 'vpci-msi', assumptions: assumptions(values), sources }, (system) => {
    const world = makeWorld(system, values);
    const actors = {
      vcpus: makeVcpus(system, world),
      dom0: makeDom0(system, world),
      devices: makeDevices(system, world),
      xen: makeXen(system, world),
    };
    system.interchangeable(...actors.vcpus.map((vcpu) => [vcpu]));
    for (const property of propertiesOf(system, world, actors)) system.property(property);
  });
}

/** A program with the places where it begins, ends and crashes. */
function newProgram(start: string): Program {
  const program = new Program(start, start === marks.guest ? ['guest', 'rest'] : ['rest']);
  for (const place of Object.values(faults)) program.landmark(place, ['rest', 'crashed']);
  return program;
}

function makeVcpus(system: SystemBuilder, world: World): readonly Actor[] {
  if (world.values.vcpus === 0) return [];
  const program = newProgram(marks.guest);
  const { scene, messages } = world;
  for (const device of world.devices) {
    if (world.has('WR', 'MSI', 'MSG', 'MASK')) configWrites(world, program, device);
  }
  const [first, second] = world.devices;
  if (first !== undefined) {
    if (world.has('MAP')) mapsMsi(world, program, first);
    if (world.has('MAP') && second !== undefined) mapsNumber(world, program, first, second);
    if (world.has('PREP')) preparesMsix(world, program, first);
    if (world.has('INJ')) injectsMsi(world, program, first);
    if (world.back !== null) asksPciback(world, program, world.back);
    if (world.msix !== null) msixCode(world, program, first, world.msix);
  }
  if (messages !== null && first !== undefined && world.has('DM')) {
    spanningWrite(program, scene, messages, first);
  }
  const machine = program.machine('vcpu');
  return repeat(world.values.vcpus, (i) => {
    return program.actor(system, `vcpu${i}`, machine);
  });
}

function msixCode(world: World, program: Program, device: MsiDevice, msix: MsixParts): void {
  if (world.has('TBL')) accessesTable(world, program, device, msix);
  if (world.has('MSIX')) writesMsixControl(world, program, device, msix);
  if (world.has('BAR')) mapsBar(world, program, device, msix);
}

function makeDom0(system: SystemBuilder, world: World): readonly Actor[] {
  const [device] = world.devices;
  if (device === undefined || !world.has(...dom0Paths)) return [];
  const program = newProgram(marks.guest);
  hypercalls(world, program);
  if (world.has('DEA')) deassign(world, program, device);
  if (world.has('ASG')) assign(world, program, device);
  if (world.has('DOM')) destroys(world, program, device);
  const [vector] = device.vectors;
  const { scene } = world;
  if (scene.bridgeLock !== null && vector !== undefined) {
    addBridge(program, scene, scene.bridgeLock, vector);
  }
  return [actor(system, program, 'dom0', 'toolstack')];
}

function makeDevices(system: SystemBuilder, world: World): readonly Actor[] {
  return world.has('IRQ', 'SPOOF')
    ? world.devices.map((device) => makeDeviceActor(system, world, device))
    : [];
}

function makeDeviceActor(system: SystemBuilder, world: World, device: MsiDevice): Actor {
  const { scene, messages, devices } = world;
  const program = newProgram(marks.quiet);
  if (messages === null) {
    for (const vector of device.vectors) {
      raises(program, device, vector, directly(world, vector));
      linesDeliver(program, scene, device, vector);
    }
  } else {
    for (const { vectors } of devices) {
      for (const vector of vectors) linesDeliver(program, scene, device, vector);
    }
    blocks(program, device);
    if (world.has('IRQ')) {
      for (const vector of device.vectors) {
        raises(program, device, vector, (allowed) =>
          sendsMessage(messages, device, devices, allowed),
        );
      }
    }
    if (world.has('SPOOF') && device.index === 0) spoofs(program, messages, device, devices);
  }
  return actor(system, program, `dev${device.index}`, 'device');
}

/** The interrupt arrives at once; with MSI-X only while that is on and not masked as a whole. */
function directly({ msix }: World, { number }: Vector) {
  const to = `irq${number}:lock`;
  return (allowed: readonly Effect[]): readonly Case[] => [
    {
      with: [
        ...allowed,
        ...(msix === null
          ? []
          : [() => msix.control.when('is in force', ({ context: c }) => c.enabled && !c.masked)]),
      ],
      to,
    },
  ];
}

/** Code that runs in nobody's name: Xen moves interrupts. */
function makeXen(system: SystemBuilder, world: World): readonly Actor[] {
  const { scene, messages, devices } = world;
  if (messages === null || !world.has('AFF')) return [];
  const program = newProgram(marks.idle);
  for (const device of devices) moves(program, scene, messages, device);
  return [actor(system, program, 'xen', 'xen')];
}

function actor(system: SystemBuilder, program: Program, name: string, id: string): Actor {
  return program.actor(system, name, program.machine(id));
}
