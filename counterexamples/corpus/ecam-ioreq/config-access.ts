/** Defects of who answers an ECAM access. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

/** One vCPU that moves the window. */
const alone = { vcpus: 1, work: ['MOVE'] } as const;
/** The chipset model is reset or restored, and nothing else happens. */
const still = { vcpus: 1, work: [] } as const;

export const configAccessDefects: readonly DefectEntry[] = [
  defect({
    id: 'ECAM_MEMORY',
    title: 'ECAM of a second device model is answered by the first',
    story:
      'Selection knows the ECAM window as a range of memory, and gives all of it to the server that has mapped it. That is QEMU, which has no function at the address of a device that belongs to another device model, and answers with all-ones. By CF8/CFC the same function is there.',
    source: 'C.2 of the survey; thread of 2018-05-02; ioreq_server_select at c447b7308b',
    confidence: 'confirmed',
    defect: { approach: 'none', vcpus: 1, work: [] },
    property: 'CFG-ONCE',
    depth: 7,
    fix: 'The hypervisor knows where the window is and routes by BDF (approaches I to III).',
    fixed: { approach: 'I' },
  }),
  defect({
    id: 'NOTIFY_AFTER',
    title: 'I: the hypervisor is told of the window after the write was answered',
    story:
      'The device model answers the write to PCIEXBAR and then notifies the hypervisor. The vCPU goes on as soon as there is an answer. What it reads at the new place is not known to be ECAM yet, goes to the device model that has the memory, and that one has no such function.',
    source: 'C.5 I, E2; toggle notify: syncBeforeResp to syncAfterResp',
    confidence: 'hypothesis',
    defect: { ...alone, notify: 'syncAfterResp' },
    property: 'READ-YOUR-WRITES',
    depth: 39,
    fix: 'The notification comes before the answer.',
    fixed: { notify: 'syncBeforeResp' },
  }),
  defect({
    id: 'NOTIFY_ASYNC',
    title: 'I: the notification goes by xenstore',
    story:
      'The device model writes the new base to xenstore, where somebody watches it. The guest has moved the window and reads by it before the watch has fired.',
    source: 'C.5 I, E2; thread of 2018-05-02 (“a dedicated dmop, XenStore param or anything else”)',
    confidence: 'hypothesis',
    defect: { ...alone, notify: 'async' },
    property: 'READ-YOUR-WRITES',
    depth: 39,
    fix: 'The notification is a hypercall that comes before the answer.',
    fixed: { notify: 'syncBeforeResp' },
  }),
  defect({
    id: 'NOTIFY_LOST',
    title: 'I: the notification is lost, and the old window stays open',
    story:
      'The window was switched off, and the hypervisor has not heard of it. An access to where it was is decoded with the old base, and reaches a function that is not there any more.',
    source: 'C.5 I, E2; toggle notify: lost',
    confidence: 'hypothesis',
    defect: { ...alone, vcpus: 2, notify: 'lost' },
    property: 'CFG-OWNER',
    depth: 15,
    fix: 'The notification comes before the answer, and its failure is one of the write.',
    fixed: { notify: 'syncBeforeResp' },
  }),
  defect({
    id: 'TORN_BASE',
    title: 'PCIEXBAR is moved one half after the other, over RAM on the way',
    story:
      'PCIEXBAR has two halves, and QEMU decodes it anew after each. A guest that leaves the window enabled while it moves it has, between its two writes, a window made of one old and one new half: over RAM, or over a BAR.',
    source: 'C.4, E3 and E4; mch_update_pciexbar of QEMU 10.2.50',
    confidence: 'hypothesis',
    defect: { ...alone, pciexbarWrite: 'torn' },
    property: 'DECODE-DISJOINT',
    depth: 5,
    fix: 'The guest disables the window first.',
    fixed: { pciexbarWrite: 'disabledFirst' },
  }),
  defect({
    id: 'REALIZE_BUS',
    title: 'A function behind a root port is unreachable once the port has a number',
    story:
      'QEMU tells the hypervisor of a function when it is realised, with the bus number of that time. The guest programs the number of the bus later, and nobody tells the hypervisor. The guest finds nothing at the address it has given.',
    source: 'C.6, E5; xen_device_realize of QEMU 10.2.50, by reading',
    confidence: 'hypothesis',
    defect: { vcpus: 1, work: ['RENUMBER'], regAtRealize: 'never' },
    property: 'CFG-ONCE',
    depth: 10,
    fix: 'The function is registered anew when its bus gets a number.',
    fixed: { regAtRealize: 'updateOnRenumber' },
  }),
  defect({
    id: 'REALIZE_ALIAS',
    title: 'Writes to the host bridge end in a passthrough function',
    story:
      'Behind a root port that has no bus number yet, a function at slot 0 is registered as 0:0.0, which is the host bridge. QEMU looks functions up in the order of the last one realised first. What the guest writes to the host bridge goes to the other function.',
    source: 'C.6; xen_device_realize and cpu_ioreq_config of QEMU 10.2.50, by reading',
    confidence: 'hypothesis',
    defect: { ...alone, regAtRealize: 'never' },
    property: 'PT-GUARD',
    depth: 5,
    fix: 'A function is registered once its bus has a number.',
    fixed: { work: ['MOVE', 'RENUMBER'], regAtRealize: 'updateOnRenumber' },
  }),
  defect({
    id: 'SPLIT_SELECT',
    title: 'I: between base and server the guest moves the window and numbers a bus',
    story:
      'The hypervisor looks at the base, finds that an access is in the window, and then looks for the server of the BDF. In between the guest moves the window away and gives a number to a bus. The access is for a place where nothing is any more, at a BDF that nobody had when it was there, and it reaches a function.',
    source: 'found by the model; selection takes no lock (C.3); toggle SPLIT_SELECT',
    confidence: 'hypothesis',
    defect: { defects: ['SPLIT_SELECT'] },
    property: 'CFG-OWNER',
    depth: 45,
    fix: 'Base and server are looked up in one critical section.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'III_RESET',
    title: 'III: a reset switches the window off without a write',
    story:
      'QEMU puts PCIEXBAR back to its default when it is reset, in a handler of its own. The hypervisor has hooked writes of the guest, and there was none. It goes on with the window that was.',
    source: 'C.5 III; mch_reset of QEMU 10.2.50, by reading',
    confidence: 'hypothesis',
    defect: { ...still, approach: 'III', reload: 'reset' },
    property: 'CFG-OWNER',
    depth: 14,
    fix: 'The hypervisor reads the register again after a reset.',
    fixed: { hooked: true },
  }),
  defect({
    id: 'III_POST_LOAD',
    title: 'III: a restored PCIEXBAR is not the one that the hypervisor has',
    story:
      'A saved guest has moved its window. QEMU brings its register back from the saved state, without a write of the guest, and the hypervisor of the new host does not know of it.',
    source: 'C.5 III; mch_post_load of QEMU 10.2.50, by reading',
    confidence: 'hypothesis',
    defect: { ...still, approach: 'III', reload: 'postLoad' },
    property: 'CFG-ONCE',
    depth: 16,
    fix: 'The hypervisor reads the register again after a restore.',
    fixed: { hooked: true },
  }),
  defect({
    id: 'IDENTIFY_EARLY',
    title: 'III: the chipset is looked for before there is one',
    story:
      'The hypervisor reads vendor and device id of the host bridge to know which registers to hook. If the device model has not enabled its server by then, it reads all-ones, knows no such chipset and sets no hooks. ECAM is as without the approach.',
    source: 'C.5 III.1; toggle IDENTIFY_EARLY',
    confidence: 'hypothesis',
    defect: { ...still, approach: 'III', defects: ['IDENTIFY_EARLY'] },
    property: 'CFG-ONCE',
    depth: 10,
    fix: 'The chipset is looked for once the server is enabled.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'HOOK_BEFORE',
    title: 'III: what the guest writes is not what the register becomes',
    story:
      'The hypervisor takes the base from the value that the guest writes. The device model has its own rules: with a reserved length it keeps the window where it was. From then on the two have different windows.',
    source: 'C.5 III; C.4, reserved length; toggle HOOK_BEFORE',
    confidence: 'hypothesis',
    defect: { ...alone, approach: 'III', move: 'reserved', defects: ['HOOK_BEFORE'] },
    property: 'ECAM-COHERENT',
    depth: 12,
    fix: 'The register is read back after the device model has written it.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'RESERVED_ABORT',
    title: 'QEMU ends itself when a guest writes a reserved length of PCIEXBAR',
    story:
      'The length field of PCIEXBAR has one reserved value. QEMU took it for impossible and called abort(). It now says what happened, keeps the value, and leaves the window alone.',
    source: 'QEMU 9b0ca75e01 (2021); C.4',
    confidence: 'confirmed',
    defect: { ...alone, move: 'reserved', defects: ['RESERVED_ABORT'] },
    property: 'DM-ALIVE',
    depth: 5,
    fix: 'The window stays where it is (9b0ca75e01).',
    fixed: { defects: [] },
  }),
];
