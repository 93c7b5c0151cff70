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
import { Program, showProgram } from '../../kit/program.ts';
import { assumptions, sources } from './about.ts';
import { configWrites } from './code/config-writes.ts';
import { linesDeliver, raises } from './code/delivery.ts';
import { assign, deassign, hypercalls } from './code/dom0.ts';
import { faults, type MsiDevice, marks } from './code/parts.ts';
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
      xen: [],
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
  for (const device of world.devices) {
    if (world.has('WR', 'MSI', 'MSG', 'MASK')) configWrites(world, program, device);
  }
  const machine = program.machine('vcpu');
  return repeat(world.values.vcpus, (i) => {
    const vcpu = system.component(`vcpu${i}`, machine, { show: showProgram, tellsSteps: true });
    program.install(system, vcpu);
    return vcpu;
  });
}

function makeDom0(system: SystemBuilder, world: World): readonly Actor[] {
  const [device] = world.devices;
  if (device === undefined || !world.has(...dom0Paths)) return [];
  const program = newProgram(marks.guest);
  hypercalls(world, program);
  if (world.has('DEA')) deassign(world, program, device);
  if (world.has('ASG')) assign(world, program, device);
  return [actor(system, program, 'dom0', 'toolstack')];
}

function makeDevices(system: SystemBuilder, world: World): readonly Actor[] {
  return world.has('IRQ')
    ? world.devices.map((device) => makeDeviceActor(system, world, device))
    : [];
}

function makeDeviceActor(system: SystemBuilder, world: World, device: MsiDevice): Actor {
  const program = newProgram(marks.quiet);
  for (const vector of device.vectors) {
    raises(program, device, vector);
    linesDeliver(program, world.scene, device, vector);
  }
  return actor(system, program, `dev${device.index}`, 'device');
}

function actor(system: SystemBuilder, program: Program, name: string, id: string): Actor {
  const component = system.component(name, program.machine(id), {
    show: showProgram,
    tellsSteps: true,
  });
  program.install(system, component);
  return component;
}
