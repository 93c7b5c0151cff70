/**
 * The order of the SMMUv3 driver (xen/drivers/passthrough/arm/smmu-v3.c: arm_smmu_assign_dev,
 * arm_smmu_deassign_dev, arm_smmu_reassign_dev), which differs from the others: calls for phantom
 * functions are ignored, since all stream ids of a device are attached and detached together; a stream
 * table entry goes through abort on its way from one domain to another; and the device changes lists
 * before it is attached, which is not undone if attaching fails.
 */

import type { Program } from '../../../kit/program.ts';
import { driverCode, sources } from '../sources.ts';
import { type Parts, translationIn } from '../world.ts';
import type { Ends } from './deassign.ts';
import { type Domain, linesMove, linesVpciGone, linesVpciMade, startOfMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesSwitch } from './switch.ts';

interface Step {
  readonly path: ReturnType<Program['path']>;
  readonly does: string;
  readonly next: string;
  readonly fails?: string | undefined;
}

/** Lines that detach all stream ids; they begin at `.detach-0`. */
function linesDetach(world: Parts, { path, does, next }: Step): void {
  world.rids.forEach((rid, i) => {
    const goes = i === world.rids.length - 1 ? next : `.detach-${i + 1}`;
    linesSwitch(path, world, {
      at: `.detach-${i}`,
      does: `${does} detaching`,
      rid,
      targets: [{ to: null }],
      next: goes,
    });
  });
}

/** Lines that attach all stream ids to a domain; they begin at `.attach-0`, which is what can fail. */
function linesAttach(world: Parts, domain: string, { path, does, next, fails }: Step): void {
  const targets = [{ to: translationIn(world, domain) }];
  world.rids.forEach((rid, i) => {
    const goes = i === world.rids.length - 1 ? next : `.attach-${i + 1}`;
    linesSwitch(path, world, {
      at: `.attach-${i}`,
      does: `${does} attaching`,
      rid,
      targets,
      next: goes,
      fails: i === 0 ? fails : undefined,
    });
  });
}

/** ASG (5) to (7), from its first line to the end of the path; `undo` is where a failed hook goes. */
export function linesAssignBySmmu(
  path: ReturnType<Program['path']>,
  world: Parts,
  undo: string,
): void {
  const does = `ASG ${world.pair} (5)`;
  const fails = world.mayFail('context') ? marks.assignFailed : undefined;
  const from: readonly Domain[] = ['dom0', 'dom_io'];
  linesMove(path, world, { does, from, destinations: [{ to: world.guestName }], locked: true });
  linesDetach(world, { path, does, next: '.attach-0' });
  linesAttach(world, world.guestName, { path, does, next: world.vpciCode.madeAt, fails });
  linesVpciMade(path, world, `ASG ${world.pair} (7)`, marks.assigned, undo);
}

/** As `deassigning`, in the order of this driver. */
export function deassigningBySmmu(
  world: Parts,
  program: Program,
  prefix: string,
  { does, done }: Ends,
): string {
  const path = program.path(prefix);
  const quarantine = world.values.quarantine !== 'none';
  const to: Domain = quarantine ? 'dom_io' : 'dom0';
  const late = world.defect('DEA_LATE_VPCI');
  const gone = world.vpciCode.goneAt;
  const move = {
    does: `${does} (4)`,
    from: [world.guestName],
    destinations: [{ to }],
    locked: !late,
  } as const;
  if (!late) linesVpciGone(path, world, `${does} (3)`);
  linesDetach(world, { path, does: `${does} (4)`, next: startOfMove(world, move) });
  linesMove(path, world, move);
  path.from(driverCode('smmuv3'));
  if (!quarantine)
    linesAttach(world, 'dom0', { path, does: `${does} (4)`, next: late ? gone : done });
  if (late) linesVpciGone(path, world, `${does} (5)`);
  path.from(sources.deassign).end(done);
  return `${prefix}:${(late ? '.detach-0' : gone).slice(1)}`;
}
