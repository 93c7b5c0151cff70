/**
 * What the hardware does of its own accord: the device writes to memory, the IOMMU carries out
 * invalidations; and the heap gives a free page away.
 *
 * A write of the device is two steps: it is translated, and it arrives. Translation reads the context
 * and either the IOTLB or the page tables; they are one step because an invalidation waits for
 * translations that are under way. Requests that are blocked change nothing and are left out.
 */

import type { Flight } from '../../components/dma-engine.machine.ts';
import type { Participation, StepInit, SystemBuilder } from '../../compose/index.ts';
import { sources } from './sources.ts';
import { idOf, type Page, type Rid, type Tables, type World } from './world.ts';

/** The buffer that requests are for leads to this page in these tables; the guest's can change. */
const leadsTo: Readonly<Record<Tables, Page>> = {
  dom0: 'dom0 page',
  dom1: 'guest page',
  quarantine: 'scratch page',
};

/** The tables there can be. */
export function tablesOf({ values }: World): readonly Tables[] {
  return values.quarantine === 'none' ? ['dom0', 'dom1'] : ['dom0', 'dom1', 'quarantine'];
}

/** Installs the steps of device, IOMMU and heap. */
export function hardware(system: SystemBuilder, world: World): void {
  for (const rid of world.rids) {
    for (const tables of tablesOf(world)) device(system, world, rid, tables);
  }
  system.step(
    { name: 'dev0: DMA arrives', actor: 'dev0', source: sources.device },
    world.dma.on('ARRIVE'),
  );
  iommu(system, world);
  if (world.has('MEM', 'DOM')) {
    system.step(
      { name: 'heap: gives the page to dom0', actor: 'heap', source: sources.heap },
      world.page.on('ALLOCATE', { by: 'dom0' }),
    );
  }
}

/** The device writes to the buffer, as one of its RIDs and by these tables. */
function device(system: SystemBuilder, world: World, rid: Rid, tables: Tables): void {
  const { values, dma } = world;
  const id = idOf[tables];
  const iotlb = world.iotlb(rid, id);
  const step = (how: string, flight: Flight, ...parts: readonly Participation[]): void => {
    const init: StepInit = {
      name: `dev0: DMA as ${rid.name} by ${tables} [${how}: ${flight.page}]`,
      actor: 'dev0',
      caseOf: `DMA as ${rid.name}`,
      source: sources.device,
    };
    system.step(
      init,
      rid.context.on('FETCH', { tables, id }),
      dma.on('LAUNCH', flight),
      ...(values.hostile ? [] : [world.driven.when('is on', (s) => s.matches('on'))]),
      ...parts,
    );
  };
  // Hardware that finds translations by device takes those of another domain's id too.
  const held = values.driver === 'amd' ? tablesOf(world) : [tables];
  for (const of of held) {
    const flight = { page: leadsTo[of], tables: of, id: idOf[of] };
    step(`IOTLB`, flight, iotlb.on('HIT', { page: flight.page, id: flight.id }));
  }
  const flight = { page: leadsTo[tables], tables, id };
  const fill = iotlb.on('FILL', { page: flight.page, id });
  if (tables === 'dom1') {
    const there = world.tables.when('are there', (s) => s.matches('allocated'));
    step('walk', flight, fill, there, world.pte.on('WALK', { page: flight.page }));
    const gone = world.tables.when('are freed', (s) => s.matches('freed'));
    step('walk through freed tables', { ...flight, page: 'any page' }, gone);
  } else if (tables === 'dom0' || values.quarantine === 'scratch') {
    step('walk', flight, fill);
  }
}

/** The IOMMU carries out what it is told: drops the context of a RID, and what is tagged with an id. */
function iommu(system: SystemBuilder, world: World): void {
  for (const { command, rid, id } of commandsOf(world)) {
    const arrived = (flying: number | undefined): boolean => flying !== id;
    system.step(
      { name: `iommu: ${command}`, actor: 'iommu', caseOf: 'invalidation', source: sources.iommu },
      world.queue.on('EXECUTE', { command }),
      ...(rid === null ? [] : [rid.context.on('INVALIDATE')]),
      ...(id === null
        ? []
        : [
            ...world.iotlbs.map((iotlb) => iotlb.on('INVALIDATE', { id })),
            world.dma.when(`has nothing in flight by id ${id}`, (s) =>
              arrived(s.context.flight?.id),
            ),
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
    ...ids.map((id) => ({ rid: null, id })),
  ];
  return pairs.map(({ rid, id }) => ({ rid, id, command: commandFor(rid, id) }));
}
