/**
 * The family `reserved-regions`: pages of I/O address space that a device has for something else than
 * memory of its guest, and what happens where they meet that memory.
 *
 * Sources: virtio-dev, "[RFC] virtio-iommu version 0.4" (August and September 2017), "Summary of LPC guest
 * MSI discussion in Santa Fe" (November 2016), and what came of both in the virtio specification, Linux,
 * QEMU and Xen. The types of regions are in `regions.ts`.
 */

import {
  defineFamily,
  defineSystem,
  type Property,
  type SystemDefinition,
} from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { parameters, type Values } from './parameters.ts';
import { refuse } from './refusals.ts';
import { vfioSetup } from './vfio/index.ts';
import { viommuSetup } from './viommu/index.ts';
import { xenSetup } from './xen/index.ts';

export const reservedRegions = defineFamily({
  name: 'reserved-regions',
  title: 'Reserved regions: merging, mapping over them, doorbells, firmware memory, hot-add',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

const setups = { viommu: viommuSetup, vfio: vfioSetup, xen: xenSetup };

function build(values: Values): SystemDefinition {
  return defineSystem(
    { name: 'reserved-regions', assumptions: assumptions(values), sources },
    (system) => {
      const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
        if (applies) return [make()];
        system.notAsked(name, why);
        return [];
      };
      for (const property of setups[values.setup](system, values, ask)) system.property(property);
    },
  );
}
