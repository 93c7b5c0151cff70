/** The functions and revisions that steps stand for. */

import type { Values } from './parameters.ts';

/** Code and hardware that is the same whatever the IOMMU; functions without a revision are of Linux. */
export const sources = {
  device: 'a device that is a bus master; PCI Express Base Specification, requests',
  ats: 'PCI Express Base Specification, 10 (Address Translation Services)',
  iommu: 'VT-d specification, queued invalidation; AMD-Vi specification, command buffer; SMMUv3',
  heap: 'alloc_domheap_pages at c447b7308b; __free_pages',
  pulled: 'a device that is pulled out; PCI Express Base Specification, hot-plug',
  unmap:
    'iommu_unmap, __iommu_dma_unmap; iommu_unmap in xen/drivers/passthrough/iommu.c at c447b7308b',
  map: 'vfio_iommu_type1 (vfio_pin_map_dma), iommu_map',
  remap: 'update_paging_mode, set_iommu_pte_present in xen/drivers/passthrough/amd at 3b055121c5',
  table:
    'iommu_unmap with a freelist (series "Handle freelists when using deferred flushing", 2020-11)',
  shared: 'pagetable_free and iommu_sva of kernel page tables (CVE-2025-71089, CVE-2025-71202)',
  timer: 'fq_flush_timeout, fq_ring_free in drivers/iommu',
  resets: 'pci_reset_function with an IOMMU prepared for it (c279e83953d9, 0d5fd7a9323c)',
  ids: 'domain ids of an IOMMU: context_set_domain_id and cleanup_domid_map at c447b7308b',
  kexec: 'device tables of a crashed kernel (36b7200f67df)',
  ivmd: 'parse_ivmd_block in xen/drivers/passthrough/amd/iommu_acpi.c (83afa31358)',
  probe: 'device_def_domain_type and the quirk for integrated graphics (67e8a5b18d41)',
} as const;

/** What changes contexts, by IOMMU. */
export function contextCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'domain_context_mapping_one at c447b7308b; domain_context_clear_one';
    case 'amd':
      return 'amd_iommu_setup_domain_device at c447b7308b';
    case 'smmu':
      return 'arm_smmu_attach_dev, arm_smmu_detach_dev';
  }
}

/** What switches an IOMMU on. */
export function bootCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'init_vtd_hw, enable_translation in xen/drivers/passthrough/vtd/iommu.c';
    case 'amd':
      return 'amd_iommu_init, enable_iommu in xen/drivers/passthrough/amd (1b00c16bdf)';
    case 'smmu':
      return 'arm_smmu_device_reset in drivers/passthrough/arm/smmu-v3.c';
  }
}
