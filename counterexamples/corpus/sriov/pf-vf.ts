/** Defects of PF and VFs: who has the PF, what becomes of VFs that come and go, device-TLBs. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf } from '../../entries.ts';

const defect = defectsOf('sriov', { scene: 'pf-vf', users: 'none', guests: 'none' });

/** A partner of guest A and a stranger, who may both open the PF. */
const both = { users: ['P', 'R'], guests: ['A'] } as const;

export const pfVfDefects: readonly DefectEntry[] = [
  defect({
    id: 'pfUntrusted',
    title: 'VFs of a PF in user space, as if the hardware kept them apart from it',
    story:
      'It was proposed to enable VFs of devices without a PF driver, or with the PF in the hands of a user. Some devices are partitioned by the hardware; others, and nobody can tell without knowing the device, let the PF reset, reprogram and observe its VFs. A guest gets a VF and takes it for its own, while whoever opens the PF is stronger than it.',
    source:
      '"pci-iov: Add support for unmanaged SR-IOV", virtio-dev, March 2018 (Alex Williamson, 2018-03-01); toggle pfUntrusted',
    confidence: 'confirmed',
    defect: {
      paths: ['NUM', 'OPN', 'PFO'],
      users: ['R'],
      guests: ['A'],
      defects: ['pfUntrusted'],
    },
    property: 'PfOwnerTrustedByVfs',
    depth: 9,
    fix: 'A secret that the user of the PF sets and the users of VFs must show (cc20d7999000).',
    fixed: { defects: [], users: ['P', 'R'] },
  }),
  defect({
    id: 'TOKEN_CDEV',
    title: 'A VF opened by its character device is not asked for the token',
    story:
      'The token was compared where a group hands out the file descriptor of a device, with the token behind the name of the device. Devices that are opened by a character device of their own have no name to put it behind, and were opened without.',
    source:
      'kvm list, July 2025, "vfio/pci: Do vf_token checks for VFIO_DEVICE_BIND_IOMMUFD", 86624ba3b522; toggle TOKEN_CDEV',
    confidence: 'confirmed',
    defect: {
      paths: ['NUM', 'OPN', 'PFO'],
      users: ['P'],
      guests: ['A'],
      defects: ['TOKEN_CDEV'],
    },
    property: 'VfOpenNeedsToken',
    depth: 6,
    fix: 'The token goes with the request that binds the device.',
  }),
  defect({
    id: 'VF_AUTOPROBE',
    title: 'A driver of the host takes a VF of a PF in user space',
    story:
      'VFs are devices like any other, and the host looks for a driver as soon as they are there. For VFs of a PF that a user has, that driver would hand the data of the host to the user of the PF.',
    source:
      'vfio_pci_bus_notifier, added with SR-IOV support of vfio-pci (Linux 5.7); toggle VF_AUTOPROBE',
    confidence: 'confirmed',
    defect: { paths: ['NUM', 'KDR', 'PFO'], users: ['P'], defects: ['VF_AUTOPROBE'] },
    property: 'VfOpenNeedsToken',
    depth: 3,
    fix: 'VFs of such a PF are reserved for vfio-pci as they are added.',
    fixed: { defects: [], paths: ['NUM', 'KDR', 'OPN', 'PFO'], guests: ['A'] },
  }),
  defect({
    id: 'PF_REPLACED',
    title: 'Another user opens the PF while VFs are in use',
    story:
      'The guest has shown the secret it shares with the user of the PF, and got its VF. That user closes the PF, another one opens it: the guest goes on with its VF and knows nothing of it.',
    source: 'comment in vfio_pci_validate_vf_token, cc20d7999000; toggle PF_REPLACED',
    confidence: 'confirmed',
    defect: { paths: ['NUM', 'OPN', 'PFO'], ...both, defects: ['PF_REPLACED'] },
    property: 'PfOwnerTrustedByVfs',
    depth: 14,
    fix: 'Whoever opens a PF with VFs in use must show the token of these.',
  }),
  defect({
    id: 'TOKEN_KEPT',
    title: 'The token of a former user of the PF stays in force',
    story:
      'A token outlives the user who has set it. The next one opens the PF, sets none, and the VFs go to whoever shows the token of the former user: to a guest that believes him to be there still.',
    source:
      'review of the series that became cc20d7999000, March 2020 (Kevin Tian, on patch 3: "caching a secret from previous user"); by reading, Linux 6.12; toggle TOKEN_KEPT',
    confidence: 'reported',
    defect: { paths: ['NUM', 'OPN', 'PFO'], ...both, defects: ['TOKEN_KEPT'] },
    property: 'PfOwnerTrustedByVfs',
    depth: 14,
    fix: 'Make the token anew when a PF is opened without one and no VF is in use. None is known to be posted.',
  }),
  defect({
    id: 'TOKEN_EARLY',
    title: 'The token is compared before the VF counts as in use',
    story:
      'Opening a VF compares the token, opens the device and then counts it as in use: two critical sections, and the count is what keeps a PF from strangers. In between the PF can change hands.',
    source:
      'by reading, Linux 6.12: vfio_pci_validate_vf_token, vfio_pci_core_finish_enable; found by the model; toggle TOKEN_EARLY',
    confidence: 'hypothesis',
    defect: { paths: ['NUM', 'OPN', 'PFO'], ...both, defects: ['TOKEN_EARLY'] },
    property: 'PfOwnerTrustedByVfs',
    depth: 14,
    fix: 'Compare the token where the VF is counted, in the same critical section. None is known to be posted.',
  }),
  defect({
    id: 'PF_BOUND_WITH_VFS',
    title: 'vfio-pci takes a PF whose VFs are enabled',
    story:
      'Some drivers leave SR-IOV on when they are unbound. vfio-pci then got a PF with VFs that it has not seen come: nobody was asked for a token, nobody is counted, and the PF goes to any user.',
    source:
      'vfio_pci_core_register_device ("Cannot bind to PF with SR-IOV enabled"); toggle PF_BOUND_WITH_VFS',
    confidence: 'confirmed',
    defect: {
      pf: 'kernel',
      paths: ['NUM', 'OPN', 'PFO', 'DRV'],
      users: ['R'],
      guests: ['A'],
      defects: ['PF_BOUND_WITH_VFS'],
    },
    property: 'PfOwnerTrustedByVfs',
    depth: 11,
    fix: 'Refuse a PF with VFs; the administrator disables them first.',
    fixed: { defects: [], users: ['P', 'R'] },
  }),
  defect({
    id: 'VF_KEEPS_CONTEXT',
    title: 'A VF that was removed leaves its IOMMU context behind',
    story:
      'VFs come and go by a write of NumVFs, which is hot-plug under another name. A VF that is removed without the IOMMU being told leaves its entry; the next VF with that requester ID is in that domain before anybody has looked at it.',
    source:
      'N3 and F8 of the survey; 809d0810e352 for the same in virtio-iommu; toggle VF_KEEPS_CONTEXT',
    confidence: 'reported',
    defect: { paths: ['NUM'], defects: ['VF_KEEPS_CONTEXT'] },
    property: 'RidFreshOnPlug',
    depth: 6,
    fix: 'Take a VF out of the IOMMU before VF Enable is cleared.',
  }),
  defect({
    id: 'NO_PREFILL',
    title: 'Requests of a VF that nobody has an entry for pass untranslated',
    story:
      'From the write of VF Enable on there are requester IDs the host has not looked at yet. On most IOMMUs an entry that is not there blocks; on AMD it lets requests pass untranslated, unless the table was filled with blocking entries beforehand.',
    source: '5.1 of the survey; Xen 1b00c16bdf, which fills the table; toggle NO_PREFILL',
    confidence: 'reported',
    defect: { paths: ['NUM', 'OPN', 'VFD'], guests: ['A'], defects: ['NO_PREFILL'] },
    property: 'HostContained',
    depth: 2,
    fix: 'Fill the device table with entries that block.',
    fixed: { defects: [], paths: ['NUM', 'OPN', 'VFD', 'PFO'], users: ['P'] },
  }),
  defect({
    id: 'IOV_NOT_RESTORED',
    title: 'A reset of the PF takes the VFs away for good',
    story:
      'VF Enable and VF Memory Space Enable are bits of the PF. A reset of the PF clears them; the host writes back what it remembers of the configuration space, but the SR-IOV capability was not part of that. Guests keep VFs that no longer answer.',
    source: 'Linux 8c5cdb6adf02 (sriov_restore_state); toggle IOV_NOT_RESTORED',
    confidence: 'reported',
    defect: { pf: 'kernel', paths: ['NUM', 'RST'], defects: ['IOV_NOT_RESTORED'] },
    property: 'VfsAsEnabled',
    depth: 3,
    fix: 'Restore the SR-IOV capability with the rest.',
  }),
  defect({
    id: 'ATC_ASSUMED_EMPTY',
    title: 'The device-TLB of a PF survives because its VF uses ATS',
    story:
      'Only enabling ATS empties a device-TLB; disabling was taken for the same. On a PF not even that happens: its bit stays on as long as one of its VFs uses ATS. The PF goes to its next user with the translations of the former one.',
    source: 'Linux 8dd8f005bdd4; P5 and N4 of the survey; toggle ATC_ASSUMED_EMPTY',
    confidence: 'confirmed',
    defect: {
      paths: ['NUM', 'OPN', 'PFO'],
      users: ['P'],
      guests: ['A'],
      ats: true,
      defects: ['ATC_ASSUMED_EMPTY'],
    },
    property: 'NoStaleAtc',
    depth: 16,
    fix: 'Invalidate the device-TLB when a device is detached.',
  }),
  defect({
    id: 'F38-VF',
    title: 'The device-TLB of a VF is not found by the domain it has left',
    story:
      'Which device-TLBs to flush is decided by the domain id in the context entries. When a VF is taken from a guest its entry has been rewritten by then, so its own device-TLB is passed over; ATS stays on all the time, so nothing else empties it.',
    source:
      'F38 and 5.3 of the survey, by reading, for VT-d in Xen, where ATS is not security supported; toggle ATC_SKIPPED',
    confidence: 'hypothesis',
    defect: {
      pf: 'kernel',
      paths: ['NUM', 'OPN'],
      guests: ['A'],
      ats: true,
      defects: ['ATC_SKIPPED'],
    },
    property: 'NoStaleAtc',
    depth: 11,
    fix: 'Flush the device-TLB of the device that moves, whatever its entry says.',
  }),
];
