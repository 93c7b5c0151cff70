/**
 * RST: cpu0 resets the device. Before, the device is parked in a blocking domain with ATS off; after, it
 * gets back what it had. A quirk may reset the function within that and go on waiting for it: the end of
 * the inner reset must leave the block to the outer one.
 */

import type { CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { translationOf, type World } from '../world.ts';
import { lineList, linesAtsOff, linesAtsOn, lineUnlist } from './ats.ts';
import { linesDeviceFlush, startOfDeviceFlush } from './flush.ts';
import { idle } from './marks.ts';
import { linesSwitch } from './switch.ts';

const does = 'RST dev0';

/** The code path. */
export function reset(world: World, program: Program): void {
  const { state, owner, ats } = world;
  if (state === null) return;
  const path = program.path('rst').from(sources.resets);
  const blocks = !world.defect('noResetBlock');
  const early = world.defect('resetNotReentrant');
  path.line(idle, `${does} begins`, [
    {
      with: [
        () => owner.when('is dom1', (s) => s.context.list === 'dom1'),
        () => state.when('answers', (s) => s.matches('ready')),
      ],
    },
  ]);
  if (blocks) linesPark(path, world);
  path.from(sources.resets).line('.reset', `${does} is reset`, [
    {
      with: [() => state.on('RESET'), ...(ats === null ? [] : [() => ats.tlb.on('INVALIDATE')])],
    },
  ]);
  const after = blocks && !early ? '.back' : '.done';
  if (early) linesBack(path, world, '.over');
  path
    .from(sources.resets)
    .line('.over', `${does} is ready again`, [{ with: [() => state.on('REVIVE')], to: after }]);
  if (blocks && !early) linesBack(path, world, '.done');
  path.from(sources.resets).line('.done', `${does} returns`, [{}]).end(idle);
}

/** ATS off, all entries blocked and flushed, then the device-TLB. */
function linesPark(path: CodePath, world: World): void {
  const early = world.defect('unlistedEarly');
  linesAtsOff(path, world, { at: '.ats-off', does });
  if (early) lineUnlist(path, world, does);
  const next = startOfDeviceFlush(world, '.device', '.reset');
  const { rids } = world.device;
  rids.forEach((rid, i) => {
    const goes = i === rids.length - 1 ? next : `.park-${i + 1}`;
    linesSwitch(path, world, { at: `.park-${i}`, does, rid, from: 'dom1', to: null, next: goes });
  });
  linesDeviceFlush(path, world, { at: '.device', does, next: early ? '.reset' : '.unlist' }, false);
  if (!early) lineUnlist(path, world, does);
}

/** All entries lead to dom1 again, and ATS is on. */
function linesBack(path: CodePath, world: World, next: string): void {
  const to = translationOf('dom1');
  const { rids } = world.device;
  const ends = world.ats === null ? next : '.list';
  rids.forEach((rid, i) => {
    const at = i === 0 ? '.back' : `.back-${i}`;
    const goes = i === rids.length - 1 ? ends : `.back-${i + 1}`;
    linesSwitch(path, world, { at, does, rid, from: null, to, next: goes });
  });
  lineList(path, world, does);
  linesAtsOn(path, world, { at: '.ats-on', does });
}
