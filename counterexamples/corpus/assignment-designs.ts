/** Assignment as landed, by driver and by what becomes of a device that a guest gives back. */

import type { DesignEntry } from '../catalogue.ts';
import { allDesignsOf, type DesignInit } from '../entries.ts';

const designs: readonly DesignInit[] = [
  {
    id: 'ASG-VTD-BASIC',
    title: 'VT-d, quarantine without mappings: the default',
    parameters: { driver: 'vtd', quarantine: 'basic' },
  },
  {
    id: 'ASG-VTD-SCRATCH',
    title: 'VT-d, quarantine with a scratch page',
    parameters: { driver: 'vtd', quarantine: 'scratch' },
  },
  {
    id: 'ASG-AMD-BASIC',
    title: 'AMD, quarantine without mappings',
    parameters: { driver: 'amd', quarantine: 'basic' },
  },
  {
    id: 'ASG-SMMU-BASIC',
    title: 'SMMUv3, quarantine without mappings',
    parameters: { driver: 'smmuv3', quarantine: 'basic', regions: 0 },
    violated: { 'ASSIGN-ATOMIC': 10 },
    remarks: 'SMMU_LIST',
  },
  {
    id: 'ASG-VTD-NONE',
    title: 'VT-d, no quarantine',
    parameters: { driver: 'vtd', quarantine: 'none', start: 'dom0' },
    violated: { 'IOMMU-MATCH': 24, 'DMA-CONFINED': 33, QUARANTINE: 29 },
    remarks: 'XSA-302, V-32',
  },
  {
    id: 'ASG-VTD-LANDED',
    title: 'VT-d as landed, by reading: one function, a failing hook is not undone',
    parameters: { driver: 'vtd', quarantine: 'basic', rids: 1, defects: ['ASG_NOROLLBACK'] },
    violated: { 'ASSIGN-ATOMIC': 16 },
    remarks: 'V-30',
  },
];

export const assignmentDesigns: readonly DesignEntry[] = allDesignsOf('assignment', designs);
