/** The scene `bars-and-windows`: BARs, windows and bus numbers that change while the guest runs. */

import type { Property, SystemBuilder } from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import { addBridgeScene } from './add-bridge.ts';
import { allocatorScene } from './allocator.ts';
import { holeScene } from './hole.ts';
import { hotAddScene } from './hot-add.ts';
import { moveScene } from './move.ts';

const builders: Readonly<Record<Values['change'], typeof moveScene>> = {
  move: moveScene,
  hotAdd: hotAddScene,
  addBridge: addBridgeScene,
  boot: holeScene,
  concurrentAdd: allocatorScene,
};

/** Builds the scene. */
export function barsAndWindows(system: SystemBuilder, values: Values): readonly Property[] {
  return builders[values.change](system, values);
}
