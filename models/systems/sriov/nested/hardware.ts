/** The device, which uses both stages, and the IOMMU, which caches them and forgets what it is told to. */

import type { Participation, SystemBuilder } from '../../../compose/index.ts';
import { nested as sources } from '../sources.ts';
import { commands } from './vmm.ts';
import { foreign, hole, nestedTables, type Page, type World } from './world.ts';

/** Installs the steps of the hardware. */
export function hardware(system: SystemBuilder, world: World): void {
  for (const page of world.pages) requests(system, world, page);
  messages(system, world);
  invalidations(system, world);
}

/** Requests to a page: a walk of both stages, or of stage 1 and what is cached of stage 2. */
function requests(system: SystemBuilder, world: World, page: Page): void {
  const { context, tables, defect } = world;
  const { name, guest, host, stage1, stage2, combined, cached2 } = page;
  const { id } = nestedTables;
  const there = tables.when('are there', (s) => s.matches('on'));
  const reused = tables.when('are something else', (s) => s.matches('off'));
  const fill = combined.on('FILL', { page: host, id });
  const walked = stage1.on('WALK', { page: guest });
  const step = (how: string, ...parts: readonly Participation[]) =>
    system.step(
      {
        name: `device: DMA to ${name} [${how}]`,
        actor: 'device',
        caseOf: `device: DMA to ${name}`,
        source: sources.device,
      },
      context.on('FETCH', nestedTables),
      ...parts,
    );
  const fresh = [stage2.on('WALK', { page: host }), cached2.on('FILL', { page: host, id })];
  const hit = cached2.on('HIT', { page: host, id });
  step(`walk: ${host}`, there, fill, walked, ...fresh);
  step(`walk, stage 2 as cached: ${host}`, there, fill, walked, hit);
  step(`walk through memory that is no table: ${host}`, reused, fill, ...fresh);
  step(`walk through memory that is no table, stage 2 as cached: ${host}`, reused, fill, hit);
  if (defect('S2_HOLE')) {
    const far = combined.on('FILL', { page: foreign, id });
    step(`walk: ${foreign}`, there, far, stage1.on('WALK', { page: hole }));
  }
}

/** A message is a write that both stages translate; with one of them missing it gets nowhere. */
function messages(system: SystemBuilder, { doorbell, context, tables, has, defect }: World): void {
  const half = defect('DOORBELL_ONE_STAGE') || defect('DOORBELL_UNTOLD');
  if (doorbell === null || !has('MSE') || half) return;
  const { stage1, stage2, cached } = doorbell;
  const wide = defect('DOORBELL_WIDE');
  const to = wide ? 'doorbell of another device' : 'own doorbell';
  system.step(
    { name: `device: writes a message [${to}]`, actor: 'device', source: sources.device },
    context.on('FETCH', nestedTables),
    tables.when('are there', (s) => s.matches('on')),
    stage1.on('WALK', { page: 'gD' }),
    stage2.on('WALK', { page: wide ? 'doorbells of all' : 'own doorbell' }),
    cached.on('FILL', { page: to, id: nestedTables.id }),
  );
}

/** What each command has the IOMMU forget. */
function invalidations(system: SystemBuilder, world: World): void {
  const { queue, pages, doorbell, context, defect } = world;
  const combined = pages.map((page) => page.combined.on('EMPTY'));
  const stage2 = pages.map(({ cached2 }) => cached2.on('EMPTY'));
  const bell = doorbell === null ? [] : [doorbell.cached.on('EMPTY')];
  const stage1 = [...combined, ...bell, context.on('INVALIDATE')];
  const forgets: Readonly<Record<keyof typeof commands, readonly Participation[]>> = {
    range: defect('RANGE_SHORT') ? combined.slice(0, 1) : combined,
    reset: stage1,
    address: stage2,
    pasid: stage1,
    domain: [...stage1, ...stage2],
  };
  for (const [scope, parts] of Object.entries(forgets)) {
    const command = commands[scope as keyof typeof commands];
    system.step(
      {
        name: `iommu: ${command}`,
        actor: 'iommu',
        caseOf: 'iommu: invalidates',
        source: sources.iommu,
      },
      queue.on('EXECUTE', { command }),
      ...parts,
    );
  }
}
