/**
 * The family `guest-msi`: where the writes of a device that a guest has end up, its messages above all.
 *
 * Sources: "Summary of LPC guest MSI discussion in Santa Fe" (November 2016) and its replies; Xen at
 * c447b7308b (August 2026); the PCI Express Base Specification for what a switch does. The way of a
 * write is cut into the stages P0 to P5 of code/function.ts.
 */

import { defineFamily, defineSystem, type SystemDefinition } from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { sender } from './code/function.ts';
import { vmm, xen } from './code/xen.ts';
import { parameters, type Values } from './parameters.ts';
import { refuse } from './refusals.ts';
import { propertiesOf } from './requirements.ts';
import { makeWorld } from './world.ts';

export const guestMsi = defineFamily({
  name: 'guest-msi',
  title: 'Writes and messages of passed-through devices: MSI, ACS, groups, peer-to-peer',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'guest-msi', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const senders = world.functions
        .filter(({ sends }) => sends)
        .map((fn) => ({ fn, actor: sender(system, world, fn) }));
      const manager = xen(system, world, senders);
      vmm(system, world);
      for (const property of propertiesOf(system, world, senders, manager)) {
        system.property(property);
      }
    },
  );
}
