/**
 * The family `vpci-locking`: how Xen's vPCI guards `pdev->vpci` against removal, scheme by scheme.
 *
 * Sources: the series "PCI devices passthrough on Arm, part 3" v5 to v14 (xen-devel, 2021 to 2024),
 * its reviews, and xen-project/xen at c447b7308b (August 2026). Each file in `schemes/` opens with the
 * revision it was read at. BAR pages and the p2m are left to the mapping family: "updates the p2m" is
 * one step here that succeeds or is preempted.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  ANSWER,
  defineFamily,
  defineSystem,
  repeat,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { drop, dropWrite, go, lineTakeWrite, take, wants } from '../../kit/lock-code.ts';
import { Program } from '../../kit/program.ts';
import { assumptions, sources } from './about.ts';
import { faults, hypercallEnd, marks } from './code/marks.ts';
import { crashes, hypercallOf } from './code/seen.ts';
import { debugKeys } from './debug-keys.ts';
import { faultHandler } from './fault-handler.ts';
import { parameters, refuse, type Values } from './parameters.ts';
import { propertiesOf, runPropertiesOf, subjectOf } from './requirements.ts';
import { schemeCode } from './schemes/index.ts';
import { codeOf } from './sources.ts';
import { makeWorld, toolstackNames, type World } from './world.ts';

export const vpciLocking = defineFamily({
  name: 'vpci-locking',
  title: 'Xen vPCI: which lock guards pdev->vpci, scheme by scheme',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'vpci-locking', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const vcpus = makeVcpus(system, world);
      const toolstacks = makeToolstacks(system, world, vcpus);
      const handlers = makeHandlers(system, world);
      const subject = subjectOf(world, vcpus, toolstacks, handlers);
      system.interchangeable(
        ...vcpus.map((vcpu) =>
          world.slotOwners.includes(vcpu.name) ? [vcpu, world.slotOf(vcpu.name)] : [vcpu],
        ),
      );
      for (const property of propertiesOf(system, world, subject)) system.property(property);
      for (const property of runPropertiesOf(system, world, subject)) system.onRequest(property);
    },
  );
}

/** Code that runs in no domain's name: the fault handler of a guest's device, the debug keys. */
function makeHandlers(system: SystemBuilder, world: World): readonly Actor[] {
  const { profile, debugKeys: pressed } = world.values;
  const managed = world.devices[0]?.managed === true;
  return [
    ...(profile === 'domU' && world.has('FLT') && managed ? [faultHandler(system, world)] : []),
    ...(pressed && managed ? [debugKeys(system, world)] : []),
  ];
}

/** A program with the places where it begins, ends and crashes. */
function newProgram(interruptible: boolean): Program {
  const program = new Program(marks.guest, [
    'guest',
    'rest',
    ...(interruptible ? ['interruptible'] : []),
  ]);
  for (const place of Object.values(faults)) program.landmark(place, ['rest', 'crashed']);
  for (const [place, words] of Object.entries(crashes)) program.showsArrival(place, words);
  program.showsArrival(marks.guest, `returns: ${ANSWER}`);
  return program;
}

function makeVcpus(system: SystemBuilder, world: World): readonly Actor[] {
  if (world.values.vcpus === 0) return [];
  const program = newProgram(true);
  schemeCode(world.scheme).guest(world, program);
  if (world.dying !== null) {
    program.landmark(marks.stopped, ['rest']);
    program.receive(marks.guest, 'STOP', marks.stopped);
    if (program.knows(marks.exit)) program.receive(marks.exit, 'STOP', marks.stopped);
  }
  const machine = program.machine('vcpu');
  return repeat(world.values.vcpus, (i) => {
    return program.actor(system, `vcpu${i}`, machine);
  });
}

function makeToolstacks(
  system: SystemBuilder,
  world: World,
  vcpus: readonly Actor[],
): readonly Actor[] {
  const names = toolstackNames(world.values);
  if (names.length === 0 || !world.devices.some((device) => device.managed)) return [];
  const program = newProgram(false);
  linesHypercall(program, world);
  schemeCode(world.scheme).toolstack(world, program);
  linesDestroy(program, world, vcpus);
  const machine = program.machine('toolstack');
  return names.map((name) => {
    return program.actor(system, name, machine);
  });
}

/** What all hypercalls about devices have in common: step (1), pcidevs_lock, and its release. */
function linesHypercall(program: Program, world: World): void {
  program.landmark(marks.managing);
  program.landmark(marks.finishing);
  program.answersWith(marks.managing, hypercallOf);
  const path = program
    .path('hypercall')
    .from(codeOf(world, 'hypercall'))
    .line(marks.guest, 'hypercall', [{ observable: 'makes a hypercall' }]);
  if (world.scheme === 'S2p') {
    lineTakeWrite(
      path,
      '.lock',
      'hypercall (1) pcidevs_lock, as a writer',
      world.domainLock,
      marks.managing,
    );
    path.end(marks.managing);
  } else {
    path
      .line('.lock', 'hypercall (1) pcidevs_lock', take(world.pcidevs), [wants(world.pcidevs)])
      .end(marks.managing);
  }
  program
    .path('hypercall')
    .from(codeOf(world, 'hypercall'))
    .line(marks.managing, 'hypercall has nothing to do', go)
    .end(marks.finishing);
  program
    .path('hypercall')
    .from(codeOf(world, 'hypercall'))
    .line(
      marks.finishing,
      'hypercall pcidevs_unlock',
      world.scheme === 'S2p' ? dropWrite(world.domainLock) : drop(world.pcidevs),
    )
    .end(hypercallEnd(world));
}

/**
 * DOM: stops the vCPUs of a guest, waiting until each lets itself be stopped; their pending slots die
 * with them. Then it releases the devices.
 */
function linesDestroy(program: Program, world: World, vcpus: readonly Actor[]): void {
  const { dying, pcidevs } = world;
  if (dying === null) return;
  program.landmark(marks.releasing);
  const path = program
    .path('dom', ['teardown'])
    .from(codeOf(world, 'DOM'))
    .line(marks.guest, 'DOM marks the domain dying', [
      {
        with: [() => dying.on('RAISE')],
        observable: 'begins to destroy the domain',
        answer: 'destroyed',
      },
    ]);
  for (const vcpu of vcpus) {
    path.line(
      `.stop-${vcpu.name}`,
      `DOM stops ${vcpu.name}`,
      [
        {
          with: [
            () => vcpu.on('STOP'),
            ...(world.slotOwners.includes(vcpu.name)
              ? [() => world.slotOf(vcpu.name).on('CLEAR')]
              : []),
          ],
        },
      ],
      ['pauses'],
    );
  }
  if (world.scheme === 'S2p') {
    lineTakeWrite(
      path,
      '.lock',
      'DOM (1) pcidevs_lock, as a writer',
      world.domainLock,
      marks.releasing,
    );
  } else {
    path.line('.lock', 'DOM (1) pcidevs_lock', take(pcidevs), [wants(pcidevs)]);
  }
  path.end(marks.releasing);
  program
    .path('dom')
    .from(codeOf(world, 'DOM'))
    .line(
      marks.releasing,
      'DOM has no device to release',
      world.devices.some((d) => d.managed)
        ? world.devices
            .filter((d) => d.managed)
            .slice(0, 1)
            .map((d) => ({ with: [() => d.owner.when('is not here', (s) => !s.matches('here'))] }))
        : go,
    )
    .end(marks.finishing);
}
