/** The requirement on frames of a grant table whose version is switched: STATUS-FRAME-LIVE. */

import type { frameMapping } from '../../models/components/frame-mapping.machine.ts';
import { type Component, type Property, relation } from '../../models/compose/index.ts';
import { allocatedGeneration, type heapObject } from '../../models/kit/heap-object.machine.ts';
import { companion, invariant } from '../kinds/index.ts';

/** A status frame, and the p2m entry that leads to it. */
export interface StatusFrame {
  readonly frame: Component<ReturnType<typeof heapObject>>;
  readonly mapping: Component<typeof frameMapping>;
}

/** Source: XSA-486, 02708d3b51. */
export function statusFrameLive({ frame, mapping }: StatusFrame): Property {
  return invariant({
    name: 'STATUS-FRAME-LIVE',
    statement: 'a p2m entry for a status frame leads to the frame that is there',
    stake: 'a guest writes to memory that the hypervisor has freed',
    holds: relation(
      `${mapping.name} leads to ${frame.name}`,
      [
        mapping.view('leads to', (s) => s.context.generation),
        frame.view('is', allocatedGeneration),
      ],
      (to, is) => to === null || to === is,
    ),
    companion: companion(
      'a frame is mapped that was allocated anew',
      mapping.is('leads to the second', (s) => s.context.generation === 1),
    ),
  });
}
