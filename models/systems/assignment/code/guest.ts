/** What the guest does: CFG starts DMA, MEM gives a page back, RO has a page become read-only. */

import { dropRead, takeRead } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { commandFor } from '../hardware.ts';
import { sources } from '../sources.ts';
import { idOf, type World } from '../world.ts';
import { marks } from './marks.ts';

/** Code of a vCPU of the guest. */
export function guestCode(world: World, program: Program): void {
  if (world.has('CFG')) configAccess(world, program);
  if (world.has('MEM')) removePage(world, program);
  if (world.has('RO')) sealPage(world, program);
}

/** A vCPU traps only while its domain runs. */
function traps({ guest }: World): Case {
  return { with: [() => guest.when('is running', (s) => s.matches('running'))] };
}

/** CFG: a write that starts DMA; lookup and handlers are in one critical section. */
function configAccess(world: World, program: Program): void {
  const { lock, list, vpci, driven } = world;
  if (lock === null) return;
  const done: readonly Case[] = dropRead(lock).map((c) => ({ ...c, to: marks.idle }));
  program
    .path('cfg')
    .from(sources.config)
    .line(marks.idle, 'WR dev0 traps', [traps(world)])
    .line('.lock', 'WR dev0 (1) takes the lock', takeRead(lock), [`wants ${lock.name}:read`])
    .line('.search', 'WR dev0 (2) search', [
      { name: 'found', with: [() => list.when('is dom1', (s) => s.context.list === 'dom1')] },
      {
        name: 'not found',
        with: [() => list.when('is not dom1', (s) => s.context.list !== 'dom1')],
        to: '.unlock',
      },
    ])
    .line('.test', 'WR dev0 (3) tests pdev->vpci', [
      { name: 'there', with: [() => vpci.when('is on', (s) => s.matches('on'))] },
      { name: 'NULL', with: [() => vpci.when('is off', (s) => s.matches('off'))], to: '.unlock' },
    ])
    .line('.handlers', 'WR dev0 (5) handlers start DMA', [
      { with: [() => driven.on('SET')], tags: ['access 0'] },
    ])
    .line('.unlock', 'WR dev0 (6) unlocks', done)
    .end(marks.idle);
}

/** MEM: `guest_remove_page`: the entry goes, the IOTLB is flushed, and only then the page is freed. */
function removePage(world: World, program: Program): void {
  const { pte, page } = world;
  const path = program.path('mem').from(sources.remove);
  path.line(marks.idle, 'MEM is called', [traps(world)]).line('.clear', 'MEM clears the entry', [
    {
      with: [
        () => pte.on('UNMAP'),
        () => page.when('is the guest’s', (s) => s.context.owner === 'dom1'),
      ],
    },
    {
      name: 'there is none',
      with: [() => page.when('is not the guest’s', (s) => s.context.owner !== 'dom1')],
      to: marks.idle,
    },
  ]);
  lineWriteBack(path, world, 'MEM');
  linesFlushPages(path, world, 'MEM');
  path
    .line('.free', 'MEM frees the page', [{ with: [() => page.on('FREE', { by: 'dom1' })] }])
    .end(marks.idle);
}

/** RO: the entry becomes read-only, the IOTLB is flushed, and then the page counts as read-only. */
function sealPage(world: World, program: Program): void {
  const { pte, page } = world;
  const path = program.path('ro').from(sources.readonly);
  const mine = () =>
    page.when('is the guest’s', (s) => s.context.owner === 'dom1' && s.context.writable);
  path
    .line(marks.idle, 'RO is called', [traps(world)])
    .line('.change', 'RO makes the entry read-only', [
      { with: [() => pte.on('MAP', { page: 'guest page', writable: false }), mine] },
      {
        name: 'there is none',
        with: [
          () =>
            page.when(
              'is not the guest’s',
              (s) => s.context.owner !== 'dom1' || !s.context.writable,
            ),
        ],
        to: marks.idle,
      },
    ]);
  lineWriteBack(path, world, 'RO');
  linesFlushPages(path, world, 'RO');
  path
    .line('.seal', 'RO has changed the page', [{ with: [() => page.on('SEAL')] }])
    .end(marks.idle);
}

/** Writes the changed entry back to memory, for an IOMMU that does not snoop. */
function lineWriteBack(path: CodePath, { pte, values }: World, does: string): void {
  if (values.coherent) return;
  path.line('.write-back', `${does} writes the entry back`, [
    { with: [() => pte.on('WRITE_BACK')] },
  ]);
}

/** Flushes what the IOTLB holds of the guest, and waits until that is done. */
function linesFlushPages(path: CodePath, { queue }: World, does: string): void {
  const command = commandFor(null, idOf.dom1);
  path
    .line('.flush', `${does} flushes the IOTLB`, [
      { with: [(by) => queue.on('SUBMIT', { by, command })] },
    ])
    .line('.wait', `${does} waits for the flush`, [
      { with: [(by) => queue.on('COMPLETE', { by })] },
    ]);
}
