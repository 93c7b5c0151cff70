/** Requirements about the long run, which are asked by name. */

import { weaklyFair } from '../../../../properties/kinds/index.ts';
import { scheduled, served } from '../../../../properties/passthrough/fairness.ts';
import { flushTerminates } from '../../../../properties/passthrough/iommu-flushes.ts';
import { allOf, type Property, type SystemBuilder } from '../../../compose/index.ts';
import { places, tags } from '../code/marks.ts';
import type { World } from '../world.ts';
import type { Actors } from './parts.ts';

/** Those a configuration can state; the others are noted with the reason. */
export function runPropertiesOf(
  system: SystemBuilder,
  { has, neighbour, device }: World,
  { cpu0, cpu1, timer }: Actors,
): readonly Property[] {
  const cpus = [cpu0, cpu1, timer].filter((actor) => actor !== null);
  const flushes = has('MOVE', 'DEA', 'KEXEC', 'RST', 'UNMAP', 'REMAP', 'TABLE', 'SVA');
  if (!flushes) {
    system.notAsked('FlushTerminates', 'needs a code path that flushes');
    return [];
  }
  const devices = [device, ...(neighbour === null ? [] : [neighbour])];
  const hardware = served(
    [{ name: 'iommu' }],
    'hardware carries out the oldest command: it waits for requests that were on their way, not for later ones',
  );
  const flights = devices.map(({ name }) =>
    weaklyFair(
      `what ${name} has in flight`,
      (step) => step.actor === name && step.tags.includes(tags.arrives),
      'what is on its way to memory arrives',
    ),
  );
  const quiet = allOf(...devices.map(({ dma }) => dma.is('is idle', (s) => s.matches('idle'))));
  return [
    flushTerminates(
      cpus,
      [places.waitsForIommu, places.waitsForDevice],
      [...scheduled(cpus, 'a CPU of the host runs'), ...hardware, ...flights],
      neighbour === null ? null : quiet,
    ),
  ];
}
