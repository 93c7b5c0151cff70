/** The functions and revisions that steps stand for. */

import type { Driver } from './parameters.ts';

const landed = 'c447b7308b';

/** Code that is the same whatever the driver, and hardware. */
export const sources = {
  device: 'a device that is a bus master; VT-d and AMD-Vi specifications, translation of requests',
  iommu: 'VT-d specification, queued invalidation; AMD-Vi specification, command buffer',
  heap: `alloc_domheap_pages at ${landed}`,
  domctl: `iommu_do_pci_domctl at ${landed}`,
  assign: `assign_device at ${landed}`,
  deassign: `deassign_device at ${landed}`,
  release: `pci_release_devices at ${landed}`,
  destroy: `domain_kill, iommu_domain_destroy, relinquish_memory at ${landed}`,
  reset: 'pcistub_device_reset in Linux, drivers/xen/xen-pciback/pci_stub.c',
  config: `vpci_read, vpci_write at ${landed}`,
  regions: `iommu_identity_mapping at ${landed}`,
  remove: `guest_remove_page at ${landed}`,
  readonly: `p2m_change_type_one at ${landed}`,
  batch: `xenmem_add_to_physmap at ${landed}`,
  tablePage: `p2m_free_ptp at ${landed}`,
  populate: 'arch_iommu_populate_page_table at 1f0b0bb777',
  pirqs: `pt_pirq_iterate, pci_clean_dpci_irq at ${landed}`,
  retype: 'get_page_type, iommu_unmap at 1f0b0bb777',
  libxl: 'do_pci_add at 826eb17271',
  setDomainId: `context_set_domain_id at ${landed}`,
  cleanupDomainId: `cleanup_domid_map at ${landed}`,
} as const;

/** What changes contexts and lists, by driver. */
export function driverCode(driver: Driver): string {
  switch (driver) {
    case 'vtd':
      return `reassign_device_ownership, domain_context_mapping_one at ${landed}`;
    case 'amd':
      return `reassign_device, amd_iommu_setup_domain_device at ${landed}`;
    case 'smmuv3':
      return `arm_smmu_assign_dev, arm_smmu_deassign_dev at ${landed}`;
  }
}
