/** What the stages of a write and the code paths of Xen stand for; printed below traces. */

export const stage = {
  emit: 'posted Memory Write request: PCI Express Base Specification, 2.2',
  p0: 'peer-to-peer inside a multi-function device: PCI Express Base Specification, 6.12.1.2',
  p1: 'downstream port, ACS SV, TB and RR: PCI Express Base Specification, 6.12.1.1',
  p2: 'downstream port, ACS UF: PCI Express Base Specification, 6.12.1.1',
  p3: 'root complex: cases 3 and 4 of the LPC summary of November 2016; VT-d specification, 3.14',
  p4: 'context and page tables: VT-d specification, 3.4; SMMUv3 specification, 3.3',
  end: 'the write has reached its end',
} as const;

/** P5 by what the doorbell is. */
export const controller = {
  x86: 'VT-d specification, 5.1.3; AMD I/O virtualization specification, 2.2.5',
  its: 'GIC architecture specification (IHI 0069), 5.1: DeviceID and EventID',
  gicv2m: 'Server Base System Architecture, GICv2m: MSI_SETSPI_NS',
} as const;

export const xen = {
  assign: 'assign_device, reassign_device_ownership at c447b7308b',
  phantom: 'assign_device at c447b7308b; before cb4ecb3cc1 with phantom=partial',
  regions: 'VFIO: reserved regions of the group; Xen: rmrr_identity_mapping',
  entry: 'iommu_update_ire_from_msi at c447b7308b',
  its: 'gicv3_its_map_guest_device, gicv3_its_map_host_events at c447b7308b',
  identity: 'rmrr_identity_mapping, clear_identity_p2m_entry; before adc5b2e05e with RDM_TEARDOWN',
  late: 'pci_remove_device before 710f62cc82',
  doorbell: 'Linux: iommu_dma_get_msi_page',
  move: 'set_msi_affinity, update_intremap_entry_from_msi_msg; before b953a99da9 with disableRewrite',
  deassign: 'deassign_device at c447b7308b',
  silence: 'unmap_domain_pirq, msi_free_irq at c447b7308b',
  vmm: 'QEMU: vfio_listener_region_add in hw/vfio/listener.c, device_add',
} as const;

/** Where a pirq, or what stands for one, is given to a guest. */
export const binding = {
  x86: 'map_domain_pirq, pirq_guest_bind at c447b7308b',
  its: 'gicv3_its_map_guest_device, gicv3_assign_guest_event at c447b7308b',
  gicv2m: 'Linux: gicv2m_irq_domain_alloc, vfio_msi_set_vector_signal',
} as const;
