/**
 * What the hardware does of its own accord: the device writes to memory, the IOMMU carries out
 * invalidations; and the heap gives a free page away.
 *
 * A write of the device is two steps: it is translated, and it arrives. Translation reads the context
 * and either the IOTLB or the page tables; they are one step because an invalidation waits for
 * translations that are under way. Requests that are blocked change nothing and are left out.
 */

import type { Flight } from '../../components/dma-engine.machine.ts';
import { waysThrough } from '../../components/table-page.ts';
import type { Participation, SystemBuilder } from '../../compose/index.ts';
import { sources } from './sources.ts';
import {
  type GuestSide,
  type Parts,
  type Rid,
  straight,
  type Tables,
  translationIn,
  type World,
} from './world.ts';

/** Where a walk of these tables leads for the buffer, if it leads anywhere. */
function leadsTo({ values, defect, guestName, pageName }: Parts, tables: Tables): string | null {
  switch (tables) {
    case 'dom0':
      return 'dom0 page';
    case guestName:
      return defect('LEVEL_IGNORED') ? 'page of the tables' : pageName;
    case 'quarantine':
      if (values.quarantine !== 'scratch') return null;
      return defect('QUARANTINE_DEPTH') ? 'page of the tables' : 'scratch page';
    default:
      return null;
  }
}

/** Installs the steps of device, IOMMU and heap. */
export function hardware(system: SystemBuilder, world: World): void {
  requests(system, world, world.allTables);
  arrivals(system, world);
  iommu(system, world);
  const pages = [
    ...(world.has('MEM', 'DOM') ? [world.page] : []),
    ...(world.tablePage === null ? [] : [world.tablePage.page]),
  ];
  for (const page of pages) {
    const name = `heap: gives the ${page.name} to dom0`;
    system.step({ name, actor: 'heap', source: sources.heap }, page.on('ALLOCATE', { by: 'dom0' }));
  }
}

/** Requests of the device by some of the tables; of a guest's, by this one's. */
export function requests(system: SystemBuilder, world: Parts, by: readonly Tables[]): void {
  for (const rid of world.rids) {
    for (const tables of by) device(system, world, rid, tables);
  }
}

/** Requests of the device arrive. */
export function arrivals(system: SystemBuilder, { device: actor, dma }: Parts): void {
  const arrives = { name: `${actor}: DMA arrives`, actor, source: sources.device };
  system.step(arrives, dma.on('ARRIVE'));
}

const [nothingBetween] = straight;

/** Adds a step of the device: a request as this RID, by these tables, which has come through `side`. */
export function request(
  system: SystemBuilder,
  world: Parts,
  rid: Rid,
  tables: Tables,
  side: GuestSide = nothingBetween,
) {
  const { dma } = world;
  const through = side.how === null ? '' : `${side.how}, `;
  return (how: string, flight: Flight, ...parts: readonly Participation[]): void =>
    system.step(
      {
        name: `${world.device}: DMA as ${rid.name} by ${tables} [${through}${how}: ${flight.page}]`,
        actor: world.device,
        caseOf: `${world.device}: DMA`,
        source: sources.device,
      },
      rid.context.on('FETCH', translationIn(world, tables)),
      dma.on('LAUNCH', flight),
      ...world.emits,
      ...side.parts,
      ...parts,
    );
}

/** The device writes to the buffer, as one of its RIDs and by these tables. */
function device(system: SystemBuilder, world: Parts, rid: Rid, tables: Tables): void {
  const sides = tables === world.guestName ? world.guestSide : straight;
  for (const side of sides) deviceBy(world, rid, tables, request(system, world, rid, tables, side));
}

function deviceBy(world: Parts, rid: Rid, tables: Tables, step: Request): void {
  const iotlb = world.iotlb(rid, world.idOf(tables));
  // Hardware that finds translations by device takes those of another domain's id too.
  const held = world.values.driver === 'amd' ? world.allTables : [tables];
  for (const of of held) {
    const page = leadsTo(world, of);
    if (page === null) continue;
    const flight = { page, tables: of, id: world.idOf(of) };
    step('IOTLB', flight, iotlb.on('HIT', { page, id: flight.id }));
  }
  const page = leadsTo(world, tables);
  if (page === null) return;
  const flight = { page, tables, id: world.idOf(tables) };
  const fill = iotlb.on('FILL', { page, id: flight.id });
  if (tables === world.guestName) walks(world, step, flight, fill);
  else step('walk', flight, fill);
}

type Request = ReturnType<typeof request>;

/** The tables of the guest can change: what a walk finds there, and what it finds when they are gone. */
function walks(world: Parts, step: Request, flight: Flight, fill: Participation): void {
  const { tables, pte, region, tablePage, values } = world;
  const there = tables.when('are there', (s) => s.matches('allocated'));
  const gone = tables.when('are freed', (s) => s.matches('freed'));
  const wild = { ...flight, page: 'any page' };
  step('walk through freed tables', wild, gone);
  if (world.defect('RMRR_MERGED') && region !== null) {
    const merged = region.when('is mapped', (s) => s.context.mapped === values.regions);
    step('walk, between two ranges', { ...flight, page: 'dom0 page' }, merged, there);
  }
  const found = [
    fill,
    there,
    ...(flight.page === world.pageName ? [pte.on('WALK', { page: flight.page })] : []),
  ];
  if (tablePage === null) {
    step('walk', flight, ...found);
    return;
  }
  for (const { how, parts, freed } of waysThrough(tablePage, flight.id)) {
    if (freed) step(how, wild, ...parts.slice(0, 1), there, ...parts.slice(1));
    else step(how, flight, ...found, ...parts);
  }
}

/** An IOMMU: where commands come from, what it has cached, and whose requests it has let through. */
export interface Unit {
  readonly actor: string;
  readonly queue: World['queue'];
  readonly caches: (id: number) => readonly ReturnType<Parts['iotlb']>[];
  readonly engines: readonly Parts['dma'][];
}

function iommu(system: SystemBuilder, world: World): void {
  const { queue, dma, tablePage } = world;
  const caches = () => [...world.iotlbs(), ...(tablePage === null ? [] : [tablePage.cached])];
  const unit = { actor: 'iommu', queue, caches, engines: [dma] };
  invalidations(system, unit, commandsOf(world));
}

/** An IOMMU carries out what it is told: drops the context of a RID, and what is tagged with an id. */
export function invalidations(
  system: SystemBuilder,
  { actor, queue, caches, engines }: Unit,
  commands: readonly Command[],
): void {
  for (const { command, rid, id } of commands) {
    system.step(
      {
        name: `${actor}: ${command}`,
        actor,
        caseOf: `${actor}: invalidates`,
        source: sources.iommu,
      },
      queue.on('EXECUTE', { command }),
      ...(rid === null ? [] : [rid.context.on('INVALIDATE')]),
      ...(id === null
        ? []
        : [
            ...caches(id).map((cache) => cache.on('INVALIDATE', { id })),
            ...engines.map((dma) =>
              dma.when(`has nothing in flight by id ${id}`, (s) => s.context.flight?.id !== id),
            ),
          ]),
    );
  }
}

/** A command, with the RID and the domain id that it is about. */
export interface Command {
  readonly command: string;
  readonly rid: Rid | null;
  readonly id: number | null;
}

/** A command for the invalidation queue, in words: null for what it leaves alone. */
export function commandFor(rid: Rid | null, id: number | null): string {
  const what = [rid === null ? [] : [`context ${rid.name}`], id === null ? [] : [`id ${id}`]];
  return `invalidates ${what.flat().join(' and ')}`;
}

/** Every command that somebody can give. */
function commandsOf(world: Parts): readonly Command[] {
  const ids = world.allTables.map((tables) => world.idOf(tables));
  const pairs = [
    ...world.rids.flatMap((rid) => [null, ...ids].map((id) => ({ rid, id }))),
    { rid: null, id: world.idOf(world.guestName) },
  ];
  return pairs.map(({ rid, id }) => ({ rid, id, command: commandFor(rid, id) }));
}
