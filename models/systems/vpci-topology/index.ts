/**
 * The family `vpci-topology`: the virtual bus of a guest, and which device an address on it leads to.
 *
 * Sources: xen/drivers/vpci/vpci.c at c447b7308b, the series "PCI devices passthrough on Arm, part 3" v5, and
 * the branches between the two. The virtual host bridge is segment 0, bus 0, function 0 only; a slot is
 * the device number on it.
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
import { guest } from './code/guest.ts';
import { hwdom } from './code/hwdom.ts';
import { ASSERTION, GUEST, MISDIRECTED, TORN } from './code/marks.ts';
import { toolstack } from './code/toolstack.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld, type World } from './world.ts';

export const vpciTopology = defineFamily({
  name: 'vpci-topology',
  title: 'The virtual bus of a guest: slots, translation, and what an address reaches',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'vpci-topology', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const vcpus = makeVcpus(system, world);
      const toolstacks = makeToolstacks(system, world);
      system.interchangeable(
        ...vcpus.map((vcpu) => {
          const slot = world.pending.get(vcpu.name);
          return slot === undefined ? [vcpu] : [vcpu, slot];
        }),
      );
      for (const property of propertiesOf(system, world, vcpus, toolstacks)) {
        system.property(property);
      }
    },
  );
}

function newProgram(): Program {
  const program = new Program(GUEST, ['guest', 'rest']);
  for (const place of [MISDIRECTED, TORN, ASSERTION]) program.landmark(place, ['rest', 'crashed']);
  return program;
}

function makeVcpus(system: SystemBuilder, world: World): readonly Actor[] {
  const program = newProgram();
  if (world.values.profile === 'domU') guest(world, program);
  else hwdom(world, program);
  const machine = program.machine('vcpu');
  return repeat(world.values.vcpus, (i) => {
    return program.actor(system, `vcpu${i}`, machine);
  });
}

function makeToolstacks(system: SystemBuilder, world: World): readonly Actor[] {
  const { toolstacks } = world.values;
  if (!world.has('ASG', 'DEA')) return [];
  const program = newProgram();
  toolstack(world, program);
  const machine = program.machine('toolstack');
  return repeat(toolstacks, (i) => {
    const name = toolstacks === 1 ? 'dom0' : `dom0.${i}`;
    return program.actor(system, name, machine);
  });
}
