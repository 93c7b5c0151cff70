/** Which requirements are asked of a configuration of the family, and of which components. */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import {
  closedStays,
  connectedIsMapped,
  endedIsUnmapped,
  mapsWhatIsGranted,
  noDeviceLeft,
  onlyReplaced,
  ownDirectory,
  type PvDevice,
  replacementSeen,
  sameRing,
} from '../../../properties/passthrough/xenbus.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import type { World } from './world.ts';

/** The programs. */
export interface Actors {
  readonly toolstack: Actor;
  readonly backend: Actor;
  readonly boot: Actor;
  readonly xenwatch: Actor;
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const { detach, restart, replace, kdump } = world.values;
  const pv: PvDevice = { ...world, ...actors };
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const crashes = restart !== 'off';
  return [
    connectedIsMapped(pv),
    ...ask(detach || crashes, 'needs detach or restart', 'XB-ORDER/END', () => endedIsUnmapped(pv)),
    mapsWhatIsGranted(pv),
    sameRing(pv),
    noDeviceLeft(pv),
    ...ask(crashes, 'needs restart', 'REPLACEMENT-SEEN', () => replacementSeen(pv)),
    ...ask(
      detach && kdump !== 'off',
      'needs detach, and kdump for a backend that closes unasked',
      'CLOSED-STAYS',
      () => closedStays(pv),
    ),
    ...ask(crashes, 'needs restart', 'OWN-DIRECTORY', () => ownDirectory(pv)),
    ...ask(
      replace === 'unguarded' || (replace !== 'off' && crashes),
      'needs restart and a frontend that looks for replaced devices, or one that takes others for such',
      'ONLY-REPLACED',
      () => onlyReplaced(pv),
    ),
  ];
}
