/** Every entry of the catalogue, designs first. */

import type { CatalogueEntry } from '../catalogue.ts';
import { assignmentDefects } from './assignment-defects/index.ts';
import { assignmentDesigns } from './assignment-designs.ts';
import { backendReadyDesigns } from './backend-ready/designs.ts';
import { backendReadyDefects } from './backend-ready/index.ts';
import { ecamDesigns } from './ecam-ioreq/designs.ts';
import { ecamDefects } from './ecam-ioreq/index.ts';
import { fullPassthroughEntries } from './full-passthrough/index.ts';
import { grantEntries } from './grant-dma/index.ts';
import { guestMsiDesigns } from './guest-msi/designs.ts';
import { guestMsiDefects } from './guest-msi/index.ts';
import { lateXenstoreDesigns } from './late-xenstore/designs.ts';
import { lateXenstoreDefects } from './late-xenstore/index.ts';
import { physicalIommuDesigns } from './physical-iommu/designs.ts';
import { physicalIommuDefects } from './physical-iommu/index.ts';
import { reservedRegionDesigns } from './reserved-regions/designs.ts';
import { reservedRegionDefects } from './reserved-regions/index.ts';
import { sriovDesigns } from './sriov/designs.ts';
import { sriovDefects } from './sriov/index.ts';
import { virtioIommuEntries } from './virtio-iommu/index.ts';
import { vpciDefects } from './vpci-defects/index.ts';
import { vpciDesigns } from './vpci-designs.ts';
import { mappingDesigns } from './vpci-mapping/designs.ts';
import { mappingDefects } from './vpci-mapping/index.ts';
import { msiDesigns } from './vpci-msi/designs.ts';
import { msiDefects } from './vpci-msi/index.ts';
import { registerDefects, registerDesigns } from './vpci-registers/index.ts';
import { topologyDefects, topologyDesigns } from './vpci-topology/index.ts';
import { xenbusDesigns } from './xenbus/designs.ts';
import { xenbusDefects } from './xenbus/index.ts';

export const catalogue: readonly CatalogueEntry[] = [
  ...vpciDesigns,
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
  ...lateXenstoreDesigns,
  ...xenbusDesigns,
  ...ecamDesigns,
  ...sriovDesigns,
  ...physicalIommuDesigns,
  ...vpciDefects,
  ...assignmentDefects,
  ...msiDefects,
  ...mappingDefects,
  ...topologyDefects,
  ...registerDefects,
  ...guestMsiDefects,
  ...backendReadyDefects,
  ...lateXenstoreDefects,
  ...xenbusDefects,
  ...ecamDefects,
  ...sriovDefects,
  ...physicalIommuDefects,
  ...virtioIommuEntries,
  ...reservedRegionDesigns,
  ...reservedRegionDefects,
  ...grantEntries,
  ...fullPassthroughEntries,
];
