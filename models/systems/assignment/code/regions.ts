/** Instructions that map the device's reserved region into the guest's tables, and unmap it. */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';

/** The label of the first of {@link linesMapRegion}, or of what comes next where there is no region. */
export function startOfMapping(world: Parts, next: string): string {
  if (world.region === null) return next;
  return world.defect('RMRR_UNTRACKED') ? '.region-0' : '.region';
}

/**
 * Lines that map the region page by page, having noted it first; if that fails, what there is of it is
 * unmapped by that note, and the code goes on at `fails`.
 */
export function linesMapRegion(
  path: CodePath,
  world: Parts,
  does: string,
  next: string,
  fails: string,
): void {
  const { region, values } = world;
  if (region === null) return;
  path.from(sources.regions);
  const late = world.defect('RMRR_UNTRACKED');
  const failing = world.mayFail('region');
  const note = `${does} notes the reserved region`;
  const noted: Case = { with: [() => region.on('TRACK')] };
  if (!late) path.line('.region', note, [noted]);
  for (const i of repeat(values.regions, (k) => k)) {
    const last = i === values.regions - 1 && !late;
    const mapped: Case = { with: [() => region.on('MAP_PAGE')], ...(last ? { to: next } : {}) };
    path.line(`.region-${i}`, `${does} maps page ${i} of the reserved region`, [
      mapped,
      ...(failing ? [failure(world, i, fails)] : []),
    ]);
  }
  if (late) {
    path.line('.region', note, [
      { ...noted, to: next },
      ...(failing ? [{ name: 'fails', to: '.region-undo' }] : []),
    ]);
  }
  if (mayBeUndone(world)) {
    const undo = `${does} unmaps the reserved region again`;
    lineUnmapRegion(path, world, '.region-undo', undo, fails);
  }
}

/** Page `i` cannot be mapped: without any page the note goes, otherwise all that it stands for. */
function failure(world: Parts, i: number, fails: string): Case {
  const { region } = world;
  if (region === null || i > 0 || world.defect('RMRR_UNTRACKED')) {
    return { name: 'fails', to: '.region-undo' };
  }
  return { name: 'fails', with: [() => region.on('UNTRACK')], to: fails };
}

/** Whether anything leads to the line that undoes the mapping. */
function mayBeUndone(world: Parts): boolean {
  const later = world.values.regions > 1 || world.defect('RMRR_UNTRACKED');
  return (world.mayFail('region') && later) || world.mayFail('context');
}

/** A line that unmaps the region from the guest's tables, if it is noted there. */
export function lineUnmapRegion(
  path: CodePath,
  { region }: Parts,
  at: string,
  does: string,
  next: string,
  nextIfNone = next,
): void {
  if (region === null) return;
  path.from(sources.regions).line(at, does, [
    { with: [() => region.on('UNMAP')], to: next },
    {
      name: 'is not noted',
      with: [() => region.when('is not noted', (s) => !s.context.tracked)],
      to: nextIfNone,
    },
  ]);
}
