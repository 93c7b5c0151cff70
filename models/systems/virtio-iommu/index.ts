/**
 * The family `virtio-iommu`: a paravirtual IOMMU as the text of the specification has it, with the
 * host's IOMMU behind it, and its deviations in implementations.
 *
 * Sources: the virtio specification, chapter IOMMU Device (oasis-tcs/virtio-spec at 15f488c), the threads in which it came about, and
 * QEMU 10.0.91, which the order of steps within a request is taken from. Where the text leaves a choice
 * there is a parameter; what departs from it is a defect toggle.
 */

import type { ViommuSubject } from '../../../properties/passthrough/viommu-subject.ts';
import { pinned } from '../../components/host-iommu.machine.ts';
import {
  defineFamily,
  defineSystem,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { allRequests, allWrites } from './all-requests.ts';
import { bootTimeline } from './booting.ts';
import { neededBits } from './code/checks.ts';
import { sources as cites } from './code/parts.ts';
import { allEvents, type Command, textOf } from './commands.ts';
import { emulate } from './emulated.ts';
import { linuxDriver } from './linux/index.ts';
import { type Feature, parameters, type Values } from './parameters.ts';
import { refuse } from './refuse.ts';
import { popRequests } from './request-memory.ts';
import { propertiesOf, runPropertiesOf, subjectOf } from './requirements.ts';
import { makeVmm, type Vmm } from './vmm.ts';
import { makeWorld, type World } from './world.ts';

export const virtioIommu = defineFamily({
  name: 'virtio-iommu',
  title: 'virtio-iommu: what endpoints reach, by the text and by its implementations',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'virtio-iommu', assumptions: assumptions(values), sources },
    (system) => {
      const world = makeWorld(system, values);
      const subject = subjectIn(system, world);
      for (const property of propertiesOf(system, world, subject)) system.property(property);
      for (const property of runPropertiesOf(system, subject)) system.onRequest(property);
    },
  );
}

function subjectIn(system: SystemBuilder, world: World): ViommuSubject {
  switch (world.values.firmware) {
    case 'any':
      return anything(system, world);
    case 'linux':
      return underLinux(system, world);
    default:
      return booting(system, world);
  }
}

/** The device under the driver of Linux. */
function underLinux(system: SystemBuilder, world: World): ViommuSubject {
  const driver = linuxDriver(system, world);
  const vmm = makeVmm(system, world, driver.commands);
  const callers = driver.install(system, vmm);
  popRequests(system, world, vmm, driver.commands);
  return { ...subjectOf(world, vmm, driver.commands, null, new Map()), callers };
}

/** The device under any driver, on a platform and a host that do anything at any time. */
function anything(system: SystemBuilder, world: World): ViommuSubject {
  const { values } = world;
  const [requests, writes, events] = [allRequests(values), allWrites(values), allEvents(values)];
  const commands: readonly Command[] = [...requests, ...writes, ...events];
  const vmm = makeVmm(system, world, commands);
  anyDriver(system, world, vmm, requests, writes);
  platform(system, world, vmm, events);
  host(system, world);
  return subjectOf(world, vmm, commands, null, emulate(system, world));
}

/** The device in a boot time line. */
function booting(system: SystemBuilder, world: World): ViommuSubject {
  const { vmm, commands, guest } = bootTimeline(system, world);
  return subjectOf(world, vmm, commands, guest, new Map());
}

/** A driver that sends any request and makes any write, at any time the text allows it. */
function anyDriver(
  system: SystemBuilder,
  world: World,
  vmm: Vmm,
  requests: readonly Command[],
  writes: readonly Command[],
): void {
  const { values, status, master } = world;
  const { defect, breaks } = world;
  const ready = (bits: readonly Feature[]) =>
    status.when(
      ['is running', ...bits].join(', with '),
      (s) =>
        (s.matches('running') || (defect('servedEarly') && s.matches('reset'))) &&
        !bits.some((bit) => s.context.declined.includes(bit)),
    );
  const mayWrite = status.when(
    'is running, with BYPASS_CONFIG',
    (s) => s.matches('running') && s.context.config,
  );
  const source = cites.request;
  for (const request of requests) {
    const text = textOf(request, values);
    system.step(
      { name: `driver: sends ${text}`, actor: 'driver', source },
      vmm.on(text),
      ready(breaks('features') ? [] : neededBits(request)),
      ...(master === null ? [] : [master.when('is on', (s) => s.matches('on'))]),
    );
  }
  if (master !== null) {
    const init = { actor: 'driver', source: cites.master };
    const name = 'BUS_MASTER of the virtual IOMMU';
    system.step({ ...init, name: `driver: clears ${name}` }, master.on('LOWER'));
    system.step({ ...init, name: `driver: sets ${name}` }, master.on('RAISE'));
  }
  const illegal = status.when(
    'has BYPASS_CONFIG not accepted',
    (s) => !(s.matches('running') && s.context.config),
  );
  for (const write of writes) {
    const text = textOf(write, values);
    const also =
      write.op === 'BYPASS'
        ? [mayWrite]
        : write.op === 'ILLEGAL-BYPASS'
          ? write.value > 1
            ? []
            : [illegal]
          : write.op === 'NEGOTIATE'
            ? [status.when('is in reset', (s) => s.matches('reset'))]
            : [status.when('is not in reset', (s) => !s.matches('reset'))];
    system.step(
      { name: `driver: begins ${text}`, actor: 'driver', source: cites.config },
      vmm.on(text),
      ...also,
    );
  }
}

/** Resets of the machine, and endpoints that come and go. */
function platform(system: SystemBuilder, world: World, vmm: Vmm, events: readonly Command[]): void {
  for (const event of events) {
    const text = textOf(event, world.values);
    const there = 'endpoint' in event ? world.endpoints[event.endpoint]?.attached : undefined;
    const present = event.op === 'UNPLUG';
    system.step(
      { name: `platform: begins ${text}`, actor: 'platform', source: cites.plug },
      vmm.on(text),
      ...(there === undefined
        ? []
        : [
            there.when(present ? 'is there' : 'is not there', (s) =>
              s.matches(present ? 'present' : 'absent'),
            ),
          ]),
    );
  }
}

/** The host takes pages that are not pinned and gives them back; it flushes what was left to it. */
function host(system: SystemBuilder, world: World): void {
  const { pages, endpoints, values } = world;
  const actor = 'host';
  const source = cites.host;
  pages.slice(pages.length - values.balloon).forEach((page) => {
    const number = pages.indexOf(page);
    const behind = endpoints.filter(
      ({ emulated, connection }) => !emulated && connection !== 'aliased',
    );
    const unpinned = behind.flatMap(({ view, entries }) => [
      view.when('does not pin everything', (s) => !s.matches('open')),
      ...entries.map((entry) => entry.when(`does not pin p${number}`, (s) => pinned(s) !== number)),
    ]);
    system.step({ name: `host: takes ${page.name}`, actor, source }, page.on('TAKE'), ...unpinned);
    system.step({ name: `host: gives ${page.name} back`, actor, source }, page.on('GIVE'));
  });
  if (!world.defect('answerBeforeFlush')) return;
  for (const { entries, name, emulated } of endpoints) {
    if (emulated) continue;
    entries.forEach((entry, v) => {
      system.step(
        { name: `host: flushes v${v} of ${name}, at last`, actor, source: cites.shadow },
        entry.on('FLUSH'),
      );
    });
  }
}
