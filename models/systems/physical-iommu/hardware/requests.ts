/**
 * Requests of devices. A write is two steps: it is translated, and it arrives. Translation reads the
 * context, and the IOTLB or the tables; they are one step because an invalidation waits for translations
 * that are under way. A write by the device-TLB asks nobody. Requests that are blocked change nothing, save
 * with `retries`.
 */

import { translationUsed } from '../../../components/iommu-context.machine.ts';
import { type Way, waysThrough } from '../../../components/table-page.ts';
import { type Participation, repeat, type SystemBuilder } from '../../../compose/index.ts';
import { tags } from '../code/marks.ts';
import { sources } from '../sources.ts';
import { byDevice, pageOf, tablesOf } from '../tables.ts';
import { type Device, idOf, type Rid, type Tables, type World } from '../world.ts';

/** Tables and domain ids that a context may have at once. */
function contextsOf(world: World): readonly { readonly tables: Tables; readonly id: number }[] {
  const tables = tablesOf(world);
  const ids = [...new Set([...tables.map((t) => idOf[t]), 0])];
  return world.values.dte_update === 'split'
    ? tables.flatMap((t) => ids.map((id) => ({ tables: t, id })))
    : tables.map((t) => ({ tables: t, id: idOf[t] }));
}

/** Installs the steps of devices that send requests. */
export function requestsOf(system: SystemBuilder, world: World): void {
  for (const device of [world.device, ...(world.neighbour === null ? [] : [world.neighbour])]) {
    for (const rid of device.rids) {
      for (const context of contextsOf(world)) {
        if (device === world.device || context.tables === 'dom1') {
          for (const iova of repeat(world.values.iovas, (i) => i)) {
            requests(system, world, device, rid, context, iova);
          }
        }
      }
    }
    const arrives = `${device.name}: DMA arrives`;
    system.step(
      { name: arrives, actor: device.name, tags: [tags.arrives], source: sources.device },
      device.dma.on('ARRIVE'),
    );
  }
  translated(system, world);
  untranslated(system, world);
  blocked(system, world);
}

/** How a translation is found: by the IOTLB or by a walk, with what takes part. */
interface Found {
  readonly how: string;
  readonly page: string;
  readonly parts: readonly Participation[];
}

/** What the IOMMU finds for an I/O page by a context. */
function findings(
  world: World,
  { tables, id }: { readonly tables: Tables; readonly id: number },
  iova: number,
): readonly Found[] {
  const { ioPages, has, ramIdentity } = world;
  const iotlb = world.iotlb(id, iova);
  const hit = (page: string): Found => ({
    how: 'IOTLB',
    page,
    parts: [iotlb.on('HIT', { page, id })],
  });
  const fill = (page: string): Participation => iotlb.on('FILL', { page, id });
  const constant = pageOf[tables];
  const own = ioPages[iova];
  const mapped = own === undefined ? [] : [own.name, ...(has('REMAP') ? ['page R'] : [])];
  const known = tablesOf(world).flatMap((t) => pageOf[t] ?? mapped);
  const hits = [...new Set(known)].map(hit);
  if (constant !== null) return [...hits, { how: 'walk', page: constant, parts: [fill(constant)] }];
  const walks = mapped.flatMap((page) =>
    waysOf(world, id).map(({ how, parts, freed }) => ({
      how,
      page: freed ? 'any page' : page,
      parts: freed
        ? parts
        : [fill(page), ...(own === undefined ? [] : [own.pte.on('WALK', { page })]), ...parts],
    })),
  );
  const unity =
    ramIdentity === null
      ? []
      : [
          {
            how: 'walk of RAM that is mapped to itself',
            page: 'dom0 page',
            parts: [ramIdentity.when('is on', (s) => s.matches('on'))],
          },
        ];
  return [...hits, ...walks, ...unity];
}

/** Ways of a walk of dom1's tables, which may go through a page of them that changes. */
function waysOf({ table }: World, id: number): readonly Way[] {
  return table === null ? [{ how: 'walk', parts: [], freed: false }] : waysThrough(table, id);
}

/** Writes as this RID by this context, and, with ATS, translation requests. */
function requests(
  system: SystemBuilder,
  world: World,
  device: Device,
  rid: Rid,
  context: { readonly tables: Tables; readonly id: number },
  iova: number,
): void {
  const { values, ats } = world;
  const at = values.iovas === 1 ? '' : ` to iova${iova}`;
  const asWhom = `as ${rid.name} by ${context.tables}${context.id === idOf[context.tables] ? '' : `#${context.id}`}`;
  const alive = device === world.device ? [...answering(world), ...translating(world)] : [];
  for (const { how, page, parts } of findings(world, context, iova)) {
    system.step(
      {
        name: `${device.name}: DMA ${asWhom}${at} [${how}: ${page}]`,
        actor: device.name,
        caseOf: `${device.name}: DMA`,
        source: sources.device,
      },
      rid.context.on('FETCH', context),
      device.dma.on('LAUNCH', { page, ...context }),
      ...parts,
      ...alive,
    );
    if (ats === null || device !== world.device || rid !== device.rids[0] || iova > 0) continue;
    if (page === 'any page') continue;
    system.step(
      {
        name: `${device.name}: asks for a translation ${asWhom} [${how}: ${page}]`,
        actor: device.name,
        caseOf: `${device.name}: asks for a translation`,
        source: sources.ats,
      },
      rid.context.on('FETCH', context),
      ats.tlb.on('FILL', { page, tables: context.tables }),
      ...usesAts(world),
      ...parts,
      ...alive,
    );
  }
}

/** The device is there and answers. */
export function answering({ state }: World): readonly Participation[] {
  return state === null ? [] : [state.when('answers', (s) => s.matches('ready'))];
}

/** The IOMMU looks at contexts only while it is on. */
function translating({ translates }: World): readonly Participation[] {
  return translates === null ? [] : [translates.when('is on', (s) => s.matches('on'))];
}

/** ATS is on at both ends, or cannot be switched off at the device. */
function usesAts({ ats, values }: World): readonly Participation[] {
  if (ats === null) return [];
  return [
    ats.iommu.when('is on', (s) => s.matches('on')),
    ...(values.vfs ? [] : [ats.device.when('is on', (s) => s.matches('on'))]),
  ];
}

/** Writes by the device-TLB: the IOMMU lets them pass while the context has ATS on and is present. */
function translated(system: SystemBuilder, world: World): void {
  const { ats, device, ioPages } = world;
  const [main] = device.rids;
  if (ats === null || main === undefined) return;
  for (const tables of tablesOf(world)) {
    const first = ioPages[0] === undefined ? [] : [ioPages[0].name];
    const pages = [
      ...(pageOf[tables] === null ? first : [pageOf[tables]]),
      ...(tables === 'dom1' && world.has('REMAP') ? ['page R'] : []),
    ];
    for (const page of pages) {
      system.step(
        {
          name: `dev0: DMA by its device-TLB [${page} of ${tables}]`,
          actor: 'dev0',
          caseOf: 'dev0: DMA by its device-TLB',
          source: sources.ats,
        },
        ats.tlb.on('HIT', { page, tables }),
        device.dma.on('LAUNCH', { page, tables, id: byDevice }),
        main.context.when('is present', (s) => translationUsed(s) !== null),
        ...usesAts(world),
        ...answering(world),
      );
    }
  }
}

/** INIT and KEXEC: while translation is off, requests pass, unless an SMMUv3 is told to abort them. */
function untranslated(system: SystemBuilder, { translates, aborts, device }: World): void {
  if (translates === null) return;
  system.step(
    { name: 'dev0: DMA while translation is off', actor: 'dev0', source: sources.device },
    translates.when('is off', (s) => s.matches('off')),
    ...(aborts === null ? [] : [aborts.when('is off', (s) => s.matches('off'))]),
    device.dma.on('LAUNCH', { page: 'dom0 page', tables: 'dom0', id: 0 }),
  );
}

/** With `retries`: a request that is blocked is made again, until one passes. */
function blocked(system: SystemBuilder, world: World): void {
  const { retrying, device } = world;
  const [main] = device.rids;
  if (retrying === null || main === undefined) return;
  const init = { actor: 'dev0', caseOf: 'dev0: DMA is blocked', source: sources.device };
  system.step(
    { name: 'dev0: DMA is blocked, and tried again', ...init },
    retrying.on('RAISE'),
    main.context.when('is blocked', (s) => translationUsed(s) === null),
  );
  system.step(
    { name: 'dev0: DMA that was blocked passes', ...init },
    retrying.on('LOWER'),
    main.context.when('is not blocked', (s) => translationUsed(s) !== null),
  );
}
