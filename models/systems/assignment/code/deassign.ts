/**
 * DEA: `deassign_device` (xen/drivers/passthrough/pci.c) with the VT-d and AMD drivers, step by step:
 * phantom functions move first, then vPCI of the guest goes, then the function itself moves. The same
 * lines undo an assignment that failed, and release the devices of a guest that is destroyed.
 */

import type { Case, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { translationOf, type World } from '../world.ts';
import { linesMove, linesVpciGone, locking, startOfMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesSwitch, lineUnmapRegion } from './switch.ts';

/** The code path. */
export function deassignDevice(world: World, program: Program): void {
  const ends = { does: 'DEA dev0', done: marks.finishing, failed: marks.finishing };
  const to = deassigning(world, program, 'dea', ends);
  program
    .path('dea-find')
    .from(sources.deassign)
    .line(marks.managing, 'DEA dev0 (1) finds the pdev', [{ ...owned(world), to }])
    .end(to);
}

/** The device is with the guest. */
export function owned({ list }: World): Case {
  return { with: [() => list.when('is dom1', (s) => s.context.list === 'dom1')] };
}

interface Ends {
  readonly does: string;
  readonly done: string;
  /** Where it goes when a context could not be changed; what was done by then stays. */
  readonly failed: string;
}

/** Adds the lines of `deassign_device` from the guest, and tells the label where they begin. */
export function deassigning(world: World, program: Program, prefix: string, ends: Ends): string {
  const { does, done } = ends;
  const [main, phantom] = world.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  const path = program.path(prefix);
  const fails = world.mayFail('deassign') ? ends.failed : undefined;
  const kept = world.values.quarantine !== 'none';
  const targets = [{ to: kept ? world.quarantined : translationOf('dom0') }];
  const late = world.defect('DEA_LATE_VPCI');
  const gone = locking(world, '.vpci');
  const move = {
    does: `${does} (4)`,
    from: ['dom1'],
    destinations: [{ to: kept ? 'dom_io' : 'dom0' }],
    locked: !late,
  } as const;
  const first = late ? '.main' : gone;
  if (phantom !== undefined) {
    const next = first;
    linesSwitch(path, world, {
      at: '.phantom',
      does: `${does} (2)`,
      rid: phantom,
      targets,
      next,
      fails,
    });
  }
  if (!late) linesVpciGone(path, world, `${does} (3)`);
  const next = startOfMove(world, move);
  linesSwitch(path, world, { at: '.main', does: `${does} (4)`, rid: main, targets, next, fails });
  linesMove(path, world, move);
  lineUnmapRegion(
    path,
    world,
    '.region',
    `${does} (4) unmaps the reserved region`,
    late ? gone : done,
  );
  if (late) linesVpciGone(path, world, `${does} (5)`);
  path.end(done);
  return `${prefix}:${(phantom === undefined ? first : '.phantom').slice(1)}`;
}
