/**
 * The functions and revisions that steps stand for. At c447b7308b they are of Xen, at other revisions and
 * without one of Linux.
 */

import type { Values } from './parameters.ts';

/** Code and hardware that is the same whatever the IOMMU. */
export const sources = {
  device: 'a device that is a bus master; PCI Express Base Specification, requests',
  ats: 'PCI Express Base Specification, 10 (Address Translation Services)',
  iommu: 'VT-d specification, queued invalidation; AMD-Vi specification, command buffer; SMMUv3',
  heap: 'alloc_domheap_pages at c447b7308b; __free_pages',
  pulled: 'a device that is pulled out; pci_dev_is_disconnected is all that a driver can ask',
  unmap:
    'iommu_unmap, __iommu_dma_unmap; iommu_unmap in xen/drivers/passthrough/iommu.c at c447b7308b',
  map: 'vfio_iommu_type1 (vfio_pin_map_dma), iommu_map',
  remap: 'set_iommu_pte_present in xen/drivers/passthrough/amd/iommu_map.c at 3b055121c5',
  table:
    'iommu_unmap with a freelist (series "Handle freelists when using deferred flushing", 2020-11)',
  shared: 'pagetable_free and iommu_sva of kernel page tables (CVE-2025-71089, CVE-2025-71202)',
  timer: 'fq_flush_timeout, fq_ring_free in drivers/iommu/dma-iommu.c',
  resets: 'pci_dev_reset_iommu_prepare, pci_dev_reset_iommu_done (c279e83953d9, 0d5fd7a9323c)',
  ids: 'domain ids of an IOMMU: context_set_domain_id and cleanup_domid_map at c447b7308b',
  kexec: 'set_dte_entry of a crash kernel (36b7200f67df)',
  ivmd: 'parse_ivmd_block in xen/drivers/passthrough/amd/iommu_acpi.c (83afa31358)',
  probe: 'device_def_domain_type and the quirk for integrated graphics (67e8a5b18d41)',
} as const;

/** What changes contexts, by IOMMU. */
export function contextCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'domain_context_mapping_one, domain_context_unmap_one at c447b7308b';
    case 'amd':
      return 'amd_iommu_setup_domain_device at c447b7308b';
    case 'smmu':
      return 'arm_smmu_attach_dev, arm_smmu_detach_dev at c447b7308b';
  }
}

/** What switches ATS on and off, by IOMMU. */
export function atsCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'enable_ats_device, disable_ats_device at c447b7308b';
    case 'amd':
      return 'attach_device, detach_device in drivers/iommu/amd/iommu.c at 4a552f7890f0';
    case 'smmu':
      return 'arm_smmu_enable_ats, arm_smmu_disable_ats at c447b7308b';
  }
}

/**
 * The list of device-TLBs that are flushed with a domain: who walks it under which lock, and when a device
 * leaves it, by IOMMU.
 */
export function listCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'cache_tag_flush_range in drivers/iommu/intel/cache.c at 0a3f6b346301, under cache_lock';
    case 'amd':
      return 'detach_device in drivers/iommu/amd/iommu.c at 4a552f7890f0, under the lock of the domain';
    case 'smmu':
      return 'arm_smmu_atc_inv_domain, arm_smmu_detach_dev at c447b7308b, under devices_lock';
  }
}

/** What switches an IOMMU on. */
export function bootCode(iommu: Values['iommu']): string {
  switch (iommu) {
    case 'vtd':
      return 'init_vtd_hw, iommu_enable_translation at c447b7308b';
    case 'amd':
      return 'amd_iommu_init, enable_iommu at c447b7308b (1b00c16bdf)';
    case 'smmu':
      return 'arm_smmu_device_reset in xen/drivers/passthrough/arm/smmu-v3.c at c447b7308b (b63b3439b856 in Linux)';
  }
}
