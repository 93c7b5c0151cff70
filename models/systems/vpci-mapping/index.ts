/**
 * The family `vpci-mapping`: how BARs of a device get into the p2m of a domain, and the command register
 * that decides about it.
 *
 * Models the deferred mapping of Xen's vPCI (xen/drivers/vpci/header.c and msix.c at c447b7308b), the
 * p2m of both architectures, and what dom0 does to a device that a guest has. Locks are those of
 * `vpci-locking`, scheme by scheme.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { defineFamily, defineSystem, type SystemBuilder } from '../../compose/index.ts';
import { Program } from '../../kit/program.ts';
import { faults, marks } from '../vpci-locking/code/marks.ts';
import { assumptions, sources } from './about.ts';
import { guest } from './code/guest.ts';
import { legacyGuest } from './code/legacy.ts';
import { touches, unsupportedRequest } from './code/masters.ts';
import { toolstack } from './code/toolstack.ts';
import { isLegacy, parameters } from './parameters.ts';
import { refuse } from './refuse.ts';
import { propertiesOf, runPropertiesOf } from './requirements.ts';
import { type Domain, type FamilyWorld, makeWorld, manages, type World } from './world.ts';

export const vpciMapping = defineFamily({
  name: 'vpci-mapping',
  title: 'Xen vPCI: BARs in the p2m, and the command register',
  parameters,
  sources,
  refuse,
  build: (values) =>
    defineSystem({ name: 'vpci-mapping', assumptions: assumptions(values), sources }, (system) => {
      const world = makeWorld(system, values);
      const vcpus = world.domains.flatMap((domain) => makeVcpus(system, world, domain));
      const peers = world.domains.flatMap((domain) => makePeer(system, world, domain));
      const toolstacks = makeToolstack(system, world, vcpus);
      const actors = { vcpus, peers, toolstacks };
      for (const property of propertiesOf(system, world, actors)) system.property(property);
      for (const property of runPropertiesOf(system, world, actors)) system.onRequest(property);
    }),
});

/** A program with the places where it crashes. */
function newProgram(start: string, tags: readonly string[]): Program {
  const program = new Program(start, tags);
  program.landmark(faults.assertion, ['rest', 'crashed']);
  program.landmark(faults.useAfterFree, ['rest', 'crashed']);
  return program;
}

function makeVcpus(system: SystemBuilder, world: World, domain: Domain): readonly Actor[] {
  if (domain.vcpus.length === 0) return [];
  const touching = world.has('TOUCH');
  const program = newProgram(marks.guest, ['guest', 'rest', ...(touching ? ['touches'] : [])]);
  if (touching) program.landmark(unsupportedRequest, ['rest']);
  if (isLegacy(world.values.scheme)) legacyGuest(world, program, domain);
  else guest(world, program, domain);
  const machine = program.machine('vcpu');
  return domain.vcpus.map((name) => {
    return program.actor(system, name, machine);
  });
}

/** A peer device of the domain, which reaches BARs through the p2m that it shares. */
function makePeer(system: SystemBuilder, world: World, domain: Domain): readonly Actor[] {
  if (!world.has('TOUCH')) return [];
  const program = new Program('running', ['rest', 'touches']);
  program.landmark(unsupportedRequest, ['rest']);
  touches(world, program, domain, 'running');
  const name = world.domains.length === 1 ? 'peer' : `peer${domain.index}`;
  const peer = program.actor(system, name, program.machine('peer'));
  return [peer];
}

function makeToolstack(
  system: SystemBuilder,
  world: FamilyWorld,
  vcpus: readonly Actor[],
): readonly Actor[] {
  if (!manages(world.values)) return [];
  const program = newProgram(marks.guest, ['guest', 'rest']);
  toolstack(world, program, vcpus);
  const dom0 = program.actor(system, 'dom0', program.machine('toolstack'));
  return [dom0];
}
