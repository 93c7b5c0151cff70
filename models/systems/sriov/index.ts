/**
 * The family `sriov`: devices that are shared: virtual functions and who has the physical one, mediated
 * devices, nested translation, migration.
 *
 * Sources: the thread "pci-iov: Add support for unmanaged SR-IOV" (virtio-dev, March 2018), VFIO and
 * iommufd of Linux, QEMU's hw/vfio, the specifications of VT-d and of the SMMUv3. The four parts are
 * scenes of one family: each has components and code of its own.
 */

import {
  defineFamily,
  defineSystem,
  type SystemBuilder,
  type SystemDefinition,
} from '../../compose/index.ts';
import { assumptions, sources } from './about.ts';
import { mdev } from './mdev/index.ts';
import { migration } from './migration/index.ts';
import { nested } from './nested/index.ts';
import { parameters, type Values } from './parameters.ts';
import type { Scene } from './paths.ts';
import { pfVf } from './pf-vf/index.ts';
import { refuse } from './refuse.ts';

export const sriov = defineFamily({
  name: 'sriov',
  title: 'Shared devices: SR-IOV, mediated devices, nested translation, migration',
  parameters,
  sources,
  refuse,
  build: (values) => build(values),
});

const scenes: Readonly<Record<Scene, (system: SystemBuilder, values: Values) => void>> = {
  'pf-vf': pfVf,
  mdev,
  nested,
  migration,
};

function build(values: Values): SystemDefinition {
  return defineSystem({ name: 'sriov', assumptions: assumptions(values), sources }, (system) =>
    scenes[values.scene](system, values),
  );
}
