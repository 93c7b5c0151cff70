/** The functions and revisions that steps stand for. */

const core = 'drivers/vfio/pci/vfio_pci_core.c in Linux 6.12';

/** Scene pf-vf. */
export const pfVf = {
  group: 'vfio_group_ioctl_get_device_fd, drivers/vfio/group.c in Linux 6.12',
  match: `vfio_pci_validate_vf_token, ${core}`,
  finish: `vfio_pci_core_finish_enable, ${core}`,
  close: `vfio_pci_core_close_device, ${core}`,
  attach: 'vfio_iommu_type1_attach_group in Linux 6.12',
  detach: 'vfio_iommu_type1_detach_group in Linux 6.12; arm_smmu_detach_dev at 8dd8f005bdd4',
  ats: 'pci_enable_ats, pci_disable_ats, drivers/pci/ats.c in Linux 6.12',
  reset: 'pcie_flr, pci_restore_state in Linux 6.12',
  numvfs: 'sriov_enable, sriov_disable, drivers/pci/iov.c in Linux 6.12',
  bind: `vfio_pci_core_register_device, ${core}`,
  probe: `vfio_pci_bus_notifier, ${core}; driver_probe_device`,
  device:
    'a function that is a bus master; PCI Express Base Specification, 9 (SR-IOV) and 10 (ATS)',
} as const;

/** Scene mdev. */
export const mdev = {
  map: 'vfio_dma_do_map, drivers/vfio/vfio_iommu_type1.c in Linux 6.12; iopt_map_pages of iommufd',
  unmap: {
    type1: 'vfio_dma_do_unmap, drivers/vfio/vfio_iommu_type1.c in Linux 6.12',
    iommufd: 'iopt_unmap_iova_range, drivers/iommu/iommufd/io_pagetable.c in Linux 6.12',
  },
  pin: 'vfio_pin_pages in Linux 6.12; a vendor driver, as drivers/gpu/drm/i915/gvt',
  notified: 'vfio_notify_dma_unmap, dma_unmap of a vendor driver (ce4b4657ff18)',
  device: 'a device with a translation table of its own',
  balloon: 'the host takes memory that is not pinned: balloon, discard, free page reporting',
} as const;

/** Scene nested. */
export const nested = {
  unmap: 'iommu_unmap of a guest, as arm_smmu_tlb_inv_range_domain in Linux 6.12',
  map: 'iommu_map of a guest',
  forward: 'hw/arm/smmuv3.c and hw/i386/intel_iommu.c in QEMU; arm_vsmmu_cache_invalidate in Linux',
  reset: 'reset of a virtual IOMMU in a VMM with nested translation',
  reboot: 'the next kernel of the guest',
  stage2: 'arm_smmu_domain_inv_range in Linux; qi_flush_iotlb for a nesting parent',
  detach: 'intel_pasid_tear_down_entry in Linux',
  doorbell1: 'iommu_dma_get_msi_page of a guest',
  doorbell2: 'vfio_set_irqs; the VMM maps the doorbell of the host',
  device: 'a device behind two stages; SMMUv3 and VT-d specifications, nested translation',
  iommu: 'SMMUv3 and VT-d specifications, invalidation by range, address, PASID and domain',
} as const;

/** Scene migration. */
export const migration = {
  start: 'vfio_devices_dma_logging_start in QEMU; iopt_set_dirty_tracking of iommufd',
  copy: 'ram_save_iterate in QEMU',
  sync: 'vfio_listener_log_sync in QEMU; iopt_read_and_clear_dirty_data of iommufd',
  stop: 'vfio_vmstate_change_prepare, vfio_vmstate_change in QEMU (RUNNING_P2P, STOP)',
  save: 'vfio_save_complete_precopy in QEMU (STOP_COPY)',
  load: 'iommu_post_load in hw/virtio/virtio-iommu.c (d355566bd9); vfio_load_state',
  resume: 'vfio_vmstate_change in QEMU (RUNNING)',
  unmap: 'vfio_iommu_map_notify in QEMU; an unmapping that reads the dirty bitmap of its range',
  map: 'vfio_iommu_map_notify in QEMU',
  device: 'a VF that is a bus master; an IOMMU with dirty bits in its tables',
} as const;
