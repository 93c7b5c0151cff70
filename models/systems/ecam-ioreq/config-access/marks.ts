/** Places in the code of `config-access`, tags by which requirements know them, and where it was read. */

import type { Values } from '../parameters.ts';

/** Tags of places. */
export const tags = {
  /** Between two instructions of the guest. */
  boundary: 'boundary',
  /** The vCPU is at an access, or on the way to its end. */
  accessing: 'accessing',
  /** The access has been answered, and the guest goes on with the next instruction. */
  ending: 'ending',
  /** An access of the vCPU that has moved the window, to where it has moved it. */
  moved: 'moved the window',
  /** A write to PCIEXBAR or to a bus number is under way. */
  writing: 'writing',
} as const;

/** Where a device model ends that aborts. */
export const ABORTED = 'aborted';

/** What a vCPU is where it executes instructions of the guest. */
export const resting = [tags.boundary, 'rest'] as const;

const xen = 'at c447b7308b';
const qemu = 'of QEMU 10.2.50';

/** The functions that the lines stand for, by approach: most of them are proposals of 2018. */
export const code = {
  trap: `hvmemul_do_io in xen/arch/x86/hvm/emulate.c ${xen}`,
  select: `arch_ioreq_server_get_type_addr, ioreq_server_select ${xen}`,
  send: `ioreq_send ${xen}`,
  complete: `wait_for_io, vcpu_ioreq_handle_completion ${xen}`,
  demux: (values: Values): string =>
    values.approach === 'none'
      ? `ioreq_server_select ${xen}`
      : `MMCONFIG decode of approach ${values.approach}, proposed 2018-05-02 (xen-devel)`,
  chipset: 'own chipset device model of approach II, proposed 2018-05-02 (xen-devel)',
  hook: 'transparent emulation of approach III, proposed 2018-05-02 (xen-devel)',
  notify: 'notification of approach I, proposed 2018-05-02 (xen-devel)',
  loop: `cpu_handle_ioreq, cpu_ioreq_config in hw/xen/xen-hvm-common.c ${qemu}`,
  mch: `mch_write_config, mch_update_pciexbar in hw/pci-host/q35.c ${qemu}`,
  port: `pci_bridge_write_config in hw/pci/pci_bridge.c ${qemu}`,
  listener: `xen_io_add, xen_io_del in hw/xen/xen-hvm-common.c ${qemu}; ioreq_server_map_io_range ${xen}`,
  ecam: `pcie_mmcfg_data_read in hw/pci/pcie_host.c ${qemu}`,
  realize: `xen_device_realize in hw/xen/xen-hvm-common.c ${qemu}`,
  reload: `mch_reset, mch_post_load in hw/pci-host/q35.c ${qemu}`,
  device: `a device-specific device model, as of XenServer; ioreq protocol ${xen}`,
} as const;
