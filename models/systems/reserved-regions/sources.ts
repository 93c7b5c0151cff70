/** What the lines of the programs stand for; printed below traces. */

const spec = 'virtio-spec at 15f488c, IOMMU device';

export const sources = {
  identity:
    'proposal of a type for identity regions: virtio-dev, "[RFC] virtio-iommu version 0.4", 2017-08-28 and 2017-09-06',
  attach: 'viommu_attach_dev in Linux at f088104d837a',
  map: 'viommu_map_pages, iommu_dma_alloc_iova in Linux at f088104d837a',
  direct: 'iommu_create_device_direct_mappings in Linux',
  doorbell: 'iommu_dma_prepare_msi, iommu_dma_get_msi_page in Linux',
  device: 'the driver of the device, by the DMA API',
  hostDoorbell:
    'vfio_msi_set_vector_signal, iommu_dma_get_msi_page, iommu_dma_map_msi_msg in Linux before 5.2',
  request: 'a memory request of a device: PCI Express Base Specification, 2.2',
  claim: `${spec}, Property RESV_MEM; virtio_iommu_translate in QEMU 10.0.91 for emulated endpoints`,
  walk: `${spec}, Device operations; VFIO type1 of Linux`,
} as const;

/** Lines of setup=vfio. */
export const vfio = {
  command: 'qmp_device_add, pc_dimm_plug in QEMU 10.0.91',
  claim: 'iommu_group_claim_dma_owner in Linux; since a48ce36e2786 not with a direct region',
  attach:
    'vfio_iommu_type1_attach_group in Linux: vfio_iommu_resv_conflict since 5.4; device_rmrr_is_relaxable',
  map: 'vfio_listener_region_add in QEMU 10.0.91; vfio_dma_do_map in Linux: vfio_iommu_iova_dma_valid since 5.4',
  detach: 'vfio_container_disconnect in QEMU 10.0.91; vfio_iommu_type1_detach_group in Linux',
  migrate: 'the guest is stopped here and started there; seed of November 2016',
  sysfs: '/sys/kernel/iommu_groups/*/reserved_regions, read by the management layer',
  group: 'iommu_group_add_device in Linux',
  firmware: 'System Management Mode or a graphics device, by its RMRR: VT-d specification, 3.16',
} as const;

const xenAt = 'at c447b7308b';

/** Lines of setup=xen. */
export const xen = {
  layout: `libxl__domain_device_construct_rdm ${xenAt}`,
  populate: `meminit_hvm, XENMEM_populate_physmap ${xenAt}`,
  tables: `parse_ivmd_block, iommu_unity_region_ok ${xenAt}; before 83afa31358 with typeCheck=inverted`,
  shared: `intel_iommu_assign_device ${xenAt}`,
  identity: `iommu_identity_mapping, p2m_add_identity_entry ${xenAt}`,
  context: `reassign_device_ownership ${xenAt}`,
  remove: `iommu_identity_mapping, p2m_remove_identity_entry ${xenAt}`,
  balloon: `guest_remove_page ${xenAt}`,
} as const;
