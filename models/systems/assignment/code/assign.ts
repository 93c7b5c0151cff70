/**
 * ASG: `assign_device` (xen/drivers/passthrough/pci.c) with the VT-d and AMD drivers, step by step; the
 * numbers are those of its statements. dom0 has no vPCI of its own here, so the hook of the old owner
 * (2) and the check that the device looks reset (3) touch nothing that is modelled; quarantine tables
 * (4) are made once and stay.
 */

import type { Case, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { translationOf, type World } from '../world.ts';
import { deassigning } from './deassign.ts';
import { linesMove, linesVpciMade, locking, startOfMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesMapRegion, linesSwitch } from './switch.ts';

/** The code path. */
export function assignDevice(world: World, program: Program): void {
  const [main, phantom] = world.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  const path = program.path('asg');
  const does = 'ASG dev0 (5)';
  const targets = [{ to: translationOf('dom1') }];
  const move = {
    does,
    from: ['dom0', 'dom_io'],
    destinations: [{ to: 'dom1' }],
    locked: true,
  } as const;
  path.from(sources.assign).line(marks.managing, 'ASG dev0 (1) finds the pdev', finds(world));
  linesMapRegion(path, world, does, '.main', marks.assignFailed);
  linesSwitch(path, world, {
    at: '.main',
    does,
    rid: main,
    targets,
    next: startOfMove(world, move),
    fails: world.mayFail('context')
      ? world.region === null
        ? marks.assignFailed
        : '.region-undo'
      : undefined,
  });
  linesMove(path, world, move);
  const hook = locking(world, '.vpci');
  const undo = rollback(world, program);
  if (phantom !== undefined) {
    const ignored = world.defect('ASG_PHANTOM');
    linesSwitch(path, world, {
      at: '.phantom',
      does: 'ASG dev0 (6)',
      rid: phantom,
      targets,
      next: hook,
      fails: world.mayFail('phantom') ? (ignored ? hook : undo) : undefined,
    });
  }
  // `devfn != pdev->devfn` is how the code tells that something is to be undone.
  const undone = phantom !== undefined || !world.defect('ASG_NOROLLBACK');
  linesVpciMade(path, world, 'ASG dev0 (7)', marks.assigned, undone ? undo : marks.assignFailed);
  path.end(marks.assigned);
}

/** (1): refuses devices that are a guest's or broken, and domains that are not alive. */
function finds({ list, broken, guest }: World): readonly Case[] {
  return (['dom0', 'dom_io'] as const).map((owner) => ({
    name: `owner ${owner}`,
    with: [
      () => list.when(`is ${owner}`, (s) => s.context.list === owner),
      () => broken.when('is off', (s) => s.matches('off')),
      () => guest.when('is running', (s) => s.matches('running')),
    ],
  }));
}

/** (8): takes everything back; if that fails too, marks the device broken and crashes the guest. */
function rollback(world: World, program: Program): string {
  const { broken, guest } = world;
  const does = 'ASG dev0 (8)';
  if (world.mayFail('deassign')) {
    program
      .path('asg-broken')
      .from(sources.assign)
      .line('.broken', `${does} marks the device broken`, [{ with: [() => broken.on('SET')] }])
      .line('.crash', `${does} crashes the guest`, [{ with: [() => guest.on('CRASH')] }])
      .end(marks.assignFailed);
  }
  const ends = { does, done: marks.assignFailed, failed: 'asg-broken:broken' };
  return deassigning(world, program, 'asg-undo', ends);
}
