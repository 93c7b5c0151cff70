/** The virtual bus of a guest: what the schemes do, and where an address leads that is not meant. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsOf, designsOf } from '../../entries.ts';

const defect = defectsOf('vpci-topology');

const design = designsOf('vpci-topology', 'topology-');

export const topologyDesigns: readonly DesignEntry[] = [
  design(
    'S1',
    'The virtual bus as in v5: translated here, looked up there',
    { profile: 'domU', scheme: 'S1' },
    { 'OWNER-CFG/dev0': 11, 'OWNER-CFG/dev1': 15, 'SLOT-REACH': 13, 'SLOT-INJ': 17 },
    'D1h (V-09), FAILED_ASSIGN_BIT',
  ),
  design(
    'S4',
    'The virtual bus as landed: one critical section',
    { profile: 'domU', scheme: 'S4' },
    {},
  ),
  design(
    'S4-hwdom',
    'The hardware domain and its hidden devices, as landed',
    { profile: 'hwdom', scheme: 'S4', start: 'elsewhere', paths: ['CMD', 'ASG'] },
    { 'ASSERT-FREE': 5, 'PEND-KEPT': 11 },
    'D4p',
  ),
];

export const topologyDefects: readonly DefectEntry[] = [
  defect({
    id: 'XLATE_TWICE',
    title: 'Between translation and lookup a device moves to another slot',
    story:
      'The address of a slot is translated to that of the device in it, under the lock; then the lock is given up, and the device looked up again by its own address. In between the devices of the guest are taken away, and the one that was meant comes back in another slot. The access reaches it all the same, at an address where it is not any more, be that slot empty or taken by another one.',
    source:
      'D1h, the half that is left when a miss reads all-ones; vpci_mmio_read in branches pci_full_v8 and pci_full_v11; ad3ac58a9d; toggle XLATE_TWICE',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      paths: ['RD', 'ASG', 'DEA'],
      failures: [],
      defects: ['XLATE_TWICE'],
    },
    property: 'SLOT-REACH',
    depth: 45,
    fix: 'Translation, lookup and access in one critical section (ad3ac58a9d).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'SLOT_SPLIT8',
    title: 'S4: the halves of an access of eight bytes reach two devices',
    story:
      'An access of eight bytes is made as two of four, each of which translates the address for itself and gives the lock up afterwards. If the slot gets another device in between, one half is of the old and one of the new. Both are the devices of the guest, which was told of neither event yet.',
    source: '5.5 of the survey; vpci_ecam_read at c447b7308b; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      slots: 1,
      incarnations: 1,
      paths: ['RD8', 'ASG', 'DEA'],
      failures: [],
    },
    property: 'SLOT-ONCE',
    depth: 37,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'FAILED_ASSIGN_BIT',
    title: "S1: an assignment that fails gives up another device's slot",
    story:
      'The bus is full, so the next device gets no slot, and the assignment is undone. Undoing clears the bit of the slot without asking whether there is one; the number of no slot is all ones, which names the last slot of the bus. The bit is clear now, and the device that is there stays.',
    source:
      '5.3 of the survey; vpci_remove_virtual_device in branch pci_s4_on_locks_v2 (June 2022); see SLOT_INVALID_CLEAR for deassignment',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S1',
      vcpus: 0,
      slots: 1,
      incarnations: 1,
      paths: ['ASG'],
      failures: [],
    },
    property: 'SLOT-INJ',
    depth: 10,
    fix: 'The bit is cleared only if the slot is valid (S4).',
    fixed: { scheme: 'S4' },
  }),
  defect({
    id: 'HWDOM_SLOTS',
    title: 'Devices of the hardware domain take slots that nobody looks at',
    story:
      'The hardware domain sees its devices where they are. As posted in v5 every device that gets vPCI state takes a slot of its domain all the same, so the host runs out of them at the 33rd device.',
    source: '5.2 of the survey; review of v5, patch 11; toggle HWDOM_SLOTS',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      profile: 'hwdom',
      vcpus: 0,
      devices: 1,
      slots: 1,
      start: 'elsewhere',
      incarnations: 1,
      paths: ['ASG'],
      failures: [],
      defects: ['HWDOM_SLOTS'],
    },
    property: 'SLOT-GUEST',
    depth: 11,
    fix: 'A device of the hardware domain gets no slot (d6a7fd8303).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'D4p',
    title: 'S4: decode of a hidden device is toggled under the lock of somebody else',
    story:
      'The hardware domain also sees devices that belong to dom_xen. A write to one holds the lock of the hardware domain. The code that prepares the mapping asserts the lock of the owner, which is that of dom_xen, and nobody ever takes it.',
    source: 'D4p; vpci_write and modify_bars at c447b7308b; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      profile: 'hwdom',
      devices: 1,
      slots: 1,
      toolstacks: 0,
      start: 'elsewhere',
      incarnations: 1,
      paths: ['CMD'],
      failures: [],
    },
    property: 'ASSERT-FREE',
    depth: 5,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'D4p-DROP',
    title: 'S4: a decode toggle of a hidden device never takes effect',
    story:
      'Where the assertion is not compiled in, the request is stored for later. Deferred work asks whether the device still belongs to the domain of the vCPU; one that belongs to dom_xen does not and never did, so the request is dropped. The device keeps its decode bit as it was.',
    source: 'D4p; vpci_process_pending at c447b7308b; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      profile: 'hwdom',
      devices: 1,
      slots: 1,
      toolstacks: 0,
      start: 'elsewhere',
      incarnations: 1,
      paths: ['CMD'],
      failures: [],
    },
    property: 'PEND-KEPT',
    depth: 11,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
];
