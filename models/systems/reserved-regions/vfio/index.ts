/** setup=vfio: RAM of a guest against regions of the hosts it runs on, devices that come and go. */

import { companion } from '../../../../properties/kinds/index.ts';
import {
  guestAlive,
  hotAddAfterMigration,
  hotAddChecked,
  hotAddDecides,
  reservedDisjoint,
} from '../../../../properties/passthrough/hot-add.ts';
import { regionsKept } from '../../../../properties/passthrough/iommu.ts';
import { waivedQuiet } from '../../../../properties/passthrough/regions.ts';
import { at, tagged } from '../../../../properties/passthrough/subject.ts';
import { conflicts } from '../../../components/guest-ram.machine.ts';
import { allOf, never, type Property, type SystemBuilder } from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import type { Ask } from '../viommu/requirements.ts';
import { around, firmware } from './around.ts';
import { qemu } from './qemu.ts';
import { makeWorld } from './world.ts';

/** Adds components and steps; what is asked of them is returned. */
export function vfioSetup(system: SystemBuilder, values: Values, ask: Ask): readonly Property[] {
  const world = makeWorld(system, values);
  const vmm = qemu(system, world);
  around(system, world);
  system.onRequest(hotAddDecides(vmm));
  const { ram, context, plugged, grown } = world;
  const attached = plugged.is('is there', (s) => s.matches('on'));
  const conflict = allOf(
    ram.is('has a conflict', (s) => conflicts(s)),
    grown.is('is there', (s) => s.matches('on')),
  );
  const migrant = { name: 'A', ram, attached, conflict };
  const reserved = values.region === 'reserved';
  const active = values.firmware === 'active';
  const inRam = active ? at(firmware(system, world), 'in RAM of A') : never;
  const isHost = context.is('leads to the host', (s) => s.context.entry?.tables === 'host');
  const asked = companion('VFIO is asked for the device', tagged(vmm, 'asked for a device'));
  return [
    ...ask(reserved, 'needs region=reserved', 'RESV-DISJOINT', () => reservedDisjoint(migrant)),
    ...ask(reserved, 'needs region=reserved', 'HOTADD-CHECKED', () => hotAddChecked(migrant)),
    ...ask(reserved, 'needs region=reserved', 'VM-ALIVE', () => guestAlive(migrant)),
    ...ask(reserved && values.migrates, 'needs region=reserved and migrates', 'MIG-PROGRESS', () =>
      hotAddAfterMigration(migrant),
    ),
    ...ask(values.region === 'direct', 'needs region=direct', 'RMRR-MAPPED', () =>
      regionsKept(isHost, asked),
    ),
    ...ask(active, 'needs firmware=active', 'WAIVED-QUIET', () => waivedQuiet(inRam, asked)),
  ];
}
