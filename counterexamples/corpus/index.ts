/** Every entry of the catalogue, designs first. */

import type { CatalogueEntry } from '../catalogue.ts';
import { assignmentDefects } from './assignment-defects/index.ts';
import { assignmentDesigns } from './assignment-designs.ts';
import { backendReadyDesigns } from './backend-ready/designs.ts';
import { backendReadyDefects } from './backend-ready/index.ts';
import { backendReadyRunDefects, backendReadyRunDesigns } from './backend-ready/runs.ts';
import { ecamDesigns } from './ecam-ioreq/designs.ts';
import { ecamDefects } from './ecam-ioreq/index.ts';
import { ecamRunDefects, ecamRunDesigns } from './ecam-ioreq/runs.ts';
import { fullPassthroughEntries } from './full-passthrough/index.ts';
import { grantEntries } from './grant-dma/index.ts';
import { grantRunDefects, grantRunDesigns } from './grant-dma/runs.ts';
import { guestMsiDesigns } from './guest-msi/designs.ts';
import { guestMsiDefects } from './guest-msi/index.ts';
import { lateXenstoreDesigns } from './late-xenstore/designs.ts';
import { lateXenstoreDefects } from './late-xenstore/index.ts';
import { lateXenstoreRunDefects, lateXenstoreRunDesigns } from './late-xenstore/runs.ts';
import { physicalIommuDesigns } from './physical-iommu/designs.ts';
import { physicalIommuDefects } from './physical-iommu/index.ts';
import { physicalIommuRunDefects, physicalIommuRunDesigns } from './physical-iommu/runs.ts';
import { reservedRegionDesigns } from './reserved-regions/designs.ts';
import { reservedRegionDefects } from './reserved-regions/index.ts';
import { reservedRegionRunDesigns } from './reserved-regions/runs.ts';
import { sriovDesigns } from './sriov/designs.ts';
import { sriovDefects } from './sriov/index.ts';
import { virtioIommuEntries } from './virtio-iommu/index.ts';
import { virtioIommuRuns } from './virtio-iommu/runs.ts';
import { vpciDefects } from './vpci-defects/index.ts';
import { vpciDesigns } from './vpci-designs.ts';
import { mappingDesigns } from './vpci-mapping/designs.ts';
import { mappingDefects } from './vpci-mapping/index.ts';
import { mappingRunDefects, mappingRunDesigns } from './vpci-mapping/runs.ts';
import { msiDesigns } from './vpci-msi/designs.ts';
import { msiDefects } from './vpci-msi/index.ts';
import { registerDefects, registerDesigns } from './vpci-registers/index.ts';
import { vpciRunDefects, vpciRunDesigns } from './vpci-runs.ts';
import { topologyDefects, topologyDesigns } from './vpci-topology/index.ts';
import { xenbusDesigns } from './xenbus/designs.ts';
import { xenbusDefects } from './xenbus/index.ts';

export const catalogue: readonly CatalogueEntry[] = [
  ...vpciDesigns,
  ...vpciRunDesigns,
  ...topologyDesigns,
  ...registerDesigns,
  ...msiDesigns,
  {
    kind: 'design',
    id: 'trial',
    title: 'The trial system as specified',
    design: { system: 'trial', parameters: {} },
    violated: {},
  },
  ...mappingDesigns,
  ...assignmentDesigns,
  ...guestMsiDesigns,
  ...backendReadyDesigns,
  ...backendReadyRunDesigns,
  ...lateXenstoreDesigns,
  ...lateXenstoreRunDesigns,
  ...xenbusDesigns,
  ...ecamDesigns,
  ...ecamRunDesigns,
  ...sriovDesigns,
  ...physicalIommuDesigns,
  ...physicalIommuRunDesigns,
  ...mappingRunDesigns,
  ...vpciDefects,
  ...vpciRunDefects,
  ...assignmentDefects,
  ...msiDefects,
  ...mappingDefects,
  ...topologyDefects,
  ...registerDefects,
  ...guestMsiDefects,
  ...backendReadyDefects,
  ...backendReadyRunDefects,
  ...lateXenstoreDefects,
  ...lateXenstoreRunDefects,
  ...xenbusDefects,
  ...ecamDefects,
  ...ecamRunDefects,
  ...sriovDefects,
  ...physicalIommuDefects,
  ...physicalIommuRunDefects,
  ...mappingRunDefects,
  ...virtioIommuEntries,
  ...virtioIommuRuns,
  ...reservedRegionDesigns,
  ...reservedRegionRunDesigns,
  ...reservedRegionDefects,
  ...grantEntries,
  ...fullPassthroughEntries,
  ...grantRunDesigns,
  ...grantRunDefects,
];
