/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  adoptsNobody,
  introducedAtLast,
  type LateStart,
  noDeadEnd,
  nodesAtLast,
  noLostRequest,
  noLostWakeUp,
  noLostWatch,
  ringQuiet,
} from '../../../properties/passthrough/late-xenstore.ts';
import type { Actor } from '../../../properties/passthrough/subject.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import type { World } from './world.ts';

/** The programs that properties speak of. */
export interface Actors {
  readonly xenstored: Actor;
  readonly inits: readonly Actor[];
  readonly initcall: Actor;
  readonly thread: Actor;
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const start: LateStart = { ...world, ...actors };
  const { other } = world;
  if (other === null) {
    system.notAsked('ADOPTS-NOBODY', 'needs a toolstack that creates a domain');
  }
  return [
    ringQuiet(start),
    noLostWakeUp(start),
    noLostRequest(start),
    noLostWatch(start),
    introducedAtLast(start),
    nodesAtLast(start),
    noDeadEnd(start),
    ...(other === null ? [] : [adoptsNobody(other)]),
  ];
}
