/** The scene `config-access`: its actors, and what is asked of them. */

import {
  type Accessor,
  type ConfigSubject,
  configOnce,
  configOwner,
  passthroughGuarded,
  readYourWrites,
} from '../../../../properties/passthrough/config-routing.ts';
import {
  deviceModelAlive,
  ecamCoherent,
  ecamDisjoint,
} from '../../../../properties/passthrough/ecam-window.ts';
import { type Actor, anyTagged, tagged } from '../../../../properties/passthrough/subject.ts';
import {
  allOf,
  always,
  type Expression,
  type Property,
  type SystemBuilder,
} from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import { accessesOf, ownAccessesOf, tagOf, topologiesOf } from './accesses.ts';
import { firstProgram, secondProgram } from './device-models.ts';
import { vcpuProgram } from './guest.ts';
import { identifyProgram, watcherProgram } from './hypervisor.ts';
import { tags } from './marks.ts';
import { type ConfigWorld, GOAL, makeWorld, START } from './world.ts';

/** Builds the scene. */
export function configAccess(system: SystemBuilder, values: Values): readonly Property[] {
  const world = makeWorld(system, values);
  const accessors = world.vcpus.map(
    (vcpu): Accessor => ({
      vcpu: vcpuProgram(world, vcpu).actor(system, vcpu.name),
      served: vcpu.served,
    }),
  );
  const first = firstProgram(world).actor(system, 'dm0');
  secondProgram(world).actor(system, 'dm1');
  const xen = world.hooks === null ? null : identifyProgram(world).actor(system, 'xen');
  if (world.watch !== null) watcherProgram(world).actor(system, 'watcher');
  return propertiesOf(system, world, accessors, first, xen);
}

const registers = [
  { target: 'host', at: null, bus: 0 },
  { target: 'bridge', at: null, bus: 0 },
] as const;

function subjectOf(world: ConfigWorld, accessors: readonly Accessor[]): ConfigSubject {
  const { values, history } = world;
  const accesses = [
    ...registers,
    ...accessesOf(values),
    ...[START, GOAL].flatMap((at) => ownAccessesOf(values, at)),
  ];
  return {
    accessors,
    history,
    topologies: topologiesOf(values),
    accesses: new Map(accesses.map((access) => [tagOf(access), access])),
  };
}

function propertiesOf(
  system: SystemBuilder,
  world: ConfigWorld,
  accessors: readonly Accessor[],
  first: Actor,
  xen: Actor | null,
): readonly Property[] {
  const { values, base, pciexbar, paused, registered, bridge } = world;
  const [mover] = accessors;
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  if (mover === undefined) return [];
  const subject = subjectOf(world, accessors);
  const moves = values.work.includes('MOVE');
  const relocates = moves && values.move === 'relocate';
  const settled: Expression = allOf(
    paused === null ? always : paused.is('is off', (s) => s.matches('off')),
    xen === null ? always : tagged(xen, 'rest'),
  );
  const there = (): Expression =>
    registered === null
      ? bridge.is('has a number', (s) => s.context.value !== 0)
      : registered.is('is there', (s) => s.context.at !== null);
  return [
    configOwner(subject),
    configOnce(subject),
    ...ask(
      values.work.includes('RENUMBER') || values.regAtRealize === 'never',
      'needs RENUMBER, or regAtRealize=never',
      'PT-GUARD',
      () => [passthroughGuarded(subject, there())],
    ),
    ...ask(
      base !== null && (moves || values.reload !== 'none'),
      'needs approach I or III, and MOVE or a reload',
      'ECAM-COHERENT',
      () =>
        base === null
          ? []
          : [ecamCoherent({ pciexbar, base, mover: mover.vcpu, settled, starts: START })],
    ),
    ...ask(relocates, 'needs MOVE, and move=relocate', 'READ-YOUR-WRITES', () => [
      readYourWrites(subject, mover, tags.moved),
    ]),
    ...ask(relocates, 'needs MOVE, and move=relocate', 'DECODE-DISJOINT', () => [
      ecamDisjoint(pciexbar, [0, 3]),
    ]),
    ...ask(moves && values.move === 'reserved', 'needs MOVE, and move=reserved', 'DM-ALIVE', () => [
      deviceModelAlive(first, anyTagged([mover.vcpu], tags.writing)),
    ]),
  ];
}
