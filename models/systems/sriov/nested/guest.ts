/** The guest, which has stage 1: INV unmaps pages and has caches forget them; MSE enables MSI. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import { nested as sources } from '../sources.ts';
import { hole, type World } from './world.ts';

/** The only request of the guest: the range that it has unmapped. */
export const request = 'invalidate the range';

/** Adds the guest. */
export function guest(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  if (world.has('INV')) {
    linesUnmap(program, world);
    linesMap(program, world);
  }
  linesMessages(program, world);
  return program.actor(system, 'guest');
}

const runs = ({ running }: World) => running.when('is on', (s) => s.matches('on'));

/** All pages of the range, of which the first is there. */
function linesUnmap(program: Program, world: World): void {
  const { pages, requests } = world;
  const path = program.path('inv').from(sources.unmap);
  pages.forEach(({ name, stage1 }, i) => {
    const clears = () => stage1.on('REMOVE');
    const does = `INV clears ${name} in stage 1`;
    if (i === 0) path.line('idle', does, [{ with: [clears, () => runs(world)] }]);
    else {
      const empty = () => stage1.when('is empty', (s) => s.context.written === null);
      path.line(`.clear-${i}`, does, [{ with: [clears] }, { name: 'not there', with: [empty] }]);
    }
  });
  path
    .line('.post', 'INV asks for an invalidation', [
      { with: [() => requests.on('POST', { request })] },
    ])
    .line('.wait', 'INV sees that it is complete', [
      { with: [() => requests.on('COLLECT', { status: 'complete' })] },
    ])
    .end('idle');
}

/** A page is mapped again, or, with S2_HOLE, to where stage 2 should have nothing. */
function linesMap(program: Program, world: World): void {
  for (const { name, guest: page, stage1 } of world.pages) {
    const maps = (to: string) => ({
      name: `to ${to}`,
      with: [() => stage1.on('FILL', { page: to, writable: true }), () => runs(world)],
      to: 'idle',
    });
    program
      .path('map')
      .from(sources.map)
      .line('idle', `INV maps ${name} in stage 1`, [
        maps(page),
        ...(world.defect('S2_HOLE') ? [maps(hole)] : []),
      ])
      .end('idle');
  }
}

/** Enabling MSI traps to the VMM; the guest maps the doorbell in stage 1 before, if it is told where. */
function linesMessages(program: Program, world: World): void {
  const { doorbell, has, defect } = world;
  if (doorbell === null || !has('MSE')) return;
  const { stage1, stage2, enabled } = doorbell;
  const ready = [() => enabled.when('is off', (s) => s.matches('off')), () => runs(world)];
  const path = program.path('mse').from(sources.doorbell1);
  if (defect('DOORBELL_UNTOLD')) {
    path.line('idle', 'MSE knows of no doorbell to map', [{ with: ready }]);
  } else {
    path.line('idle', 'MSE maps the doorbell in stage 1', [
      { with: [() => stage1.on('MAP', { page: 'gD', writable: true }), ...ready] },
    ]);
  }
  path.from(sources.doorbell2);
  if (!defect('DOORBELL_ONE_STAGE')) {
    const page = defect('DOORBELL_WIDE') ? 'doorbells of all' : 'own doorbell';
    path.line('.stage2', 'MSE the VMM maps the doorbell in stage 2', [
      { with: [() => stage2.on('MAP', { page, writable: true })] },
    ]);
  }
  path
    .line('.enable', 'MSE the VMM enables MSI', [{ with: [() => enabled.on('SET')] }])
    .end('idle');
  program
    .path('mse-off')
    .from(sources.doorbell2)
    .line('idle', 'MSE the VMM disables MSI', [{ with: [() => enabled.on('LOWER')], to: 'idle' }])
    .end('idle');
}
