/**
 * The family `assignment`: how a device changes hands, and what its DMA can reach meanwhile.
 *
 * Sources: assign_device, deassign_device and pci_release_devices in xen/drivers/passthrough/pci.c,
 * and the drivers in vtd/, amd/ and arm/ below it, in xen-project/xen at c447b7308b (August 2026). Each
 * file in `code/` opens with the functions it models.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  defineFamily,
  defineSystem,
  repeat,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { Program } from '../../kit/program.ts';
import { assumptions, familySources } from './about.ts';
import { assignDevice } from './code/assign.ts';
import { deassignDevice } from './code/deassign.ts';
import { destroyDomain } from './code/destroy.ts';
import { buryOther } from './code/domain-ids.ts';
import { guestCode } from './code/guest.ts';
import { marks } from './code/marks.ts';
import { prepareDevice, releaseDevice, resetDevice } from './code/prepare.ts';
import { assignWithoutIommu } from './code/without-iommu.ts';
import { hardware } from './hardware.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { sources } from './sources.ts';
import { makeWorld, type World } from './world.ts';

export const assignment = defineFamily({
  name: 'assignment',
  title: 'Xen passthrough: assign, deassign, quarantine, and what DMA can reach meanwhile',
  parameters,
  sources: familySources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'assignment', assumptions: assumptions(values), sources: familySources },
    (system) => {
      const world = makeWorld(system, values);
      hardware(system, world);
      const vcpus = makeVcpus(system, world);
      const toolstack = makeToolstack(system, world, vcpus);
      makeOther(system, world);
      for (const property of propertiesOf(system, world, { toolstack, vcpus })) {
        system.property(property);
      }
    },
  );
}

function makeVcpus(system: SystemBuilder, world: World): readonly Actor[] {
  if (!world.has('CFG', 'MEM', 'RO', 'BATCH', 'PTP', 'TYPE')) return [];
  const program = new Program(marks.idle, ['guest', 'rest']);
  guestCode(world, program);
  const machine = program.machine('vcpu');
  return repeat(world.values.vcpus, (i) => {
    return program.actor(system, `vcpu${i}`, machine);
  });
}

/** The CPU that buries another guest, of which nothing but its domain id is left. */
function makeOther(system: SystemBuilder, world: World): void {
  if (world.ids === null) return;
  const program = new Program(marks.idle, ['guest', 'rest']);
  buryOther(world, program);
  program.actor(system, 'rcu', program.machine('burial'));
}

/** The CPU of dom0 that manages the device: what it does about it is one hypercall each. */
function makeToolstack(system: SystemBuilder, world: World, vcpus: readonly Actor[]): Actor {
  const program = new Program(marks.idle, ['guest', 'rest']);
  for (const mark of Object.values(marks)) program.landmark(mark);
  const end = program.path('end').from(sources.domctl);
  end.line(marks.idle, 'hypercall', [{}]).end(marks.managing);
  end.line(marks.assigned, 'ASG dev0 returns success', [{}]).end(marks.idle);
  end.line(marks.assignFailed, 'ASG dev0 returns an error', [{}]).end(marks.idle);
  end.line(marks.finishing, 'hypercall returns', [{}]).end(marks.idle);
  end.line(marks.managing, 'hypercall has nothing to do', [{}]).end(marks.idle);
  const quarantines = world.values.quarantine !== 'none';
  if (quarantines && world.has('PRE')) prepareDevice(world, program);
  if (world.has('ASG')) {
    (world.values.iommu ? assignDevice : assignWithoutIommu)(world, program);
  }
  if (world.has('DEA')) deassignDevice(world, program);
  if (quarantines && world.has('DEQ')) releaseDevice(world, program);
  if (world.has('RST')) resetDevice(world, program);
  if (world.has('DOM')) destroyDomain([world], program, vcpus);
  return program.actor(system, 'dom0', program.machine('toolstack'));
}
