/**
 * The hole for the MSI-X table, punched when BARs have been mapped.
 *
 * Models vpci_make_msix_hole (drivers/vpci/msix.c), which only x86 has. It removes an entry that leads
 * to the machine frame of the same number and takes any other for an error. Frames of a guest and of the
 * machine are counted apart here, so a guest's entry is never one of those; in the hardware domain every
 * entry of a device is.
 */

import type { Case, CodePath } from '../../../kit/program.ts';
import { basesOf, tableOf } from '../layout.ts';
import { codeOf } from '../sources.ts';
import type { BarParts, Device, World } from '../world.ts';

/** Lines of the hole, for work that maps; on an error to `failed`. */
export function linesHole(
  path: CodePath,
  world: World,
  device: Device,
  prefix: string,
  does: string,
  failed: string,
): void {
  const { values } = world;
  const table = tableOf(values);
  if (table === null || values.arch === 'Arm') return;
  const { bar } = device.bars[table.bar] as BarParts;
  const cases = basesOf(values).flatMap((base): readonly Case[] => {
    const gfn = base + table.page;
    const entry = device.domain.p2m[gfn];
    if (entry === undefined) return [];
    const at = () => bar.when(`begins in ${base}`, (s) => s.context.base === base);
    return [
      {
        name: `gfn ${gfn} leads nowhere`,
        where: { map: 1 },
        with: [at, () => entry.when('leads nowhere', (s) => s.context.leads === null)],
      },
      values.profile === 'hwdom'
        ? {
            name: `gfn ${gfn} removed`,
            where: { map: 1 },
            with: [at, () => entry.on('UNMAP', { mfn: gfn })],
          }
        : {
            name: `gfn ${gfn} leads to something: error`,
            where: { map: 1 },
            with: [at, () => entry.when('leads somewhere', (s) => s.context.leads !== null)],
            to: failed,
          },
    ];
  });
  path
    .from(codeOf(values, 'hole'))
    .line(`${prefix}hole`, `${does} punches the hole for MSI-X`, [
      { name: 'not needed', where: { map: 0 } },
      ...cases,
    ])
    .from(codeOf(values, 'PEND'));
}

/**
 * The hole that init_msix punches: since 7c24d58a6e only for a BAR that is enabled. Where it meets
 * anything else, the capability is hidden from the domain.
 */
export function lineInitialHole(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const table = tableOf(world.values);
  if (table === null) return;
  const { bar } = device.bars[table.bar] as BarParts;
  const always = world.defect('HOLE_UNMAPPED');
  const cases = basesOf(world.values).flatMap((base): readonly Case[] => {
    const gfn = base + table.page;
    const entry = device.domain.p2m[gfn];
    if (entry === undefined) return [];
    const at = () =>
      bar.when(`begins in ${base}${always ? '' : ', enabled'}`, ({ context }) => {
        return context.base === base && (always || context.enabled);
      });
    return [
      {
        name: `gfn ${gfn} leads nowhere`,
        with: [at, () => entry.when('leads nowhere', (s) => s.context.leads === null)],
        to: next,
      },
      {
        name: `gfn ${gfn} leads to something: error`,
        with: [at, () => entry.when('leads somewhere', (s) => s.context.leads !== null)],
      },
    ];
  });
  const notNeeded: Case = {
    name: 'BAR not enabled, not needed',
    with: [() => bar.when('is not enabled', (s) => !s.context.enabled)],
    to: next,
  };
  path
    .line(
      '.hole',
      `${does} punches the hole`,
      [...(always ? [] : [notNeeded]), ...cases],
      ['looks for a hole'],
    )
    .line('.hidden', `${does} fails, MSI-X is hidden`, [{ to: next }], ['hides MSI-X']);
}
