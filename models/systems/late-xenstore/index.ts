/**
 * The family `late-xenstore`: how a dom0less domain that runs before xenstore gets to know that xenstore
 * is there.
 *
 * Sources: xen-project/xen at c447b7308b (xen/common/device-tree/dom0less-build.c,
 * tools/xenstored/{core,domain}.c, tools/helpers/init-dom0less.c, docs/misc/xenstore-ring.txt) and its
 * history, read again for this family; Linux of 2025 (drivers/xen/xenbus/xenbus_probe.c), likewise.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { defineFamily, defineSystem, type SystemDefinition } from '../../compose/index.ts';
import { type Program, showProgram } from '../../kit/program.ts';
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
      const install = (name: string, program: Program): Actor => {
        const actor = system.component(name, program.machine(name), {
          show: showProgram,
          tellsSteps: true,
        });
        program.install(system, actor);
        return actor;
      };
      install('hv', hypervisorProgram(world));
      const xenstored = install('xenstored', xenstoredProgram(world));
      const inits = world.sockets.map((_, i) => install(`init${i}`, initProgram(world, i)));
      const initcall = install('fe.initcall', initcallProgram(world));
      install('fe.irq', handlerProgram(world));
      const thread = install('fe.thread', threadProgram(world));
      if (world.other !== null) install('xl', toolstackProgram(world));
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
      for (const property of propertiesOf(system, world, { xenstored, inits, initcall, thread })) {
        system.property(property);
      }
    },
  );
}
