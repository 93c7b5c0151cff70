/**
 * What cpu0 does about whose the device is: MOVE from dom1 to dom2, DEA out of dom1; and NEW, which hands
 * out the domain id of dom1 again.
 *
 * The rule: ATS off, the entries of all requester IDs change, contexts and the old domain id are flushed,
 * then the device-TLB, then ATS on. A reserved region is mapped in the new domain before that.
 */

import type { Translation } from '../../../components/iommu-context.machine.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { contextCode, sources } from '../sources.ts';
import { idOf, translationOf, type World } from '../world.ts';
import { linesAtsOff, linesAtsOn, lineUnlist } from './ats.ts';
import { linesDeviceFlush } from './flush.ts';
import { idle, tags } from './marks.ts';
import { linesSwitch, quarantineOf } from './switch.ts';

/** MOVE: dom1 to dom2. */
export function move(world: World, program: Program): void {
  linesTake(program.path('move'), world, {
    does: 'MOVE dev0',
    to: translationOf('dom2'),
    owner: 'dom2',
    kept: false,
  });
}

/** DEA: out of dom1, to where the policy of quarantine says; ATS stays off there. */
export function deassign(world: World, program: Program): void {
  linesTake(program.path('dea'), world, {
    does: 'DEA dev0',
    ...quarantineOf(world),
    kept: true,
  });
}

/** How dom1 loses the device. */
interface Taking {
  readonly does: string;
  readonly to: Translation | null;
  readonly owner: string;
  /** The device is kept from working: ATS is not switched on again, no region is taken along. */
  readonly kept: boolean;
}

/** The lines of both. */
function linesTake(path: CodePath, world: World, taking: Taking): void {
  const { does, to, owner, kept } = taking;
  const { values, ats, defect } = world;
  const after = orderOf(world, taking);
  const region = !kept && world.region !== null;
  const toggled = values.ats === 'toggled' && ats !== null;
  lineBegins(path, world, does);
  if (toggled) linesAtsOff(path, world, { at: '.ats-off', does });
  if (defect('unlistedEarly')) lineUnlist(path, world, does);
  if (region && !defect('rmrrGap')) lineRegion(path, world, does);
  linesEntries(path, world, does, to, after('.entries'));
  if (region && defect('rmrrGap')) lineRegion(path, world, does);
  linesOfDevice(path, world, does, after('.device'));
  if (!defect('unlistedEarly')) lineUnlist(path, world, does);
  if (toggled && !kept) linesAtsOn(path, world, { at: '.ats-on', does });
  lineGivesId(path, world, does);
  path.from(contextCode(values.iommu));
  path.line('.owner', `${does} changes hands`, [
    { with: [() => world.owner.on('MOVE', { to: owner })] },
  ]);
  path.line('.done', `${does} returns`, [{}]).end(idle);
}

/** What comes after the entries: the label that follows a given one. */
function orderOf(world: World, { kept }: Taking): (label: string) => string {
  const { values, ats, ids, region, defect } = world;
  const there: readonly (readonly [string, boolean])[] = [
    ['.entries', true],
    ['.region', !kept && region !== null && defect('rmrrGap')],
    ['.device', ats !== null],
    ['.unlist', ats !== null && !defect('unlistedEarly')],
    ['.ats-on', ats !== null && values.ats === 'toggled' && !kept],
    ['.id', ids !== null && !defect('idBeforeFlush')],
    ['.owner', true],
  ];
  const labels = there.flatMap(([label, is]) => (is ? [label] : []));
  return (label) => labels[labels.indexOf(label) + 1] ?? '.owner';
}

/** The device is dom1's, and there. */
function lineBegins(path: CodePath, world: World, does: string): void {
  const { owner, state } = world;
  path.from(contextCode(world.values.iommu)).line(idle, `${does} begins`, [
    {
      with: [
        () => owner.when('is dom1', (s) => s.context.list === 'dom1'),
        ...(state === null ? [] : [() => state.when('answers', (s) => s.matches('ready'))]),
      ],
    },
  ]);
}

function lineRegion(path: CodePath, { region }: World, does: string): void {
  if (region === null) return;
  path.line('.region', `${does} maps its reserved region in dom2`, [
    { with: [() => region.on('MAP_PAGE')] },
  ]);
}

/** All requester IDs, one after the other; `aliasLeft`: the first only. */
function linesEntries(
  path: CodePath,
  world: World,
  does: string,
  to: Translation | null,
  next: string,
): void {
  const rids = world.defect('aliasLeft') ? world.device.rids.slice(0, 1) : world.device.rids;
  const early = { does: `${does} gives domain id 1 back`, cases: givesId(world) };
  rids.forEach((rid, i) => {
    const at = `.entry-${i}`;
    const last = i === rids.length - 1;
    const between = last && world.defect('idBeforeFlush') ? early : undefined;
    const goes = last ? next : `.entry-${i + 1}`;
    linesSwitch(path, world, { at, does, rid, from: 'dom1', to, next: goes, between });
  });
}

/** The device-TLB is flushed; `atcByCurrentId` finds the device by the domain id that it had. */
function linesOfDevice(path: CodePath, world: World, does: string, next: string): void {
  const { ats, defect } = world;
  const taken = (why: string): void => {
    path.line('.device', `${does} ${why}`, [{ to: next }]);
  };
  if (ats === null) return;
  if (defect('atcSkipped')) taken('does not think of the device-TLB');
  else if (defect('atsDisableAssumedEmpty')) taken('takes the device-TLB to be empty');
  else if (defect('atcByCurrentId')) taken(`looks for device-TLBs [by id ${idOf.dom1}: none]`);
  else linesDeviceFlush(path, world, { at: '.device', does, next }, false);
}

/** NEW: dom1 ends with its last device, and its id is free. */
function lineGivesId(path: CodePath, world: World, does: string): void {
  if (world.ids === null || world.defect('idBeforeFlush')) return;
  path.from(sources.ids).line('.id', `${does} gives domain id 1 back`, givesId(world));
}

function givesId({ ids }: World): readonly Case[] {
  return ids === null ? [] : [{ with: [() => ids.on('GIVE')] }];
}

/** NEW, on the other CPU: dom3 takes the id that is free. */
export function newDomain({ ids }: World, program: Program): void {
  if (ids === null) return;
  program
    .path('new')
    .from(sources.ids)
    .line(idle, 'NEW dom3 finds domain id 1 free', [
      { with: [() => ids.when('is free', (s) => !s.context.taken)] },
    ])
    .line('.take', 'NEW dom3 takes domain id 1', [
      { with: [() => ids.on('TAKE')], tags: [tags.takesId] },
    ])
    .line('.name', 'NEW dom3 is noted', [{ with: [() => ids.on('NAME', { of: 'dom3' })] }])
    .end(idle);
}
