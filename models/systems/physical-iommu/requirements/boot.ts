/** Requirements on the time before anybody uses the IOMMU, and on a kernel that finds it in use. */

import { quirkOnlyTrusted } from '../../../../properties/passthrough/iommu-entries.ts';
import { noForeignIdentity } from '../../../../properties/passthrough/regions.ts';
import { tagged } from '../../../../properties/passthrough/subject.ts';
import {
  detachedBlockedOf,
  noIovaAsGpaOf,
} from '../../../../properties/passthrough/viommu-boot.ts';
import { allOf, not, type Property } from '../../../compose/index.ts';
import { places } from '../code/marks.ts';
import type { World } from '../world.ts';
import type { Actors, Asked } from './parts.ts';

/** Those of the boot that a configuration can state. */
export function ofBoot(world: World, actors: Actors, ask: Asked): readonly Property[] {
  const { has, values, device, ramIdentity, translates, aborts, owner } = world;
  const { cpu0 } = actors;
  return [
    ...(translates === null || aborts !== null
      ? ask(false, 'needs INIT', 'DetachedBlocked', () => [])
      : [
          detachedBlockedOf(
            translates.is('is on', (s) => s.matches('on')),
            device.rids.map(({ context }) => ({
              away: world.owner.is('is nobody’s', (s) => s.context.list !== 'dom1'),
              open: context.is('leads to all memory', (s) => s.context.entry?.tables === 'dom0'),
            })),
          ),
        ]),
    ...(translates === null || aborts === null
      ? ask(false, 'needs KEXEC, and iommu=smmu', 'NoIovaAsGpa', () => [])
      : [
          noIovaAsGpaOf(
            [
              {
                holds: owner.is('is of the old kernel', (s) => s.context.list === 'dom1'),
                open: allOf(
                  translates.is('is off', (s) => s.matches('off')),
                  aborts.is('is off', (s) => s.matches('off')),
                ),
              },
            ],
            {
              label: 'translation is off after a device was given I/O virtual addresses',
              goal: translates.is('is off', (s) => s.matches('off')),
            },
          ),
        ]),
    ...(ramIdentity === null || cpu0 === null
      ? ask(false, 'needs IVMD', 'NoForeignIdentity', () => [])
      : [
          noForeignIdentity([{ there: ramIdentity.is('is on', (s) => s.matches('on')) }], {
            label: 'a range is looked at that ACPI wants mapped to itself',
            goal: not(tagged(cpu0, places.rest)),
          }),
        ]),
    ...ask(
      has('PROBE') && !values.trusted,
      'needs PROBE, and trusted=false',
      'QuirkOnlyTrusted',
      () =>
        cpu0 === null
          ? []
          : quirkOnlyTrusted(device.rids, values.trusted, 'dom0', {
              label: 'a device that is not trusted is looked up among those with a quirk',
              goal: tagged(cpu0, places.claims),
            }),
    ),
  ];
}
