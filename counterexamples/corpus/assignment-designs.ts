/** Assignment as landed, by driver and by what becomes of a device that a guest gives back. */

import type { DesignEntry } from '../catalogue.ts';

interface Design {
  readonly id: string;
  readonly title: string;
  readonly parameters: DesignEntry['design']['parameters'];
  readonly violated?: Readonly<Record<string, number>>;
  readonly remarks?: string;
}

const designs: readonly Design[] = [
  {
    id: 'ASG-VTD-BASIC',
    title: 'VT-d, quarantine without mappings: the default',
    parameters: { driver: 'vtd', quarantine: 'basic' },
  },
];

export const assignmentDesigns: readonly DesignEntry[] = designs.map(
  ({ id, title, parameters, violated = {}, remarks }) => ({
    kind: 'design',
    id,
    title,
    design: { system: 'assignment', parameters },
    violated,
    ...(remarks === undefined ? {} : { remarks }),
  }),
);
