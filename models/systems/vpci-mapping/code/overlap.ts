/**
 * The part of modify_bars that leaves out what enabled BARs of other devices cover.
 *
 * Models the last loop of modify_bars (drivers/vpci/header.c at c447b7308b); step (3) of CMD.
 */

import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { nameOf } from '../../vpci-locking/code/marks.ts';
import { basesOf, bitsAt, countsPages } from '../layout.ts';
import type { BarParts, Device, World } from '../world.ts';

/**
 * BARs of the other devices of the domain, each with the line that looks at it. In machine frames, as v5
 * has it, they never overlap.
 */
export function othersOf({ devices, values }: World, device: Device) {
  if (countsPages(values)) return [];
  return devices
    .filter((other) => other !== device && other.domain === device.domain)
    .flatMap((other) =>
      other.bars.map((remote) => ({ other, remote, at: `.other${other.index}-${remote.index}` })),
    );
}

/** (3): frames of enabled BARs of the other devices of the domain are taken out. */
export function linesOverlap(path: CodePath, world: World, device: Device, does: string): void {
  const wrongSet = world.defect('OVERLAP_WRONGSET');
  for (const { other, remote, at } of othersOf(world, device)) {
    const sets = wrongSet
      ? [(by: string) => world.setOf(by, other, remote)]
      : device.bars.map((part) => (by: string) => world.setOf(by, device, part));
    path.line(at, `${does} (3) looks at BAR${remote.index} of ${nameOf(other)}`, [
      {
        name: 'not enabled',
        with: [() => remote.bar.when('is not enabled', (s) => !s.context.enabled)],
      },
      ...basesOf(world.values).flatMap((base): readonly Case[] => [
        ...refusals(world, device, remote, base),
        {
          name: `enabled at ${base}`,
          where: world.repair('OVERLAP_REFUSE') ? { map: 0 } : {},
          with: [
            enabledAt(remote, base),
            ...sets.map(
              (set): Effect =>
                (by) =>
                  set(by).on('REMOVE', { bits: bitsAt(world.values, base) }),
            ),
          ],
        },
      ]),
    ]);
  }
}

function enabledAt({ bar }: BarParts, base: number): Effect {
  return () =>
    bar.when(`is enabled at ${base}`, ({ context }) => context.enabled && context.base === base);
}

/** OVERLAP_REFUSE: decode is not turned on where an own BAR begins in the same frame. */
function refusals(world: World, device: Device, remote: BarParts, base: number): readonly Case[] {
  if (!world.repair('OVERLAP_REFUSE')) return [];
  const there = enabledAt(remote, base);
  return [
    ...device.bars.map(
      ({ bar, index }): Case => ({
        name: `enabled at ${base}, as BAR${index}: refuses`,
        where: { map: 1 },
        with: [there, () => bar.when(`begins in ${base}`, (s) => s.context.base === base)],
        to: '.error',
      }),
    ),
    {
      name: `enabled at ${base}, elsewhere`,
      where: { map: 1 },
      with: [
        there,
        ...device.bars.map(
          ({ bar }): Effect =>
            () =>
              bar.when(`does not begin in ${base}`, (s) => s.context.base !== base),
        ),
      ],
    },
  ];
}
