/** How a scene states its requirements. */

import type { Property, SystemBuilder } from '../../compose/index.ts';

/** States a requirement where it applies, and notes why not elsewhere. */
export type Ask = (applies: boolean, why: string, name: string, make: () => Property) => void;

/** Asks a system. */
export function asking(system: SystemBuilder): Ask {
  return (applies, why, name, make) => {
    if (applies) system.property(make());
    else system.notAsked(name, why);
  };
}
