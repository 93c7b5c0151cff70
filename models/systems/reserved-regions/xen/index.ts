/** setup=xen: regions that must be mapped to themselves, RAM of guests in their place, devices that share one. */

import { companion } from '../../../../properties/kinds/index.ts';
import { reservedDisjoint } from '../../../../properties/passthrough/hot-add.ts';
import { regionsKept } from '../../../../properties/passthrough/iommu.ts';
import { noForeignIdentity } from '../../../../properties/passthrough/regions.ts';
import { at, tagged } from '../../../../properties/passthrough/subject.ts';
import {
  allOf,
  anyOf,
  type Expression,
  implies,
  type Property,
  type SystemBuilder,
} from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import type { Ask } from '../viommu/requirements.ts';
import { type Device, type Guest, makeWorld, type World } from './world.ts';
import { balloons, toolstack } from './xen.ts';

/** Adds components and steps; what is asked of them is returned. */
export function xenSetup(system: SystemBuilder, values: Values, ask: Ask): readonly Property[] {
  const world = makeWorld(system, values);
  const dom0 = toolstack(system, world);
  balloons(system, world);
  const { guests, devices } = world;
  const pairs = devices.flatMap((device) => guests.map((guest) => ({ device, guest })));
  const somewhere = anyOf(...pairs.map(isWith));
  const mapped = anyOf(...guests.map((guest) => hasRegion(world, guest)));
  const sound = values.tables === 'sound';
  return [
    ...guests.map((guest) =>
      reservedDisjoint(
        {
          attached: anyOf(...devices.map((device) => isWith({ device, guest }))),
          conflict: hasRam(guest),
        },
        guests.length > 1 ? guest.name : undefined,
      ),
    ),
    ...ask(sound, 'needs tables=sound', 'RMRR-MAPPED', () =>
      regionsKept(
        allOf(...pairs.map((pair) => implies(isWith(pair), hasRegion(world, pair.guest)))),
        companion('a device is with a guest', somewhere),
      ),
    ),
    ...ask(
      !sound || (devices.length > 1 && guests.length > 1),
      'needs two devices and two guests, or tables=overRam',
      'NoForeignIdentity',
      () =>
        sound
          ? noForeignIdentity(
              sharing(world).map((there) => ({ there })),
              companion(
                'a device that shares its region is asked for',
                tagged(dom0, 'shares a region'),
              ),
            )
          : noForeignIdentity(
              pairs.map((pair) => ({ there: allOf(isWith(pair), hasRegion(world, pair.guest)) })),
              companion(
                'tables that name RAM are refused, or taken',
                anyOf(mapped, at(dom0, 'no tables')),
              ),
            ),
    ),
  ];
}

interface Pair {
  readonly device: Device;
  readonly guest: Guest;
}

function isWith({ device: { context }, guest: { name } }: Pair): Expression {
  return context.is(`leads to ${name}`, (s) => s.context.entry?.tables === name);
}

function hasRam({ entry, ramPage }: Guest): Expression {
  return entry.is('has RAM there', (s) => s.context.written?.page === ramPage);
}

function hasRegion({ firmwarePage }: World, { entry }: Guest): Expression {
  return entry.is('has the region there', (s) => s.context.written?.page === firmwarePage);
}

/** Two devices with two guests, and the same memory of firmware mapped for both. */
function sharing(world: World): readonly Expression[] {
  const { guests, devices } = world;
  return devices.flatMap((one) =>
    devices
      .filter((other) => other !== one)
      .flatMap((other) =>
        guests.slice(1).map((guest) => {
          const first = guests[0] as Guest;
          return allOf(
            isWith({ device: one, guest: first }),
            hasRegion(world, first),
            isWith({ device: other, guest }),
            hasRegion(world, guest),
          );
        }),
      ),
  );
}
