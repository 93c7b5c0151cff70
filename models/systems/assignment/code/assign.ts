/**
 * ASG: `assign_device` (xen/drivers/passthrough/pci.c), step by step; the numbers are those of its
 * statements. dom0 has no vPCI of its own here, so the hook of the old owner (2) and the check that the
 * device looks reset (3) touch nothing that is modelled; quarantine tables (4) are made once and stay.
 */

import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type Parts, translationIn } from '../world.ts';
import { deassigning } from './deassign.ts';
import { linesDomainId, startOfDomainId } from './domain-ids.ts';
import { linesMove, linesVpciMade, type Move, startOfMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesPopulate, startOfPopulating } from './populate.ts';
import { linesMapRegion, startOfMapping } from './regions.ts';
import { linesAssignBySmmu } from './smmu.ts';
import { linesSwitch } from './switch.ts';

/** The code path. */
export function assignDevice(world: Parts, program: Program): void {
  const path = program.path(`asg${world.key}`);
  const first = world.values.driver === 'smmuv3' ? '.unlink' : startOfMoving(world);
  const to = startOfPopulating(world, first);
  path.from(sources.assign).line(
    marks.managing,
    `ASG ${world.pair} (1) finds the pdev`,
    finds(world).map((c) => ({ ...c, to })),
  );
  linesPopulate(path, world, first);
  // `devfn != pdev->devfn` is how the code tells that something is to be undone.
  const undoes = world.rids.length > 1 || !world.defect('ASG_NOROLLBACK');
  const undo = rollback(world, program);
  const failed = undoes ? undo : marks.assignFailed;
  if (world.values.driver === 'smmuv3') linesAssignBySmmu(path, world, failed);
  else linesMoveFunctions(path, world, undo, failed);
  path.end(marks.assigned);
}

/** (1): refuses devices that are a guest's or broken, and domains that are not alive. */
function finds({ list, broken, guest, everHad, granted }: Parts): readonly Case[] {
  return (['dom0', 'dom_io'] as const).map((owner) => ({
    name: `owner ${owner}`,
    with: [
      () => list.when(`is ${owner}`, (s) => s.context.list === owner),
      () => broken.when('is off', (s) => s.matches('off')),
      () => guest.when('is running', (s) => s.matches('running')),
      ...granted,
      ...(everHad === null ? [] : [() => everHad.on('SET')]),
    ],
  }));
}

/** The order of what (5) consists of, and where it begins. */
function startOfMoving(world: Parts): string {
  const afterRegion = startOfDomainId(world, world.defect('JOIN_EARLY') ? '.leave' : '.main');
  return world.defect('RMRR_ORDER') ? afterRegion : startOfMapping(world, afterRegion);
}

/** (5) to (7) by VT-d and AMD: regions, context, flush, lists; phantom functions; the vPCI hook. */
function linesMoveFunctions(path: CodePath, world: Parts, undo: string, failed: string): void {
  const [main, phantom] = world.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  const does = `ASG ${world.pair} (5)`;
  const targets = [{ to: translationIn(world, world.guestName) }];
  const from = ['dom0', 'dom_io'] as const;
  const move: Move = { does, from, destinations: [{ to: world.guestName }], locked: true };
  const hook = world.vpciCode.madeAt;
  const moved = phantom === undefined ? hook : '.phantom';
  const late = world.defect('RMRR_ORDER');
  const early = world.defect('JOIN_EARLY');
  const undone = world.region === null || late ? marks.assignFailed : '.region-undo';
  const start = startOfMove(world, move);
  const mapped = late ? start : startOfDomainId(world, early ? '.leave' : '.main');
  if (!late) linesMapRegion(path, world, does, mapped, marks.assignFailed);
  linesDomainId(path, world, early ? '.leave' : '.main', undone);
  if (early) {
    const nowhere = {
      at: '.leave',
      does: `${does} leaving`,
      rid: main,
      targets: [{ to: null }],
      next: start,
    };
    linesSwitch(path, world, nowhere);
    linesMove(path, world, move);
  }
  linesSwitch(path, world, {
    at: '.main',
    does,
    rid: main,
    targets,
    next: early ? moved : late ? startOfMapping(world, start) : start,
    fails: world.mayFail('context') ? (early ? marks.assignFailed : undone) : undefined,
  });
  if (late) linesMapRegion(path, world, does, start, marks.assignFailed);
  if (!early) linesMove(path, world, move);
  if (phantom !== undefined) {
    const ignored = world.defect('ASG_PHANTOM');
    const fails = world.mayFail('phantom') ? (ignored ? hook : undo) : undefined;
    const six = `ASG ${world.pair} (6)`;
    linesSwitch(path, world, {
      at: '.phantom',
      does: six,
      rid: phantom,
      targets,
      next: hook,
      fails,
    });
  }
  linesVpciMade(path, world, `ASG ${world.pair} (7)`, marks.assigned, failed);
}

/** (8): takes everything back; if that fails too, marks the device broken and crashes the guest. */
function rollback(world: Parts, program: Program): string {
  const { broken, guest } = world;
  const eight = `ASG ${world.pair} (8)`;
  if (world.mayFail('deassign') || world.defect('TIMEOUT_IS_ERROR')) {
    program
      .path(`asg-broken${world.key}`)
      .from(sources.assign)
      .line('.broken', `${eight} marks the device broken`, [{ with: [() => broken.on('SET')] }])
      .line('.crash', `${eight} crashes the guest`, [{ with: [() => guest.on('CRASH')] }])
      .end(marks.assignFailed);
  }
  const ends = { does: eight, done: marks.assignFailed, failed: `asg-broken${world.key}:broken` };
  return deassigning(world, program, `asg-undo${world.key}`, ends);
}
