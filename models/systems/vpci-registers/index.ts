/**
 * The family `vpci-registers`: which registers of a device an access to config space reaches, and what it
 * does to their bits.
 *
 * Sources: xen/drivers/vpci at c447b7308b, the series "PCI devices passthrough on Arm, part 3" v5, and
 * QEMU's hw/xen/xen_pt.c of 2015. `handlers.ts` has the allow-lists, `layout.ts` the registers.
 */

import type { Actor } from '../../../properties/passthrough/index.ts';
import {
  defineFamily,
  defineSystem,
  repeat,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { Program } from '../../kit/program.ts';
import { assumptions, sources } from './about.ts';
import { linesOf } from './code/access.ts';
import { hostSteps, linesHost } from './code/host.ts';
import { GUEST, NULL_DEREFERENCE } from './code/marks.ts';
import { linesMsi, linesWalk } from './code/other-paths.ts';
import { linesQemu } from './code/qemu.ts';
import { accessesOf } from './layout.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld, type World } from './world.ts';

export const vpciRegisters = defineFamily({
  name: 'vpci-registers',
  title: 'Config space of a guest: which registers an access reaches, and what it does to them',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'vpci-registers', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const vcpus = makeVcpus(system, world);
      const dom0 = makeDom0(system, world);
      hostSteps(system, world);
      system.interchangeable(...vcpus.map((vcpu) => [vcpu]));
      for (const property of propertiesOf(system, world, vcpus, dom0)) system.property(property);
    },
  );
}

function newProgram(): Program {
  const program = new Program(GUEST);
  program.landmark(NULL_DEREFERENCE, ['crashed']);
  return program;
}

function makeVcpus(system: SystemBuilder, world: World): readonly Actor[] {
  const { values, cells } = world;
  const program = newProgram();
  for (const access of accessesOf(values, cells)) {
    if (values.scheme === 'qemu') linesQemu(world, program, access);
    else linesOf(world, program, access);
  }
  if (world.has('MSI')) linesMsi(world, program);
  if (world.has('CAPS')) linesWalk(world, program);
  const machine = program.machine('vcpu');
  return repeat(values.vcpus, (i) => {
    return program.actor(system, `vcpu${i}`, machine);
  });
}

function makeDom0(system: SystemBuilder, world: World): Actor | null {
  if (!world.has('ASG', 'DEA', 'RST')) return null;
  const program = newProgram();
  linesHost(world, program);
  return program.actor(system, 'dom0', program.machine('toolstack'));
}
