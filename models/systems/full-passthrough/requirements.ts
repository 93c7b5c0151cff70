/** Which requirements are asked of the full system, and of which components. */

import { companion, together } from '../../../properties/kinds/index.ts';
import type { PassthroughDevice } from '../../../properties/passthrough/assigned-device.ts';
import { noEarlyProbe } from '../../../properties/passthrough/backend.ts';
import { requestsConfined } from '../../../properties/passthrough/dma-confined.ts';
import { messagesToOwner } from '../../../properties/passthrough/interrupts.ts';
import { noStaleDma, quarantined } from '../../../properties/passthrough/iommu.ts';
import { lockDiscipline, noDeadlock } from '../../../properties/passthrough/locks.ts';
import type { MappingSubject } from '../../../properties/passthrough/mapping.ts';
import { exclMfn, mmioConfined } from '../../../properties/passthrough/mapping-pages.ts';
import { memorySafe } from '../../../properties/passthrough/memory.ts';
import { tagged } from '../../../properties/passthrough/subject.ts';
import { untrustedNeverOpenOf } from '../../../properties/passthrough/viommu-boot.ts';
import { allOf, anyOf, never, type Property, type SystemBuilder } from '../../compose/index.ts';
import { recursiveLockComponent, rwLockComponent, spinLockComponent } from '../../kit/locks.ts';
import { cachesOf, confined } from '../assignment/reach.ts';
import { pagesOfDevice } from '../vpci-mapping/world.ts';
import { type Actors, type Choices, firsts } from './actors.ts';
import type { Assignment, Pair } from './assignment-part.ts';
import type { Interrupts } from './interrupts-part.ts';
import type { Mapping } from './mapping-part.ts';
import type { Readiness, ReadyActors } from './ready-part.ts';
import { settled } from './toolstack.ts';
import { opennessOf } from './viommu-part.ts';
import type { Machine } from './world.ts';

/** What there is in a configuration. */
export interface SystemParts extends Choices {
  readonly machine: Machine;
  readonly mapping: Mapping;
  readonly assignment: Assignment;
  readonly interrupts: Interrupts | null;
  readonly actors: Actors;
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  { machine, mapping, assignment, interrupts, granting, readiness, viommu, actors }: SystemParts,
): readonly Property[] {
  const { guests, values } = machine;
  const subject = subjectOf(machine, mapping, actors);
  const pages = guests.map(({ page }) => page);
  const of = (pair: Pair) => deviceOf(pair, assignment, actors);
  const devices = firsts(assignment.pairs);
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const maps = mapping.has('CMD');
  const drives = maps && mapping.has('TOUCH');
  const names = guests.map(({ name }) => name);
  const all = { actors: [...actors.vcpus, actors.dom0], locks: locksOf(mapping) };
  return [
    together(
      devices.map((pair) => requestsConfined(of(pair), confined(pair, pages, granting?.granted))),
    ),
    ...ask(maps, 'needs CMD', 'MMIO-CONFINED', () => mmioConfined(subject)),
    ...ask(interrupts !== null, 'needs MSI', 'MSI-CONFINED', () =>
      together(
        devices.map(({ of: { list }, dma }) =>
          messagesToOwner({ list, dma }, interrupts?.of ?? []),
        ),
      ),
    ),
    together(assignment.pairs.map((pair) => noStaleDma(of(pair), cachesOf(pair)))),
    ...ask(
      drives || values.quarantine !== 'none',
      'needs CMD and TOUCH, or quarantine',
      'QUARANTINE',
      () => together(devices.map((pair) => quarantined(of(pair), drives, names))),
    ),
    ...ask(maps && guests.length > 1, 'needs CMD and two guests', 'EXCL-MFN', () =>
      exclMfn(subject),
    ),
    ...ask(readiness !== null, 'needs READY', 'NO-EARLY-PROBE', () =>
      noEarlyProbe(backedBy(readiness, actors.ready)),
    ),
    ...ask(
      viommu !== null && values.hostile !== 'no',
      'needs VIOMMU, and devices that nobody trusts',
      'UntrustedNeverOpen',
      () => untrustedNeverOpenOf(viommu === null ? [] : opennessOf(viommu, machine, mapping)),
    ),
    ...ask(maps, 'needs CMD', 'NO-UAF', () => rangesKept(mapping, actors)),
    lockDiscipline(all, null),
    ...ask(maps || interrupts !== null, 'needs CMD or MSI', 'L-NODEADLOCK', () => noDeadlock(all)),
  ];
}

/** The device that waits for its backend, in the form in which requirements are stated. */
function backedBy(readiness: Readiness | null, actors: ReadyActors | null) {
  if (readiness === null || actors === null) return [];
  const { device, backend, world } = readiness;
  return [{ ...device, ...backend, ...actors, name: device.name, endsHeld: world.withdraws }];
}

/** No vCPU goes on with a range of pages that was freed meanwhile. */
function rangesKept({ slotOf }: Mapping, { vcpus, dom0 }: Actors): Property {
  return memorySafe(
    'NO-UAF',
    'a range of pages that was freed with its device',
    vcpus,
    companion(
      'vPCI state is taken away while a vCPU has work for a device',
      allOf(
        tagged(dom0, 'takes vPCI away'),
        anyOf(
          ...vcpus.map(({ name }) =>
            slotOf(name).is('is not empty', (s) => s.context.request !== null),
          ),
        ),
      ),
    ),
  );
}

/** Domains and devices with their BARs, in the form in which requirements are stated. */
function subjectOf(
  { devices, values }: Machine,
  mapping: Mapping,
  { vcpus }: Actors,
): MappingSubject {
  const domains = mapping.domains.map((domain) => ({
    ...domain,
    ...(values.paths.includes('DOM')
      ? { runs: domain.guest.life.is('runs', (s) => s.matches('running')) }
      : {}),
  }));
  return {
    domains,
    devices: mapping.devices.map((view) => ({
      ...view,
      domain: domains[view.domain.index] as MappingSubject['domains'][number],
      here: (devices[view.index] as Machine['devices'][number]).list.is(
        `is dom${view.domain.index + 1}`,
        (s) => s.context.domain === `dom${view.domain.index + 1}`,
      ),
      quiescent: never,
      bars: view.bars.map(({ index, bar }) => ({
        index,
        bar,
        pages: pagesOfDevice(mapping.values, view).map(({ page, mfn }) => ({
          page,
          mfn,
          hidden: false,
        })),
      })),
    })),
    identity: false,
    vcpus,
    sets: [],
  };
}

/** A device with its IOMMU, in the form in which requirements are stated. */
function deviceOf(
  { rids, list, dma, driven, broken }: Pair,
  { queues }: Assignment,
  { dom0 }: Actors,
): PassthroughDevice {
  return {
    rids,
    list,
    dma,
    queue: queues.get('dom0') as PassthroughDevice['queue'],
    settled: tagged(dom0, settled),
    programmable: never,
    driven: driven.is('is on', (s) => s.matches('on')),
    broken: broken.is('is on', (s) => s.matches('on')),
    idsMatch: never,
  };
}

function locksOf({ pcidevs, domains, devices, values }: Mapping) {
  const bodies = devices.filter(({ domain }) => domain === domains[0]);
  const sets = bodies.flatMap(({ bars }) => bars.flatMap(({ setLock }) => setLock ?? []));
  return [
    recursiveLockComponent(pcidevs),
    ...(values.scheme === 'S1' ? [] : domains.map(({ lock }) => rwLockComponent(lock))),
    ...bodies.map(({ lock }) => spinLockComponent(lock)),
    ...sets.map(spinLockComponent),
  ];
}
