/** Parameters of the family `sriov`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { defectMeanings, defects } from './defects.ts';
import { pathMeanings, paths, scenes } from './paths.ts';

export const parameters = {
  scene: choice({
    values: scenes,
    default: 'pf-vf',
    help: 'which part of sharing a device is looked at',
    meanings: {
      'pf-vf': 'the virtual functions of a PF, and who has the PF',
      mdev: 'a mediated device: a vendor driver translates and pins for it',
      nested: 'stage 1 by the guest, stage 2 by the host',
      migration: 'a VF that moves to another host with its guest',
    },
  }),
  pf: choice({
    values: ['user', 'kernel'],
    default: 'user',
    help: 'scene=pf-vf: who has the PF at first',
    meanings: {
      user: 'whoever opens it by vfio-pci',
      kernel: 'a driver of the host kernel, which manages the VFs',
    },
  }),
  vfs: integer({ min: 1, max: 2, default: 1, help: 'scene=pf-vf: virtual functions' }),
  users: setOf({
    values: ['P', 'R'],
    default: ['P', 'R'],
    help: 'scene=pf-vf: who may open the PF by vfio-pci',
    meanings: {
      P: 'whom guest A trusts, by a shared secret',
      R: 'whom guest B trusts, and A does not',
    },
  }),
  guests: setOf({
    values: ['A', 'B'],
    default: ['A'],
    help: 'scene=pf-vf: guests that open VFs',
    meanings: {
      A: 'a guest that shares a secret with P',
      B: 'a guest that shares a secret with R',
    },
  }),
  ats: flag({
    default: false,
    help: 'scene=pf-vf: functions have device-TLBs (ATS), on while somebody has them',
  }),
  container: choice({
    values: ['iommufd', 'type1'],
    default: 'iommufd',
    help: 'scene=mdev: who keeps the address space that vendor drivers pin pages of',
    meanings: {
      iommufd: 'iommufd: nothing more is pinned once unmapping has begun',
      type1: 'VFIO type1: pages are pinned as long as the range is there',
    },
  }),
  pages: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'scene=mdev or nested: pages of the range that is mapped and unmapped',
  }),
  msi: flag({ default: false, help: 'scene=nested: messages go through both stages' }),
  paths: setOf({
    values: paths,
    default: paths,
    help: 'what happens; of all of it, what belongs to the scene',
    meanings: pathMeanings,
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'what is wrong besides',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;
