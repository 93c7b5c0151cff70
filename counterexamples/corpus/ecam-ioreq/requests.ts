/** Defects of requests to device models. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const scene = { scene: 'requests' } as const;

export const requestDefects: readonly DefectEntry[] = [
  defect({
    id: 'E9a',
    title: 'A server is destroyed, and the vCPU that waits for it is woken by nobody',
    story:
      'A vCPU sleeps in the hypervisor until its device model has answered. The server is destroyed before that: its ports are closed and its records freed, and the flag that keeps the vCPU asleep stays. Nobody is left to wake it.',
    source: 'E9 (a), C.3; ioreq_server_destroy at c447b7308b, by reading',
    confidence: 'hypothesis',
    defect: { ...scene, destroyInflight: 'hang' },
    property: 'NO-STRANDED',
    depth: 10,
    fix: 'Destroying a server wakes who waits for it, and completes with all-ones.',
    fixed: { destroyInflight: 'completeAllOnes' },
  }),
  defect({
    id: 'E9b',
    title: 'x86: a read completes with what was in the request before it was sent',
    story:
      'The device model has answered and woken the vCPU, and then its server goes. The vCPU finds no record of its request any more and takes the data that it has latched itself, which nobody has ever filled in.',
    source: 'E9 (b), C.3; vcpu_ioreq_handle_completion at c447b7308b, by reading',
    confidence: 'hypothesis',
    defect: { ...scene, destroyInflight: 'latchedData' },
    property: 'NO-FOREIGN-DATA',
    depth: 18,
    fix: 'Without a record a read completes with all-ones.',
    fixed: { destroyInflight: 'completeAllOnes' },
  }),
  defect({
    id: 'E9c',
    title: 'Arm: after the last server has gone an access is not completed',
    story:
      'On the way back to the guest Arm completes a request only if the domain has a server. The last one has gone in between. The instruction is executed again, its request is still marked as under way, and the guest is given an abort.',
    source: 'E9 (c), C.3; check_for_vcpu_work, try_fwd_ioserv at c447b7308b, by reading',
    confidence: 'hypothesis',
    defect: { ...scene, destroyInflight: 'noCompletion' },
    property: 'NO-ABORT',
    depth: 19,
    fix: 'A request is completed whether there is a server or not.',
    fixed: { destroyInflight: 'completeAllOnes' },
  }),
  defect({
    id: 'STATE_STAYS',
    title: 'A destroyed server leaves the state of a request behind',
    story:
      'A request whose server had gone was completed, and its state stayed at READY. The next access of the vCPU found a state that it did not expect and was refused, in some cases over and over again.',
    source: 'f7039ee41b (2020)',
    confidence: 'confirmed',
    defect: { ...scene, defects: ['STATE_STAYS'] },
    property: 'IO-IDLE',
    depth: 15,
    fix: 'The state is put back where the request is completed (f7039ee41b).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'XSA-262',
    title: 'A device model takes a request back, and the hypervisor goes round',
    story:
      'The hypervisor waits until the state of a request is not what it was, and reads it again to see what it is. A device model that writes the old state between the two reads keeps it in that loop, on a CPU of the host.',
    source: 'XSA-262; 92938e5d14; toggle NO_ORDER',
    confidence: 'confirmed',
    defect: { ...scene, events: ['REWIND'], defects: ['NO_ORDER'] },
    property: 'NO-SPIN',
    depth: 15,
    fix: 'States go forward; a domain whose request goes back is crashed (92938e5d14).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'SHUTDOWN_RETRY',
    title: 'An access is made twice because the domain was shut down after it',
    story:
      'A domain is shut down for a checkpoint right after a request was sent. The code that asks whether the domain is shutting down takes the request for one that was not sent, and the instruction is executed again when the domain is resumed. The device has done it already.',
    source: 'b7e0d89788 (2022)',
    confidence: 'confirmed',
    defect: { ...scene, events: ['SHUTDOWN'], defects: ['SHUTDOWN_RETRY'] },
    property: 'IO-ONCE',
    depth: 30,
    fix: 'A request says for itself whether it was held back (b7e0d89788).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'FIRST_ONLY',
    title: 'What is told to all servers is waited for at one of them',
    story:
      'All device models are told to drop their mappings of the memory of the guest. The vCPU waited for one of them only and went on, while another one still had its mappings.',
    source: 'da20c93108 (2021)',
    confidence: 'confirmed',
    defect: { ...scene, io: 'broadcast', events: [], defects: ['FIRST_ONLY'] },
    property: 'BROADCAST-DONE',
    depth: 16,
    fix: 'Every server that was told is waited for (da20c93108).',
    fixed: { defects: [] },
  }),
];
