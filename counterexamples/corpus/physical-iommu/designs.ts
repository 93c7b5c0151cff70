/** IOMMUs as their drivers use them, each with what a device can do meanwhile. */

import type { DesignEntry } from '../../catalogue.ts';
import { allDesignsOf, type DesignInit } from '../../entries.ts';

const designs: readonly DesignInit[] = [
  { id: 'PI-VTD', title: 'VT-d, strict, ATS switched with the domain', parameters: {} },
  {
    id: 'PI-AMD',
    title: 'AMD, strict, ATS switched with the domain',
    parameters: { iommu: 'amd' },
  },
  {
    id: 'PI-SMMU',
    title: 'SMMUv3, strict, entries through abort',
    parameters: { iommu: 'smmu' },
  },
  {
    id: 'PI-VTD-KEPT',
    title: 'VT-d, ATS stays on, and the device that changes hands is flushed',
    parameters: { ats: 'kept' },
  },
  {
    id: 'PI-VTD-ALIAS',
    title: 'VT-d, a device with an alias, a domain id that is used again',
    parameters: { rids: 2, paths: ['MOVE', 'NEW', 'UNMAP'] },
  },
  {
    id: 'PI-AMD-NEIGHBOUR',
    title: 'AMD, another device stays behind; caches that are not snooped',
    parameters: { iommu: 'amd', devices: 2, coherent: false, paths: ['MOVE', 'UNMAP'] },
  },
  {
    id: 'PI-QUARANTINE-SCRATCH',
    title: 'Quarantine with a scratch page, a device that retries',
    parameters: { paths: ['DEA', 'UNMAP'], quarantine: 'scratch', retries: true },
  },
  {
    id: 'PI-QUARANTINE-BASIC',
    title: 'Quarantine without mappings, a device that retries',
    parameters: { paths: ['DEA', 'UNMAP'], quarantine: 'basic', retries: true },
    violated: { QuarantineQuiet: 14 },
    remarks: 'basicQuarantine',
  },
  {
    id: 'PI-QUARANTINE-NONE',
    title: 'No quarantine',
    parameters: { paths: ['DEA', 'UNMAP'], quarantine: 'none' },
    violated: { QUARANTINE: 12 },
    remarks: 'XSA-302 of the family assignment',
  },
  {
    id: 'PI-LAZY-UNTRUSTED',
    title: 'Lazy flushing, strict for the device that is not trusted',
    parameters: { flush: 'lazy', paths: ['UNMAP', 'MAP'] },
  },
  {
    id: 'PI-LAZY-TRUSTED',
    title: 'Lazy flushing for a trusted device, pages of tables on a list',
    parameters: { flush: 'lazy', trusted: true, paths: ['UNMAP', 'TABLE'] },
    violated: { NoDmaToFreed: 6, 'DMA-CONFINED': 6 },
    remarks: 'by design: the window that F39 is about, for a device that is trusted',
  },
  {
    id: 'PI-SVA',
    title: 'Tables shared with the CPU',
    parameters: { paths: ['SVA', 'UNMAP'] },
  },
];

export const physicalIommuDesigns: readonly DesignEntry[] = allDesignsOf('physical-iommu', designs);
