/**
 * The family `late-xenstore`: how a dom0less domain that runs before xenstore gets to know that xenstore
 * is there.
 *
 * Sources: xen-project/xen at c447b7308b (xen/common/device-tree/dom0less-build.c,
 * tools/xenstored/{core,domain}.c, tools/helpers/init-dom0less.c, docs/misc/xenstore-ring.txt) and its
 * history, read again for this family; Linux of 2025 (drivers/xen/xenbus/xenbus_probe.c), likewise.
 */

import { scheduled } from '../../../properties/passthrough/fairness.ts';
import { xenstoreUp } from '../../../properties/passthrough/late-xenstore.ts';
import { defineFamily, defineSystem, type SystemDefinition } from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { handlerProgram, initcallProgram, threadProgram } from './code/frontend.ts';
import { hypervisorProgram } from './code/hypervisor.ts';
import { initProgram } from './code/init-dom0less.ts';
import { toolstackProgram } from './code/toolstack.ts';
import { xenstoredProgram } from './code/xenstored.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld } from './world.ts';

export const lateXenstore = defineFamily({
  name: 'late-xenstore',
  title: 'dom0less: how a domain that runs before xenstore gets to know it',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'late-xenstore', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const hypervisor = hypervisorProgram(world).actor(system, 'hv');
      const xenstored = xenstoredProgram(world).actor(system, 'xenstored');
      const inits = world.sockets.map((_, i) => initProgram(world, i).actor(system, `init${i}`));
      const initcall = initcallProgram(world).actor(system, 'fe.initcall');
      const irq = handlerProgram(world).actor(system, 'fe.irq');
      const thread = threadProgram(world).actor(system, 'fe.thread');
      if (world.other !== null) toolstackProgram(world).actor(system, 'xl');
      const { stray, port, handler } = world;
      if (stray !== null) {
        system.step(
          {
            name: 'wire: an event that announces nothing',
            actor: 'wire',
            tags: ['environment'],
            source: 'evtchn_send by the other end, for whatever reason',
          },
          stray.on('RAISE'),
          port.on('SEND'),
          handler.when('is installed', (s) => !s.matches('none')),
        );
      }
      const actors = { xenstored, inits, initcall, thread };
      for (const property of propertiesOf(system, world, actors)) {
        system.property(property);
      }
      system.onRequest(
        xenstoreUp({ ...world, ...actors }, [
          ...scheduled(
            [hypervisor, xenstored, ...inits],
            'dom0 and the builder go on while they can',
          ),
          ...scheduled([initcall, thread], 'the scheduler of the guest starves no task'),
          ...scheduled([irq], 'a pending event is delivered to a vCPU that runs'),
        ]),
      );
    },
  );
}
