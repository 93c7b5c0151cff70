/** The scene `ports`: accesses by port, whose way depends on something that others change. */

import type { Property, SystemBuilder } from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import { latchScene } from './latch.ts';
import { translationScene } from './translation.ts';

/** Builds the scene. */
export function ports(system: SystemBuilder, values: Values): readonly Property[] {
  return values.port === 'cf8' ? latchScene(system, values) : translationScene(system, values);
}
