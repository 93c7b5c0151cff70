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
import { idOf, type Rid, type Tables, translationOf, type World } from './world.ts';

/** Where a walk of these tables leads for the buffer, if it leads anywhere. */
function leadsTo({ values, defect }: World, tables: Tables): string | null {
  switch (tables) {
    case 'dom0':
      return 'dom0 page';
    case 'dom1':
      return defect('LEVEL_IGNORED') ? 'page of the tables' : 'guest page';
    case 'quarantine':
      if (values.quarantine !== 'scratch') return null;
      return defect('QUARANTINE_DEPTH') ? 'page of the tables' : 'scratch page';
    case 'dom_io':
      return null;
  }
}

/** The tables there can be. */
export function tablesOf({ values, quarantined }: World): readonly Tables[] {
  const own: readonly Tables[] =
    values.quarantine === 'none'
      ? []
      : [quarantined?.tables === 'dom_io' ? 'dom_io' : 'quarantine'];
  return ['dom0', 'dom1', ...own];
}

/** Installs the steps of device, IOMMU and heap. */
export function hardware(system: SystemBuilder, world: World): void {
  for (const rid of world.rids) {
    for (const tables of tablesOf(world)) device(system, world, rid, tables);
  }
  const arrives = { name: 'dev0: DMA arrives', actor: 'dev0', source: sources.device };
  system.step(arrives, world.dma.on('ARRIVE'));
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

/** Adds a step of the device: a request as this RID, by these tables. */
function request(system: SystemBuilder, world: World, rid: Rid, tables: Tables) {
  const { values, dma } = world;
  return (how: string, flight: Flight, ...parts: readonly Participation[]): void =>
    system.step(
      {
        name: `dev0: DMA as ${rid.name} by ${tables} [${how}: ${flight.page}]`,
        actor: 'dev0',
        caseOf: 'dev0: DMA',
        source: sources.device,
      },
      rid.context.on('FETCH', translationOf(tables)),
      dma.on('LAUNCH', flight),
      ...(values.hostile ? [] : [world.driven.when('is on', (s) => s.matches('on'))]),
      ...parts,
    );
}

/** The device writes to the buffer, as one of its RIDs and by these tables. */
function device(system: SystemBuilder, world: World, rid: Rid, tables: Tables): void {
  const step = request(system, world, rid, tables);
  const iotlb = world.iotlb(rid, idOf[tables]);
  // Hardware that finds translations by device takes those of another domain's id too.
  const held = world.values.driver === 'amd' ? tablesOf(world) : [tables];
  for (const of of held) {
    const page = leadsTo(world, of);
    if (page === null) continue;
    const flight = { page, tables: of, id: idOf[of] };
    step('IOTLB', flight, iotlb.on('HIT', { page, id: flight.id }));
  }
  const page = leadsTo(world, tables);
  if (page === null) return;
  const flight = { page, tables, id: idOf[tables] };
  const fill = iotlb.on('FILL', { page, id: flight.id });
  if (tables === 'dom1') walks(world, step, flight, fill);
  else step('walk', flight, fill);
}

type Request = ReturnType<typeof request>;

/** The tables of the guest can change: what a walk finds there, and what it finds when they are gone. */
function walks(world: World, step: Request, flight: Flight, fill: Participation): void {
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
    ...(flight.page === 'guest page' ? [pte.on('WALK', { page: flight.page })] : []),
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

/** The IOMMU carries out what it is told: drops the context of a RID, and what is tagged with an id. */
function iommu(system: SystemBuilder, world: World): void {
  const { queue, dma, tablePage } = world;
  for (const { command, rid, id } of commandsOf(world)) {
    const tagged = [...world.iotlbs(), ...(tablePage === null ? [] : [tablePage.cached])];
    system.step(
      {
        name: `iommu: ${command}`,
        actor: 'iommu',
        caseOf: 'iommu: invalidates',
        source: sources.iommu,
      },
      queue.on('EXECUTE', { command }),
      ...(rid === null ? [] : [rid.context.on('INVALIDATE')]),
      ...(id === null
        ? []
        : [
            ...tagged.map((cache) => cache.on('INVALIDATE', { id })),
            dma.when(`has nothing in flight by id ${id}`, (s) => s.context.flight?.id !== id),
          ]),
    );
  }
}

interface Command {
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
function commandsOf(world: World): readonly Command[] {
  const ids = tablesOf(world).map((tables) => idOf[tables]);
  const pairs = [
    ...world.rids.flatMap((rid) => [null, ...ids].map((id) => ({ rid, id }))),
    { rid: null, id: idOf.dom1 },
  ];
  return pairs.map(({ rid, id }) => ({ rid, id, command: commandFor(rid, id) }));
}
