/**
 * KEXEC: cpu0 boots another kernel, which finds the IOMMU on and a device at work. With VT-d and AMD it goes
 * on from the tables it finds; an SMMUv3 it switches off, gives new tables, and switches on again, with
 * requests aborted meanwhile (GBPA.ABORT).
 */

import type { CodePath, Program } from '../../../kit/program.ts';
import { commandFor } from '../commands.ts';
import { bootCode, sources } from '../sources.ts';
import { idOf, type Rid, translationOf, type World } from '../world.ts';
import { linesFlush } from './flush.ts';
import { idle } from './marks.ts';

const does = 'KEXEC dev0';

/** The code path. */
export function bootAnother(world: World, program: Program): void {
  const { device, owner } = world;
  const [main] = device.rids;
  if (main === undefined) return;
  const path = program.path('kexec').from(sources.kexec);
  path.line(idle, `${does} begins`, [
    { with: [() => owner.when('is dom1', (s) => s.context.list === 'dom1')] },
  ]);
  if (world.translates === null) linesAdopted(path, world, main);
  else linesRestarted(path, world, main);
  path
    .line('.entry', `${does} context of ${main.name} [blocked → dom3]`, [
      { with: [() => main.context.on('WRITE', { was: null, ...translationOf('dom3') })] },
    ])
    .line('.owner', `${does} is of the new kernel`, [
      { with: [() => owner.on('MOVE', { to: 'dom3' })] },
    ])
    .end(idle);
}

/** The entry of the old kernel goes; the new one counts its domain ids from the start. */
function linesAdopted(path: CodePath, world: World, main: Rid): void {
  lineClears(path, main);
  const forgets = commandFor(world, main, world.defect('kexecNoFlush') ? null : idOf.dom1);
  linesFlush(path, world, { at: '.flush', does, next: '.entry' }, forgets);
}

/** Off and on again. */
function linesRestarted(path: CodePath, world: World, main: Rid): void {
  const { translates, aborts } = world;
  if (translates === null || aborts === null) return;
  path.from(bootCode('smmu'));
  if (!world.defect('gbpaKept')) {
    path.line('.abort', `${does} has requests aborted while translation is off`, [
      { with: [() => aborts.on('SET')] },
    ]);
  }
  path.line('.off', `${does} switches translation off`, [{ with: [() => translates.on('CLEAR')] }]);
  lineClears(path, main);
  linesFlush(path, world, { at: '.flush', does, next: '.on' }, commandFor(world, main, idOf.dom1));
  path.line('.on', `${does} switches translation on`, [{ with: [() => translates.on('SET')] }]);
}

function lineClears(path: CodePath, main: Rid): void {
  path.line('.clear', `${does} context of ${main.name} [dom1 → blocked]`, [
    { with: [() => main.context.on('CLEAR', { was: 'dom1' })] },
  ]);
}
