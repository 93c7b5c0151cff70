/** What the guest does: CFG starts DMA; what it does with its memory is in `memory.ts`. */

import { dropRead, takeRead } from '../../../kit/lock-code.ts';
import type { Case, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { World } from '../world.ts';
import { marks, traps } from './marks.ts';
import { batchPages, giveTablePage, removePage, sealPage } from './memory.ts';
import { changeType } from './populate.ts';

/** Code of a vCPU of the guest. */
export function guestCode(world: World, program: Program): void {
  if (world.has('CFG')) configAccess(world, program);
  if (world.has('MEM')) removePage(world, program);
  if (world.has('RO')) sealPage(world, program);
  if (world.has('BATCH')) batchPages(world, program);
  if (world.has('PTP')) giveTablePage(world, program);
  if (world.has('TYPE')) changeType(world, program);
}

/** CFG: a write that starts DMA; lookup and handlers are in one critical section. */
function configAccess(world: World, program: Program): void {
  const { lock, list, vpci, driven } = world;
  if (lock === null) return;
  const done: readonly Case[] = dropRead(lock).map((c) => ({ ...c, to: marks.idle }));
  const mine = () => list.when('is dom1', (s) => s.context.list === 'dom1');
  const another = () => list.when('is not dom1', (s) => s.context.list !== 'dom1');
  program
    .path('cfg')
    .from(sources.config)
    .line(marks.idle, 'WR dev0 traps', [{ with: [traps(world)] }])
    .line('.lock', 'WR dev0 (1) read_lock', takeRead(lock), [`wants ${lock.name}:read`])
    .line('.search', 'WR dev0 (2) search', [
      { name: 'found', with: [mine] },
      { name: 'not found', with: [another], to: '.unlock' },
    ])
    .line('.test', 'WR dev0 (3) tests pdev->vpci', [
      { name: 'there', with: [() => vpci.when('is on', (s) => s.matches('on'))] },
      { name: 'NULL', with: [() => vpci.when('is off', (s) => s.matches('off'))], to: '.unlock' },
    ])
    .line('.handlers', 'WR dev0 (5) handlers start DMA', [
      { with: [() => driven.on('SET')], tags: ['access 0'] },
    ])
    .line('.unlock', 'WR dev0 (6) read_unlock', done)
    .end(marks.idle);
}
