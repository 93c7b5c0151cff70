/**
 * What the guest does with its memory: MEM gives a page back, RO has one become read-only, BATCH moves
 * pages with one flush for all, PTP gives back a page of its I/O page tables. The rule is the same for
 * all: the entry changes, it is written back where the IOMMU does not snoop, what is cached is flushed,
 * the flush is waited for, and only then the page is what it is to be.
 */

import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { commandFor } from '../hardware.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';
import { traps } from './marks.ts';
import { waits } from './switch.ts';

/** MEM: `guest_remove_page`. */
export function removePage(world: Parts, program: Program): void {
  const { pte, page, region } = world;
  const path = program.path('mem').from(sources.remove);
  const free: Case = { with: [() => page.on('FREE', { by: world.guestName })] };
  const cleared: Case = { with: [() => pte.on('UNMAP'), () => mine(world)] };
  path
    .line(world.guestCode, 'MEM removes a page', [{ with: [traps(world)] }])
    .line('.clear', 'MEM clears the entry', [
      cleared,
      { name: 'there is none', with: [() => notMine(world)], to: world.guestCode },
      ...(region !== null && world.defect('RMRR_REMOVABLE')
        ? [
            {
              name: 'of the reserved region',
              with: [() => region.on('LOSE_PAGE')],
              to: world.guestCode,
            },
          ]
        : []),
    ]);
  lineWriteBack(path, world, 'MEM');
  if (world.defect('FLUSH_LATE')) path.line('.free', 'MEM frees the page', [free]);
  if (!world.defect('FLUSH_SKIP')) linesFlush(path, world, 'MEM', '.free');
  if (!world.defect('FLUSH_LATE')) path.line('.free', 'MEM frees the page', [free]);
  path.end(world.guestCode);
}

/** RO: `p2m_change_type_one` and what it leads to. */
export function sealPage(world: Parts, program: Program): void {
  const { pte, page } = world;
  const path = program.path('ro').from(sources.readonly);
  const entry = { page: world.pageName, writable: false };
  path
    .line(world.guestCode, 'RO changes a page', [{ with: [traps(world)] }])
    .line('.change', 'RO makes the entry read-only', [
      { with: [() => pte.on('MAP', entry), () => mine(world)] },
      { name: 'there is none', with: [() => notMine(world)], to: world.guestCode },
    ]);
  lineWriteBack(path, world, 'RO');
  if (!world.defect('FLUSH_PERMISSION')) linesFlush(path, world, 'RO', '.seal');
  path
    .line('.seal', 'RO has changed the page', [{ with: [() => page.on('SEAL')] }])
    .end(world.guestCode);
}

/**
 * BATCH: `xenmem_add_to_physmap` for a range. The flag that suppresses the flush of every single page is
 * set first and cleared last, on the error path too.
 */
export function batchPages(world: Parts, program: Program): void {
  const { suppressed } = world;
  if (suppressed === null) return;
  const path = program.path('batch').from(sources.batch);
  const kept = world.defect('FLUSH_SUPPRESSED');
  path
    .line(world.guestCode, 'BATCH suppresses flushes', [
      { with: [traps(world), () => suppressed.on('SET')] },
    ])
    .line('.pages', 'BATCH moves pages', [
      {},
      { name: 'fails', to: kept ? world.guestCode : '.restore-failed' },
    ])
    .line('.restore', 'BATCH restores flushes', [{ with: [() => suppressed.on('CLEAR')] }]);
  linesFlushAlways(path, world, 'BATCH', world.guestCode);
  if (!kept) {
    path.line('.restore-failed', 'BATCH restores flushes, having failed', [
      { with: [() => suppressed.on('CLEAR')] },
    ]);
  }
  path.end(world.guestCode);
}

/** PTP: an empty page of the tables is taken out and given back (`p2m_free_ptp`). */
export function giveTablePage(world: Parts, program: Program): void {
  const { tablePage } = world;
  if (tablePage === null) return;
  const { linked, page } = tablePage;
  const path = program.path('ptp').from(sources.tablePage);
  const free: Case = { with: [() => page.on('FREE', { by: world.guestName })] };
  const early = world.defect('TABLE_FREED_EARLY');
  path
    .line(world.guestCode, 'PTP empties a table', [{ with: [traps(world)] }])
    .line('.unlink', 'PTP takes the table out', [
      {
        with: [
          () => linked.on('CLEAR'),
          () => page.when('is of dom1', (s) => s.context.owner === world.guestName),
        ],
      },
      {
        name: 'there is none',
        with: [() => page.when('is not of dom1', (s) => s.context.owner !== world.guestName)],
        to: world.guestCode,
      },
    ]);
  if (early) path.line('.free', 'PTP frees the table', [free]);
  linesFlushAlways(path, world, 'PTP');
  if (!early) path.line('.free', 'PTP frees the table', [free]);
  path.end(world.guestCode);
}

const mine = ({ page, guestName }: Parts) =>
  page.when(
    'is the guest’s',
    (s) => s.matches('owned') && s.context.owner === guestName && s.context.writable,
  );
const notMine = ({ page, guestName }: Parts) =>
  page.when(
    'is not the guest’s',
    (s) => !s.matches('owned') || s.context.owner !== guestName || !s.context.writable,
  );

/** Writes the changed entry back to memory, for an IOMMU that does not snoop. */
function lineWriteBack(path: CodePath, world: Parts, does: string): void {
  if (world.values.coherent || world.defect('NO_WRITE_BACK')) return;
  path.line('.write-back', `${does} writes the entry back`, [
    { with: [() => world.pte.on('WRITE_BACK')] },
  ]);
}

/** Flushes what the IOTLB holds of the guest, unless that is suppressed; then to `next`. */
function linesFlush(path: CodePath, world: Parts, does: string, next: string): void {
  const { suppressed } = world;
  const end = world.defect('FLUSH_LATE') ? world.guestCode : next;
  if (suppressed !== null) {
    path.line('.suppressed', `${does} looks whether to flush`, [
      { name: 'yes', with: [() => suppressed.when('is off', (s) => s.matches('off'))] },
      {
        name: 'suppressed',
        with: [() => suppressed.when('is on', (s) => s.matches('on'))],
        to: end,
      },
    ]);
  }
  linesFlushAlways(path, world, does, end);
}

function linesFlushAlways(path: CodePath, world: Parts, does: string, next?: string): void {
  const command = commandFor(null, world.idOf(world.guestName));
  path
    .line('.flush', `${does} flushes the IOTLB`, [
      { with: [(by) => world.queueOf(by).on('SUBMIT', { by, command })] },
    ])
    .line('.wait', `${does} waits for the flush`, waits(world, next));
}
