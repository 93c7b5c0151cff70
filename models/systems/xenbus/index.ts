/**
 * The family `xenbus`: the states of the two ends of a PV device, the toolstack that attaches and detaches
 * it, crashes of either side.
 *
 * Sources: xen/include/public/io/xenbus.h and tools/libs/light/libxl_device.c of xen-project/xen at
 * c447b7308b; drivers/xen/xenbus, xen-blkfront and xen-blkback of Linux; Linux e2dcf9065536 and the patch
 * "xen/xenbus: check otherend_id only after it has been initialized" (2026-08-01), both read in full.
 */

import { defineFamily, defineSystem, type SystemDefinition } from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { backendProgram } from './code/backend.ts';
import { bootProgram, xenwatchProgram } from './code/frontend.ts';
import { toolstackProgram } from './code/toolstack.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld } from './world.ts';

export const xenbus = defineFamily({
  name: 'xenbus',
  title: 'PV devices: two ends with a state each, and the toolstack between them',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem({ name: 'xenbus', assumptions: assumptions(values), sources }, (system) => {
    const world = makeWorld(system, values);
    const toolstack = toolstackProgram(world).actor(system, 'ts');
    const backend = backendProgram(world).actor(system, 'blkback');
    const boot = bootProgram(world).actor(system, 'fe.boot');
    const xenwatch = xenwatchProgram(world).actor(system, 'fe.xenwatch');
    for (const property of propertiesOf(system, world, { toolstack, backend, boot, xenwatch })) {
      system.property(property);
    }
  });
}
