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
