/** Every system family that can be named on the command line. */

import type { Family } from '../compose/index.ts';
import { assignment } from './assignment/index.ts';
import { backendReady } from './backend-ready/index.ts';
import { ecamIoreq } from './ecam-ioreq/index.ts';
import { fullPassthrough } from './full-passthrough/index.ts';
import { grantDma } from './grant-dma/index.ts';
import { guestMsi } from './guest-msi/index.ts';
import { lateXenstore } from './late-xenstore/index.ts';
import { physicalIommu } from './physical-iommu/index.ts';
import { reservedRegions } from './reserved-regions/index.ts';
import { sriov } from './sriov/index.ts';
import { trial } from './trial.system.ts';
import { virtioIommu } from './virtio-iommu/index.ts';
import { vpciLocking } from './vpci-locking/index.ts';
import { vpciMapping } from './vpci-mapping/index.ts';
import { vpciMsiFamily } from './vpci-msi/index.ts';
import { vpciRegisters } from './vpci-registers/index.ts';
import { vpciTopology } from './vpci-topology/index.ts';
import { xenbus } from './xenbus/index.ts';

export const families: readonly Family[] = [
  vpciLocking,
  vpciMapping,
  vpciMsiFamily,
  vpciTopology,
  vpciRegisters,
  assignment,
  guestMsi,
  backendReady,
  lateXenstore,
  xenbus,
  grantDma,
  ecamIoreq,
  virtioIommu,
  reservedRegions,
  sriov,
  physicalIommu,
  fullPassthrough,
  trial,
];
