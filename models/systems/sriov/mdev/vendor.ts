/**
 * The vendor driver of a mediated device: PIN makes a page of the guest reachable for the device, and
 * when it is told of an unmapping it takes back what it has made of the range.
 *
 * Its table is guarded by a lock of its own, from looking a page up to entering it and from taking it
 * out to unpinning it; that lock comes before the one of the range. The order within an unmapping is that
 * of any IOMMU: entry, cache, pin.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import { type CodePath, Program } from '../../../kit/program.ts';
import { mdev as sources } from '../sources.ts';
import type { Page, World } from './world.ts';

/** The domain id that cached translations carry: the device has one address space. */
const id = 0;

/** Adds the vendor driver, on behalf of the guest that uses the device. */
export function vendor(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  if (world.has('PIN')) for (const page of world.pages) linesPin(program, world, page);
  return program.actor(system, 'vendor');
}

/** The page is pinned and entered. With PUBLISH_BEFORE_PIN it is the other way round. */
function linesPin(program: Program, world: World, page: Page): void {
  const { lock, vendorLock, range, defect } = world;
  const early = defect('PUBLISH_UNLOCKED');
  const path = program.path(`pin-${page.name}`).from(sources.pin);
  path
    .line('idle', `PIN is asked for ${page.name}`, [
      { with: [() => page.entry.when('is empty', (s) => s.context.written === null)] },
    ])
    .line('.vendor', `PIN takes the lock of the vendor for ${page.name}`, take(vendorLock), [
      wants(vendorLock),
    ]);
  if (defect('PUBLISH_BEFORE_PIN')) linePublish(path, page);
  path
    .line('.lock', `PIN takes the lock of the range for ${page.name}`, take(lock), [wants(lock)])
    .line('.pin', `PIN pins ${page.name}`, [
      {
        with: [
          () => range.on('PIN', { page: page.index }),
          () => page.memory.when('is there', (s) => s.matches('backed')),
        ],
      },
      {
        name: 'it is not mapped',
        with: [() => range.when('is not mapped', (s) => !s.matches('mapped'))],
        to: defect('PUBLISH_BEFORE_PIN') ? '.back' : '.refused',
      },
    ])
    .line('.drop', `PIN drops the lock of the range for ${page.name}`, drop(lock));
  if (early)
    path.line('.early', `PIN drops the lock of the vendor for ${page.name}`, drop(vendorLock));
  if (!defect('PUBLISH_BEFORE_PIN')) linePublish(path, page);
  if (!early)
    path.line('.unlock', `PIN drops the lock of the vendor for ${page.name}`, drop(vendorLock));
  path.end('idle');
  linesRefused(program, world, page);
}

function linePublish(path: CodePath, { name, entry }: Page): void {
  path.line('.publish', `PIN enters ${name} in the table`, [
    { with: [() => entry.on('MAP', { page: name, writable: true })] },
  ]);
}

function linesRefused(program: Program, { lock, vendorLock, defect }: World, page: Page): void {
  const path = program.path(`pin-${page.name}`).from(sources.pin);
  if (defect('PUBLISH_BEFORE_PIN')) {
    path
      .line('.back', `PIN takes ${page.name} out of the table again`, [
        { with: [() => page.entry.on('UNMAP')] },
      ])
      .line('.back-flush', `PIN has the device forget ${page.name}`, [
        { with: [() => page.tlb.on('EMPTY')] },
      ]);
  }
  path
    .line('.refused', `PIN drops the lock of the range, refused ${page.name}`, drop(lock))
    .line(
      '.refused-vendor',
      `PIN drops the lock of the vendor, refused ${page.name}`,
      drop(vendorLock),
    )
    .end('idle');
}

/** The callback for an unmapping, which runs in the context of whoever unmaps. */
export function linesNotified(path: CodePath, world: World): void {
  const { vendorLock, pages, defect } = world;
  if (defect('MISSING_UNPIN')) return;
  path
    .from(sources.notified)
    .line('.told', 'UNM tells the vendor, who takes its lock', take(vendorLock), [
      wants(vendorLock),
    ]);
  const seen = defect('SHORT_UNPIN') ? pages.slice(0, 1) : pages;
  seen.forEach((page, i) => {
    const next = i + 1 < seen.length ? `.entry-${i + 1}` : '.told-done';
    linesTaken(path, world, page, next);
  });
  path.line('.told-done', 'UNM the vendor drops its lock', drop(vendorLock));
}

/** Entry, cache, pin; or what is wrong with that. */
function linesTaken(path: CodePath, world: World, page: Page, next: string): void {
  const { lock, range, defect } = world;
  const { index, name, entry, tlb } = page;
  const kept = defect('UNPIN_KEEPS_ENTRY');
  const empty = () => entry.when('is empty', (s) => s.context.written === null);
  const flush = () =>
    path.line(`.flush-${index}`, `UNM has the device forget ${name}`, [
      { with: [() => tlb.on('EMPTY')] },
    ]);
  path.line(
    `.entry-${index}`,
    kept ? `UNM looks at ${name}` : `UNM takes ${name} out of the table`,
    [
      {
        with: [
          () =>
            kept ? entry.when('is there', (s) => s.context.written !== null) : entry.on('REMOVE'),
        ],
      },
      {
        name: 'it is pinned, and not there yet',
        with: [
          empty,
          () => range.when(`has a pin of ${name}`, (s) => s.context.pins.includes(index)),
        ],
        to: `.unpin-lock-${index}`,
      },
      {
        name: 'it is not pinned',
        with: [
          empty,
          () => range.when(`has no pin of ${name}`, (s) => !s.context.pins.includes(index)),
        ],
        to: next,
      },
    ],
  );
  if (!kept && !defect('UNPIN_BEFORE_FLUSH')) flush();
  path
    .line(`.unpin-lock-${index}`, `UNM takes the lock to unpin ${name}`, take(lock), [wants(lock)])
    .line(`.unpin-${index}`, `UNM unpins ${name}`, [
      { with: [() => range.on('UNPIN', { page: index })] },
    ])
    .line(`.unpin-drop-${index}`, `UNM has unpinned ${name}`, drop(lock));
  if (!kept && defect('UNPIN_BEFORE_FLUSH')) flush();
}

/** The device uses what its table has, or what it remembers of it. */
export function device(system: SystemBuilder, { pages }: World): void {
  for (const { name, entry, tlb } of pages) {
    system.step(
      { name: `device: DMA to ${name}`, actor: 'device', source: sources.device },
      entry.on('WALK', { page: name }),
      tlb.on('FILL', { page: name, id }),
    );
  }
}

/** BAL: the host takes pages that are not pinned, and gives them back. */
export function balloon(system: SystemBuilder, { pages, range }: World): void {
  for (const { name, index, memory } of pages) {
    const step = { actor: 'host', source: sources.balloon };
    const loose = range.when(`has no pin of ${name}`, (s) => !s.context.pins.includes(index));
    system.step({ ...step, name: `host: BAL takes ${name}` }, memory.on('TAKE'), loose);
    system.step({ ...step, name: `host: BAL gives ${name} back` }, memory.on('GIVE'));
  }
}
