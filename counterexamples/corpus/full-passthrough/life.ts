/** What of the full system is about interrupts, and about the end of a guest’s time with a device. */

import { fullDefect as defect } from './defect.ts';

export const lifeDefects = [
  defect({
    id: 'FULL-MSI_LOCKS',
    title: 'enabling MSI takes pcidevs_lock inside the lock of vPCI',
    story:
      'The series of 2021 has a lock for the vPCI state of each device, and a guest that enables MSI holds it when its pirq is mapped, which takes pcidevs_lock. Deassignment holds pcidevs_lock and wants the lock of the device. Neither goes on, and with pcidevs_lock nothing that has to do with devices does.',
    source: 'D1i and D3a of the survey, by reading; vpci-locking with S1 and S3v8',
    confidence: 'hypothesis',
    defect: { quarantine: 'basic', start: 'assigned', scheme: 'S1', paths: ['MSI'] },
    property: 'L-NODEADLOCK',
    depth: 9,
    fix: 'The MSI path does without pcidevs_lock, since the lock of the domain will do (S4).',
    fixed: { scheme: 'S4' },
  }),
  defect({
    id: 'FULL-NO_SID',
    title: 'a device in quarantine sends the message of another device',
    story:
      'Entries of the remapping table say where an interrupt goes, and not who may send it. A hostile device that was taken from its guest sends the message of a device that the guest still has: the interrupt is as good as any.',
    source: 'XSA-33 (54eec36d92), XSA-36 (668635a35e); intremap=noSID of guest-msi',
    confidence: 'confirmed',
    defect: {
      devices: 2,
      quarantine: 'basic',
      start: 'used',
      intremap: 'noSID',
      paths: ['MSI'],
      repairs: ['MSI_OFF', 'DEASSIGN_FIRST'],
    },
    property: 'MSI-CONFINED',
    depth: 22,
    fix: 'Each entry names the requester ID that may use it.',
    fixed: { intremap: 'SID' },
  }),
  defect({
    id: 'FULL-MSI_LEFT',
    title: 'a device leaves its guest, and its interrupt stays bound to it',
    story:
      'The guest has MSI enabled by vPCI: a pirq is bound, and an entry of the remapping table lets messages of the device through. Deassignment frees vPCI state and with it the only record of that, and nobody undoes it. A reset turns MSI off in the device, but a device that is hostile sends its message all the same, now at the behest of whoever has it: the interrupt goes to the guest that had it.',
    source: 'vpci_deassign_device; toggle MSI_LEFT of vpci-msi',
    confidence: 'hypothesis',
    defect: { quarantine: 'basic', start: 'used', paths: ['MSI'] },
    property: 'MSI-CONFINED',
    depth: 21,
    fix: 'Whatever takes vPCI state away unbinds the interrupt and turns MSI off first.',
    fixed: { repairs: ['MSI_OFF'] },
  }),
  defect({
    id: 'FULL-DESTROY_GOES_ON',
    title: 'a guest is destroyed though its device could not be taken away',
    story:
      'The guest is destroyed while it has a device. The context of the device cannot be rewritten, so the device stays. Destruction goes on all the same and frees the memory of the guest, which the device reaches by tables that are still in force.',
    source: 'f591755823; toggle DESTROY_GOES_ON of assignment',
    confidence: 'confirmed',
    defect: {
      quarantine: 'basic',
      start: 'assigned',
      paths: ['DOM', 'FAIL'],
      defects: ['DESTROY_GOES_ON'],
    },
    property: 'NO-STALE-DMA',
    depth: 14,
    fix: 'Destruction stops where a device is left, with nothing freed.',
  }),
  defect({
    id: 'FULL-QUARANTINE_NONE',
    title: 'a device goes straight from a guest to dom0, and does there what it was told',
    story:
      'There is no quarantine. libxl resets the device and only then deassigns it; in between the guest has its BAR mapped and starts the device again. Deassignment gives the device the tables of dom0, and the DMA that the guest has asked for goes there.',
    source: 'XSA-302 (319f9a0ba9); quarantine=none of assignment',
    confidence: 'confirmed',
    defect: { quarantine: 'none', start: 'used', paths: ['CMD', 'TOUCH'] },
    property: 'QUARANTINE',
    depth: 24,
    fix: 'A device that leaves a guest goes into quarantine, and leaves that only when it has been reset.',
    fixed: { quarantine: 'basic' },
  }),
];
