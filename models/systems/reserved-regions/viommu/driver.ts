/**
 * The guest: its IOMMU driver, and the drivers of its devices.
 *
 * It attaches and detaches at any time, and maps what the type of page v0 allows: a buffer (N), the page
 * itself (I), or nothing (R, M). Interrupts are set up last; where no doorbell is told the driver maps
 * one at v1. What it does not know, it does not heed.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Participation, SystemBuilder } from '../../../compose/index.ts';
import { type Command, textOf } from '../../virtio-iommu/commands.ts';
import { merged, type Told } from '../regions.ts';
import { sources } from '../sources.ts';
import { iovaOf, type Place, pageOf, type World } from './world.ts';

/** Everything the driver sends. */
export function commandsOf({ places, values }: World): readonly Command[] {
  const map = (iova: number, page: number): Command => ({
    op: 'MAP',
    domain: 0,
    iova,
    page,
    length: 1,
    flags: 'rw',
  });
  return [
    ...places.flatMap(({ endpoint: { index } }): readonly Command[] => [
      { op: 'ATTACH', domain: 0, endpoint: index, kind: 'plain' },
      ...(values.bypass === 'domain'
        ? [{ op: 'ATTACH', domain: 0, endpoint: index, kind: 'bypass' } as const]
        : []),
      { op: 'DETACH', domain: 0, endpoint: index },
    ]),
    map(iovaOf.region, pageOf.buffer),
    map(iovaOf.region, pageOf.firmware),
    { op: 'UNMAP', domain: 0, first: iovaOf.region, last: iovaOf.region },
    ...(values.messages ? [map(iovaOf.doorbell, pageOf.doorbell)] : []),
  ];
}

/** A set of endpoints that are believed to be in the domain, and what makes it so. */
interface Membership {
  readonly inside: readonly Place[];
  readonly parts: readonly Participation[];
}

/** Every set of endpoints, the empty one left out. */
function memberships({ places }: World): readonly Membership[] {
  const sets = places.reduce<(readonly Place[])[]>(
    (all, place) => all.concat(all.map((set) => set.concat(place))),
    [[]],
  );
  return sets
    .filter((inside) => inside.length > 0)
    .map((inside) => ({
      inside,
      parts: places.map((place) => believes(place, inside.includes(place))),
    }));
}

function believes({ endpoint }: Pick<Place, 'endpoint'>, inside: boolean): Participation {
  return endpoint.believed.when(
    inside ? 'is believed in d0' : 'is not believed in d0',
    (s) => (s.context.domain === 0) === inside,
  );
}

/** What the driver takes page v0 for, with these endpoints in the domain. */
function typeFor({ values }: World, inside: readonly Place[]): Told {
  return values.merged === 'seed' ? merged(inside.map(({ told }) => told)) : values.merged;
}

/** Whether the driver takes v0 for the doorbell of this endpoint. */
function usesHint(world: World, place: Place, inside: readonly Place[]): boolean {
  return (world.values.hint === 'endpoint' ? place.told : typeFor(world, inside)) === 'M';
}

/** Where messages of an endpoint go; for a software doorbell that is where the host has its window. */
export function messageAddress(world: World, place: Place): number {
  const told = place.region === 'S' || usesHint(world, place, world.places);
  return told ? iovaOf.region : iovaOf.doorbell;
}

/** Adds the steps of the driver. */
export function driver(
  system: SystemBuilder,
  world: World,
  vmm: Actor,
  dma: ReadonlyMap<Place, Actor>,
): void {
  const { viommu, places, domain, values } = world;
  const sent = (command: Command): Participation => vmm.on(textOf(command, viommu.values));
  const mapping = (iova: number) => domain.believed[iova] as (typeof domain.believed)[number];
  const free = (iova: number) => mapping(iova).when('is free', (s) => s.context.to === null);
  const has = (page: number) => mapping(0).when(`is p${page}`, (s) => s.context.to?.page === page);
  const answered = vmm.when('is between two requests', (s) => s.hasTag('rest'));
  const step = (does: string, source: string, ...parts: readonly Participation[]): void =>
    system.step({ name: `driver: ${does}`, actor: 'driver', source }, ...parts);
  for (const command of commandsOf(world)) {
    const text = textOf(command, viommu.values);
    switch (command.op) {
      case 'ATTACH':
      case 'DETACH': {
        const place = places[command.endpoint] as Place;
        const off = place.busy.when('has no buffer', (s) => s.matches('off'));
        const silent = place.msi.when('is off', (s) => s.matches('off'));
        step(
          `sends ${text}`,
          sources.attach,
          sent(command),
          believes(place, command.op === 'DETACH'),
          ...(command.op === 'DETACH' ? [off, silent] : []),
        );
        break;
      }
      case 'MAP':
        for (const { inside, parts } of memberships(world)) {
          const names = inside.map(({ name }) => name).join(' and ');
          if (!wants(world, command.page, inside)) continue;
          const source = command.page === pageOf.firmware ? sources.direct : sources.map;
          step(`sends ${text} for ${names}`, source, sent(command), free(command.iova), ...parts);
        }
        break;
      case 'UNMAP':
        step(
          `sends ${text}`,
          sources.map,
          sent(command),
          has(pageOf.buffer),
          ...places.map(({ busy }) => busy.when('has no buffer', (s) => s.matches('off'))),
        );
        break;
    }
  }
  for (const place of places) {
    const quiet = dma.get(place)?.when('has nothing under way', (s) => s.hasTag('rest'));
    step(
      `tells ${place.name} of its buffer at v0`,
      sources.device,
      place.busy.on('RAISE'),
      answered,
      has(pageOf.buffer),
      believes(place, true),
    );
    step(
      `takes the buffer from ${place.name}`,
      sources.device,
      place.busy.on('LOWER'),
      ...(quiet === undefined ? [] : [quiet]),
    );
  }
  if (values.messages) {
    for (const place of places) interrupts(world, place, step, { answered, dma });
  }
}

/** Whether the driver ever maps buffers at v0. */
export function mapsBuffers(world: World): boolean {
  return memberships(world).some(({ inside }) => wants(world, pageOf.buffer, inside));
}

/** Whether a driver that heeds the type of v0 would map this page for these endpoints. */
function wants(world: World, page: number, inside: readonly Place[]): boolean {
  switch (page) {
    case pageOf.buffer:
      return typeFor(world, inside) === 'N';
    case pageOf.firmware:
      return typeFor(world, inside) === 'I' && mapsIdentity(world);
    default:
      return inside.some((place) => place.region !== 'S' && !usesHint(world, place, inside));
  }
}

/** The driver maps identity regions: it is left to it, or it takes a page for one that is none. */
function mapsIdentity({ values, places }: World): boolean {
  return (
    values.identityBy === 'driver' ||
    (values.merged === 'I' && places.every(({ region }) => region !== 'I'))
  );
}

type StepMaker = (does: string, source: string, ...parts: readonly Participation[]) => void;

/** Sets up the interrupt of an endpoint once there is a doorbell for it, and disables it. */
function interrupts(
  world: World,
  place: Place,
  step: StepMaker,
  { answered, dma }: { readonly answered: Participation; readonly dma: ReadonlyMap<Place, Actor> },
): void {
  const { name, msi } = place;
  const at = messageAddress(world, place);
  const doorbell = world.domain.believed[at] as (typeof world.domain.believed)[number];
  if (place.region !== 'S') {
    step(
      `enables MSI of ${name}, doorbell at v${at}`,
      sources.doorbell,
      msi.on('ENABLE'),
      answered,
      believes(place, true),
      ...(at === iovaOf.region ? [] : [doorbell.when('is mapped', (s) => s.context.to !== null)]),
    );
  }
  const quiet = dma.get(place)?.when('has nothing under way', (s) => s.hasTag('rest'));
  step(
    `disables MSI of ${name}`,
    sources.doorbell,
    msi.on('DISABLE'),
    ...(quiet === undefined ? [] : [quiet]),
  );
}

/** The host maps the doorbell in its window when the first interrupt of an endpoint is set up. */
export function hostDoorbells(system: SystemBuilder, { places, values }: World, vmm: Actor): void {
  const answered = vmm.when('is between two requests', (s) => s.hasTag('rest'));
  for (const { name, msi, endpoint, window } of places) {
    if (window === null) continue;
    const entry = endpoint.entries[iovaOf.region] as (typeof endpoint.entries)[number];
    const caseOf = `host: the doorbell at v0 of ${name}`;
    const init = { actor: 'host', source: sources.hostDoorbell, caseOf };
    const also = [msi.on('ENABLE'), answered, believes({ endpoint }, true)];
    system.step(
      { ...init, name: `host: maps the doorbell at v0 of ${name}, whose MSI is enabled` },
      window.on('MAP'),
      entry.when('is free', (s) => s.matches('none')),
      ...also,
    );
    if (values.mapFail === 'told') continue;
    system.step(
      { ...init, name: `host: finds v0 of ${name} taken; its MSI is enabled` },
      window.when('is not mapped', (s) => s.matches('absent')),
      entry.when('is taken', (s) => !s.matches('none')),
      ...also,
    );
  }
}
