/**
 * Instructions that flush caches and wait for it: the IOTLB, and after it the device-TLB, which could
 * otherwise be filled again from what the IOTLB still has.
 */

import { each } from '../../../kit/case-code.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { type Command, deviceTlbFlush } from '../commands.ts';
import type { World } from '../world.ts';
import { flushed, places, tags } from './marks.ts';

/** What flush lines are part of. */
export interface Flush {
  /** The label of the first line; the others add to it. */
  readonly at: string;
  /** The code path in the names of steps: `UNMAP`. */
  readonly does: string;
  /** Where the code goes on. */
  readonly next: string;
}

/** Lines that flush the IOTLB (or a context with it) and wait until that is done. */
export function linesFlush(
  path: CodePath,
  { queue, defect }: World,
  { at, does, next }: Flush,
  { command }: Command,
): void {
  const waits = !defect('submitOnly');
  path.line(at, `${does}: ${command}`, [
    {
      with: [(by) => queue.on('SUBMIT', { by, command })],
      tags: [tags.flushesIotlb],
      ...(waits ? {} : { to: next, set: { [flushed]: 1 } }),
    },
  ]);
  if (!waits) return;
  path.line(
    `${at}-wait`,
    `${does} waits: ${command}`,
    [{ with: [(by) => queue.on('COMPLETE', { by })], to: next, set: { [flushed]: 1 } }],
    [places.waitsForIommu],
  );
}

/**
 * Lines that flush the device-TLB and wait for the device. With `asks`, only if the device is on the list
 * of those to flush, which is read under the lock that it is put there by.
 */
export function linesDeviceFlush(
  path: CodePath,
  world: World,
  { at, does, next }: Flush,
  asks: boolean,
): void {
  const { ats, queue } = world;
  if (ats === null) return;
  const { command } = deviceTlbFlush;
  const submits: Case = {
    name: 'flushes',
    with: [(by) => queue.on('SUBMIT', { by, command })],
    tags: [tags.flushesDevice],
  };
  const listed = each([submits], {
    with: [() => ats.listed.when('is on', (s) => s.matches('on'))],
  });
  const unlisted: Case = {
    name: 'none',
    with: [() => ats.listed.when('is off', (s) => s.matches('off'))],
    to: next,
  };
  const there = asks ? listed : [submits];
  path.line(at, `${does} looks for device-TLBs`, [
    ...(looksAfter(world) ? each(there, { with: [() => notGone(world)] }) : there),
    ...(asks ? [unlisted] : []),
    ...(looksAfter(world)
      ? [{ name: 'the device is gone', with: [() => isGone(world)], to: next }]
      : []),
  ]);
  path.line(
    `${at}-wait`,
    `${does} waits for the device`,
    [
      { with: [(by) => queue.on('COMPLETE', { by })], to: next },
      ...(looksAfter(world)
        ? [
            {
              name: 'the device is gone',
              with: [(by: string) => queue.on('ABORT', { by, command }), () => isGone(world)],
              to: next,
            },
          ]
        : []),
    ],
    [places.waitsForDevice, ...(looksAfter(world) ? [places.looksAfterIt] : [])],
  );
}

/** Whoever waits for the device looks whether it is still there. */
function looksAfter({ has, defect, state }: World): boolean {
  return state !== null && has('GONE') && !defect('deadDeviceWaits');
}

function isGone({ state }: World) {
  if (state === null) throw new Error('only a device that can be pulled out can be gone');
  return state.when('is gone', (s) => s.matches('gone'));
}

function notGone({ state }: World) {
  if (state === null) throw new Error('only a device that can be pulled out can be there');
  return state.when('is there', (s) => !s.matches('gone'));
}

/** Where the lines of {@link linesDeviceFlush} begin, or what comes next without ATS. */
export function startOfDeviceFlush({ ats }: World, at: string, next: string): string {
  return ats === null ? next : at;
}
