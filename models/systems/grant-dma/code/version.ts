/**
 * Switching the version of a grant table, and what may be under way meanwhile.
 *
 * Models gnttab_set_version with gnttab_unpopulate_status_frames, the mapping of a status frame by
 * xenmem_add_to_physmap_one (02708d3b51), and a transitive copy, which drops the lock of the table for the time in which it
 * acquires the grant that its own leads to (xen/common/grant_table.c at c447b7308b). The lock has one reader here,
 * so it is a lock with one mode.
 */

import type { frameMapping } from '../../../components/frame-mapping.machine.ts';
import type { grantTableVersion } from '../../../components/grant-table-version.machine.ts';
import type { memoryPage } from '../../../components/memory-page.machine.ts';
import { type Component, repeat } from '../../../compose/index.ts';
import { allocatedGeneration, type heapObject } from '../../../kit/heap-object.machine.ts';
import { drop, take } from '../../../kit/lock-code.ts';
import type { Case, Program } from '../../../kit/program.ts';
import type { spinLock } from '../../../kit/spin-lock.machine.ts';
import { sources } from '../sources.ts';

/** A table whose version can be switched. */
export interface SwitchedTable {
  readonly granter: string;
  readonly lock: Component<typeof spinLock>;
  readonly version: Component<ReturnType<typeof grantTableVersion>>;
  /** The status frame: which allocation it is, and who holds it. */
  readonly frame: Component<ReturnType<typeof heapObject>>;
  readonly page: Component<ReturnType<typeof memoryPage>>;
  readonly mapping: Component<typeof frameMapping>;
  readonly generations: number;
  /** XSA-486: the lock is dropped before the p2m entry is made. */
  readonly mapsUnlocked: boolean;
  /** XSA-501: operations under way are not counted. */
  readonly uncounted: boolean;
}

const isVersion =
  ({ version }: SwitchedTable, wanted: 1 | 2) =>
  () =>
    version.when(`is version ${wanted}`, (s) => s.context.version === wanted);

/** The guest switches to the other version, over and over. */
export function setVersion(program: Program, idle: string, table: SwitchedTable): void {
  const { lock, version, frame, page, mapping, granter } = table;
  const down = program.path('to-v1').from(sources.version);
  const quiet = version.when('has nothing under way', (s) => s.context.operations === 0);
  const busy = version.when('has operations under way', (s) => s.context.operations > 0);
  down.line(idle, 'SET v1: takes the lock', [{ with: [isVersion(table, 2), take1(table)] }]);
  if (!table.uncounted) {
    down.line('.count', 'SET v1: looks for operations under way', [
      { name: 'none', with: [() => quiet] },
      { name: 'some', with: [() => busy], to: '.unlock' },
    ]);
  }
  down
    .from(sources.unpopulate)
    .line('.remove', 'SET v1: removes the status frame from the p2m', [
      { name: 'is there', with: [() => mapping.on('UNMAP')] },
      {
        name: 'is not there',
        with: [() => mapping.when('is not present', (s) => s.context.generation === null)],
      },
    ])
    .line('.put', 'SET v1: puts the status frame', [
      { with: [() => page.on('FREE', { by: granter })] },
    ])
    .line('.look', 'SET v1: looks whether somebody holds it', [
      { name: 'nobody', with: [() => page.when('is free', (s) => s.matches('free'))] },
      {
        name: 'somebody: crashes the domain',
        with: [() => page.when('is held', (s) => !s.matches('free'))],
        to: 'crashed',
      },
    ])
    .line('.free', 'SET v1: frees the status frame', [{ with: [() => frame.on('FREE')] }])
    .from(sources.version)
    .line('.switch', 'SET v1: the version is 1', [
      { with: [() => version.on('SWITCH', { to: 1 })] },
    ])
    .line('.unlock', 'SET v1: drops the lock', drop(lock))
    .end(idle);
  program
    .path('to-v2')
    .from(sources.version)
    .line(idle, 'SET v2: takes the lock', [{ with: [isVersion(table, 1), take1(table)] }])
    .line('.populate', 'SET v2: allocates a status frame', [
      { with: [() => frame.on('ALLOCATE'), () => page.on('ALLOCATE', { by: granter })] },
      {
        name: 'no memory',
        with: [
          () =>
            frame.when(
              'was allocated as often as may be',
              (s) => s.context.generation + 1 >= table.generations,
            ),
        ],
        to: '.unlock',
      },
    ])
    .line('.switch', 'SET v2: the version is 2', [
      { with: [() => version.on('SWITCH', { to: 2 })] },
    ])
    .line('.unlock', 'SET v2: drops the lock', drop(lock))
    .end(idle);
}

const take1 =
  ({ lock }: SwitchedTable) =>
  (by: string) =>
    lock.on('ACQUIRE', { by });

/** Cases for each allocation of the frame that there may be. */
function perGeneration(table: SwitchedTable, make: (generation: number) => Case): readonly Case[] {
  return repeat(table.generations, (generation) => {
    const c = make(generation);
    return {
      ...c,
      name: c.name ?? `#${generation}`,
    };
  });
}

/** The guest maps the status frame. */
export function mapStatusFrame(program: Program, idle: string, table: SwitchedTable): void {
  const { lock, frame, page, mapping, granter, mapsUnlocked } = table;
  const path = program.path('map-status').from(sources.mapFrame);
  path
    .line(idle, 'STATUS: takes the lock', take(lock))
    .line('.find', 'STATUS: finds the frame and holds it', [
      ...perGeneration(table, (generation) => ({
        with: [
          () => frame.when(`is #${generation}`, (s) => allocatedGeneration(s) === generation),
          () => page.on('HOLD', { of: granter }),
        ],
        set: { frame: generation },
      })),
      {
        name: 'version 1',
        with: [isVersion(table, 1)],
        to: '.unlock-failed',
      },
    ]);
  if (mapsUnlocked) path.line('.unlock', 'STATUS: drops the lock', drop(lock));
  path
    .line(
      '.map',
      'STATUS: makes the p2m entry',
      perGeneration(table, (generation) => ({
        where: { frame: generation },
        with: [() => mapping.on('MAP', { generation })],
      })),
    )
    .line('.put', 'STATUS: puts the frame', [
      { with: [() => page.on('DROP', {})], ...(mapsUnlocked ? { to: idle } : {}) },
    ]);
  if (!mapsUnlocked)
    path.line('.unlock', 'STATUS: drops the lock', [{ with: dropOf(table), to: idle }]);
  path.line('.unlock-failed', 'STATUS: drops the lock, with an error', drop(lock)).end(idle);
}

const dropOf = ({ lock }: SwitchedTable) => [(by: string) => lock.on('RELEASE', { by })];

/** A backend copies by a transitive grant; whether that succeeds, it comes back to the status in the end. */
export function copyTransitive(program: Program, idle: string, table: SwitchedTable): void {
  const { lock, frame, version, uncounted } = table;
  const path = program.path('transitive').from(sources.acquire);
  path.line(idle, 'TRANS: takes the lock', take(lock)).line('.find', 'TRANS: finds the status', [
    ...perGeneration(table, (generation) => ({
      with: [() => frame.when(`is #${generation}`, (s) => allocatedGeneration(s) === generation)],
      set: { status: generation },
    })),
    { name: 'version 1', with: [isVersion(table, 1)], to: '.unlock-failed' },
  ]);
  if (!uncounted)
    path.line('.begin', 'TRANS: counts itself', [{ with: [() => version.on('BEGIN')] }]);
  path
    .line('.drop', 'TRANS: drops the lock', drop(lock))
    .line('.remote', 'TRANS: acquires the other grant', [{}], ['away'])
    .line('.take', 'TRANS: takes the lock again', take(lock));
  if (!uncounted) {
    path.line('.end', 'TRANS: counts itself off', [{ with: [() => version.on('END')] }]);
  }
  path
    .line('.status', 'TRANS: changes the status', [
      ...perGeneration(table, (generation) => ({
        where: { status: generation },
        with: [() => frame.when(`is #${generation}`, (s) => allocatedGeneration(s) === generation)],
      })),
      ...perGeneration(table, (generation) => ({
        name: `#${generation} is freed`,
        where: { status: generation },
        with: [
          () => frame.when(`is not #${generation}`, (s) => allocatedGeneration(s) !== generation),
        ],
        to: 'use-after-free',
        fault: true,
      })),
    ])
    .line('.unlock-failed', 'TRANS: drops the lock and returns', drop(lock))
    .end(idle);
}
