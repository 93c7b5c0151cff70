/**
 * DEA: `deassign_device` (xen/drivers/passthrough/pci.c), step by step: phantom functions move first,
 * then vPCI of the guest goes, then the function itself moves. The same lines undo an assignment that
 * failed, and release the devices of a guest that is destroyed.
 */

import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type Parts, translationIn } from '../world.ts';
import { type Destination, linesMove, linesVpciGone, startOfMove } from './lists.ts';
import { marks } from './marks.ts';
import { lineUnmapRegion } from './regions.ts';
import { deassigningBySmmu } from './smmu.ts';
import { linesSwitch, type Target } from './switch.ts';

/** The code path. */
export function deassignDevice(world: Parts, program: Program): void {
  const ends = { does: `DEA ${world.pair}`, done: marks.finishing, failed: marks.finishing };
  const to = deassigning(world, program, `dea${world.key}`, ends);
  program
    .path(`dea-find${world.key}`)
    .from(sources.deassign)
    .line(marks.managing, `DEA ${world.pair} (1) finds the pdev`, [{ ...owned(world), to }])
    .end(to);
}

/** The device is with the guest. */
export function owned({ list, guestName }: Parts): Case {
  return { with: [() => list.when(`is ${guestName}`, (s) => s.context.list === guestName)] };
}

export interface Ends {
  readonly does: string;
  readonly done: string;
  /** Where it goes when a context could not be changed; what was done by then stays. */
  readonly failed: string;
}

/** Where the device goes: contexts, and lists. */
interface Way {
  readonly targets: readonly Target[];
  readonly destinations: readonly Destination[];
}

/** To dom_io if devices are quarantined, else to dom0. */
function wayOut(world: Parts): Way {
  const quarantine = world.values.quarantine !== 'none';
  const kept: Way = { targets: [{ to: world.quarantined }], destinations: [{ to: 'dom_io' }] };
  const given: Way = {
    targets: [{ to: translationIn(world, 'dom0') }],
    destinations: [{ to: 'dom0' }],
  };
  if (world.prepared === null) return quarantine ? kept : given;
  const only = <T>(list: readonly T[], value: number | null): T[] =>
    list.map((item) => ({ ...item, where: { kept: value } }));
  return {
    targets: [...only(kept.targets, 1), ...only(given.targets, null)],
    destinations: [...only(kept.destinations, 1), ...only(given.destinations, null)],
  };
}

/** Adds the lines of `deassign_device` from the guest, and tells the label where they begin. */
export function deassigning(world: Parts, program: Program, prefix: string, ends: Ends): string {
  if (world.values.driver === 'smmuv3') return deassigningBySmmu(world, program, prefix, ends);
  const { does, done, failed } = ends;
  const [main, phantom] = world.rids;
  if (main === undefined) throw new Error('a device has at least one RID');
  const path = program.path(prefix);
  const fails = world.mayFail('deassign') ? failed : undefined;
  const { targets, destinations } = wayOut(world);
  const late = world.defect('DEA_LATE_VPCI');
  const early = world.defect('RMRR_ORDER') || world.defect('RMRR_SHORTCUT');
  const gone = world.vpciCode.goneAt;
  const leave = early ? '.region' : '.main';
  const first = late ? leave : gone;
  const move = {
    does: `${does} (4)`,
    from: [world.guestName],
    destinations,
    locked: !late,
  } as const;
  lineTarget(path, world, does);
  const common = { targets, fails, flushFails: failed };
  if (phantom !== undefined) {
    linesSwitch(path, world, {
      ...common,
      at: '.phantom',
      does: `${does} (2)`,
      rid: phantom,
      next: first,
    });
  }
  if (!late) linesVpciGone(path, world, `${does} (3)`);
  if (early) lineRegionFirst(path, world, does, done);
  const next = startOfMove(world, move);
  linesSwitch(path, world, { ...common, at: '.main', does: `${does} (4)`, rid: main, next });
  linesMove(path, world, move);
  if (!early) {
    lineUnmapRegion(
      path,
      world,
      '.region',
      `${does} (4) unmaps the reserved region`,
      late ? gone : done,
    );
  }
  if (late) linesVpciGone(path, world, `${does} (5)`);
  path.end(done);
  const begins = phantom === undefined ? first : '.phantom';
  return `${prefix}:${(world.prepared === null ? begins : '.target').slice(1)}`;
}

/** QUARANTINE_BY_TOOL: where the device goes hangs on a flag that a tool may have set. */
function lineTarget(path: CodePath, { prepared }: Parts, does: string): void {
  if (prepared === null) return;
  path.from(sources.deassign).line('.target', `${does} (1) target`, [
    {
      name: 'dom_io',
      with: [() => prepared.when('is on', (s) => s.matches('on'))],
      set: { kept: 1 },
    },
    { name: 'dom0', with: [() => prepared.when('is off', (s) => s.matches('off'))] },
  ]);
}

/** RMRR_ORDER: the region is unmapped first. RMRR_SHORTCUT: and when it has been, that is all. */
function lineRegionFirst(path: CodePath, world: Parts, does: string, done: string): void {
  const unmapped = world.defect('RMRR_SHORTCUT') ? done : '.main';
  lineUnmapRegion(
    path,
    world,
    '.region',
    `${does} (4) unmaps the reserved region`,
    unmapped,
    '.main',
  );
}
