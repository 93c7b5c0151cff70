/**
 * Pages of the tables: TABLE takes an empty one out, SVA one of tables that the CPU walks too; and the
 * timer that makes lazy flushes. A page of the tables is given back only when nothing cached leads to it.
 */

import { each } from '../../../kit/case-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { commandFor } from '../commands.ts';
import { sources } from '../sources.ts';
import { idOf, type World } from '../world.ts';
import { linesDeviceFlush, linesFlush, startOfDeviceFlush } from './flush.ts';
import { idle, tags } from './marks.ts';
import { lazily } from './unmap.ts';

/** TABLE: strict, it is flushed before it is given back; lazily, the timer gives it back. */
export function giveTable(world: World, program: Program): void {
  const { deferred } = world;
  const path = program.path('table').from(sources.table);
  path.line(idle, 'TABLE begins', [linked(world)]);
  path.line('.unlink', 'TABLE takes the page out', [unlinks(world)]);
  if (lazily(world) && deferred !== null) {
    if (world.defect('freelistEarly'))
      path.line('.free', 'TABLE gives the page back', frees(world));
    path.line('.defer', 'TABLE queues the flush', [{ with: [() => deferred.on('SET')] }]);
  } else linesFlushed(path, world, 'TABLE');
  path.line('.done', 'TABLE returns', [{}]).end(idle);
}

/** SVA: the CPU's own TLBs are flushed too, which devices do not see. */
export function giveShared(world: World, program: Program): void {
  const path = program.path('sva').from(sources.shared);
  path
    .line(idle, 'SVA begins', [linked(world)])
    .line('.unlink', 'SVA takes the page out', [unlinks(world)])
    .line('.cpu', 'SVA flushes the TLBs of CPUs', [{}]);
  if (world.defect('sharedNoFlush')) path.line('.free', 'SVA gives the page back', frees(world));
  else linesFlushed(path, world, 'SVA');
  path.line('.done', 'SVA returns', [{}]).end(idle);
}

function linesFlushed(path: CodePath, world: World, does: string): void {
  const command = commandFor(world, null, idOf.dom1);
  const next = startOfDeviceFlush(world, '.device', '.free');
  linesFlush(path, world, { at: '.flush', does, next }, command);
  linesDeviceFlush(path, world, { at: '.device', does, next: '.free' }, true);
  path.line('.free', `${does} gives the page back`, frees(world));
}

/**
 * The timer: flushes all of dom1, then gives out I/O addresses again and frees the page of the tables that
 * was on the list when it began. What is queued meanwhile has its address kept, or is not freed at all.
 */
export function timerCode(world: World, program: Program): void {
  const { deferred, table } = world;
  if (deferred === null) return;
  const path = program.path('timer').from(sources.timer);
  const release = table === null ? '.release' : '.free';
  const next = startOfDeviceFlush(world, '.device', release);
  const some = () => deferred.when('has some', (s) => s.matches('on'));
  path.line(idle, 'timer fires', [
    {
      with: [
        some,
        ...(table === null ? [] : [() => table.linked.when('is on', (s) => s.matches('on'))]),
      ],
    },
    ...(table === null
      ? []
      : [
          {
            name: 'with a page of the tables',
            with: [some, () => table.linked.when('is off', (s) => s.matches('off'))],
            set: { table: 1 },
          },
        ]),
  ]);
  linesFlush(
    path,
    world,
    { at: '.flush', does: 'timer', next },
    commandFor(world, null, idOf.dom1),
  );
  linesDeviceFlush(path, world, { at: '.device', does: 'timer', next: release }, true);
  if (table !== null) {
    path.line('.free', 'timer gives the page of the tables back', [
      ...each(frees(world), { where: { table: 1 } }),
      { name: 'none was queued', where: { table: null } },
    ]);
  }
  path
    .line('.release', 'timer empties the queue', [{ with: [() => deferred.on('CLEAR')] }])
    .end(idle);
}

function linked({ table }: World): Case {
  return { with: table === null ? [] : [() => table.linked.when('is on', (s) => s.matches('on'))] };
}

function unlinks({ table }: World): Case {
  return { with: table === null ? [] : [() => table.linked.on('CLEAR')] };
}

/** The page is given back if it is out of the tables and has not been given back yet. */
function frees({ table }: World): readonly Case[] {
  if (table === null) return [];
  const { page, linked: link } = table;
  const off = () => link.when('is off', (s) => s.matches('off'));
  return [
    { with: [() => page.on('FREE', { by: 'dom1' }), off], tags: [tags.freesTable] },
    {
      name: 'there is none',
      with: [() => page.when('is not of dom1', (s) => s.context.owner !== 'dom1')],
    },
  ];
}
