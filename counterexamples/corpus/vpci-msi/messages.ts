/** Defects between the message that a device sends and the host IRQ it becomes: remapping, masks. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

export const messageDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-33',
    title: 'VT-d: behind a legacy bridge only the bus of the source is compared',
    story:
      'An entry of the remapping table names the source whose messages it accepts. For a device behind a legacy PCI bridge Xen had the hardware compare the number of the bus only, so another device on such a bus could use the entry, and with it interrupt the domain that the entry is for.',
    source: 'XSA-33, CVE-2012-5634; 54eec36d92 (2013-01-09); toggle SID_BUS',
    confidence: 'confirmed',
    defect: { vcpus: 0, devices: 2, start: 'on', paths: ['SPOOF'], defects: ['SID_BUS'] },
    property: 'IRQ-OWNER',
    depth: 5,
    fix: 'The whole source id is compared (54eec36d92).',
    fixed: none,
  }),
  defect({
    id: 'XSA-49',
    title: 'VT-d: for some types of devices no source is compared',
    story:
      'Bridges of several types, and what Xen took for such, got remapping entries without any validation of the source. Every device could use them.',
    source: 'XSA-49, CVE-2013-1952; 63cec00679 (2013-05-02); toggle SID_NONE',
    confidence: 'confirmed',
    defect: { vcpus: 0, devices: 2, start: 'on', paths: ['SPOOF'], defects: ['SID_NONE'] },
    property: 'IRQ-OWNER',
    depth: 5,
    fix: 'Only for types that are not known is validation left out (63cec00679).',
    fixed: none,
  }),
  defect({
    id: 'XSA-36',
    title: 'AMD: one remapping table for all devices',
    story:
      'AMD remapping tables have no source in their entries: who may use an entry is decided by whose table it is in. With one table for all devices each of them may use every entry.',
    source: 'XSA-36, CVE-2013-0153; 668635a35e (2013-02-05); toggle IRT_SHARED',
    confidence: 'confirmed',
    defect: {
      ...{ vcpus: 0, devices: 2, start: 'on', remapping: 'amd' },
      ...{ paths: ['SPOOF'], defects: ['IRT_SHARED'] },
    },
    property: 'IRQ-OWNER',
    depth: 5,
    fix: 'A table for each device (668635a35e).',
    fixed: none,
  }),
  defect({
    id: 'XSA-36-STALE',
    title: 'AMD: an entry stays behind when its interrupt moves',
    story:
      'When an interrupt moved to another vector, a new entry was written and the old one stayed. Once the old vector has been given to the interrupt of another domain, the device can raise that one through the entry it has left.',
    source: 'XSA-36, CVE-2013-0153; 94d4a1119d (2013-02-05); toggle IRT_STALE',
    confidence: 'confirmed',
    defect: {
      ...{ vcpus: 0, devices: 2, start: 'on', remapping: 'amd' },
      ...{ paths: ['AFF', 'SPOOF'], defects: ['IRT_STALE'] },
    },
    property: 'IRQ-OWNER',
    depth: 16,
    fix: 'The old entry is cleared when the new one is written (94d4a1119d).',
    fixed: none,
  }),
  defect({
    id: 'XSA-128-IRQ',
    title: 'A config write that spans fields writes an old MSI message back',
    story:
      'The device model kept guests from writing the MSI data register, but a wider write that spanned it read the register, left its bits alone and wrote it back. If Xen has moved the interrupt in between, the device gets its old message, whose vector may by now be that of another domain.',
    source: 'XSA-128, CVE-2015-4103; secondary source; toggle MSG_WRITE_BACK',
    confidence: 'reported',
    defect: {
      ...{ devices: 2, start: 'on', remapping: 'none' },
      ...{ paths: ['DM', 'AFF', 'IRQ'], defects: ['MSG_WRITE_BACK'] },
    },
    property: 'IRQ-OWNER',
    depth: 19,
    fix: 'What belongs to the host is not written back.',
    fixed: none,
  }),
  defect({
    id: 'XSA-337-MSG',
    title: 'Xen takes the message of an interrupt from the device',
    story:
      'To move an interrupt Xen read its message from the registers of the device, and with it the number of the remapping entry whose attributes it kept. A device under the control of a guest answers what it likes, so the entry is made from that of another interrupt.',
    source:
      'XSA-337, CVE-2020-25595, one of two parts; cb5e973086 (2020-09-22); toggle MSG_READ_BACK',
    confidence: 'confirmed',
    defect: { vcpus: 0, start: 'on', paths: ['AFF', 'SPOOF'], defects: ['MSG_READ_BACK'] },
    property: 'MSG-CACHED',
    depth: 6,
    fix: 'The message that Xen wrote last is kept in memory and used (cb5e973086).',
    fixed: none,
  }),
  defect({
    id: 'XSA-129',
    title: 'A guest clears a mask bit that Xen has set',
    story:
      'Xen masks an interrupt while it rewrites its message. The guest wrote the same mask bits in hardware, so the interrupt could be unmasked in the middle of that.',
    source: 'XSA-129, CVE-2015-4104; secondary source; aa7c1fdf9d (2015-07-23); toggle MASK_DIRECT',
    confidence: 'reported',
    defect: { start: 'on', paths: ['MASK', 'AFF'], defects: ['MASK_DIRECT'] },
    property: 'HOST-MASK',
    depth: 10,
    fix: 'Xen keeps what it and the guest want, and writes the logical or of both (aa7c1fdf9d).',
    fixed: none,
  }),
  defect({
    id: 'XSA-467',
    title: 'A lock that is taken with interrupts on, and by an interrupt handler',
    story:
      "The bus-to-bridge lock is taken with interrupts on when a bridge is reported. An interrupt that comes in meanwhile and has to move needs the same lock on the same CPU, to find the source of the device's messages.",
    source: 'XSA-467, CVE-2025-1713; 39bc6af3ba (2025-02-27); toggle IRQOFF_LOCK',
    confidence: 'confirmed',
    defect: { vcpus: 0, paths: ['BRG'], defects: ['IRQOFF_LOCK'] },
    property: 'L-NOSELF',
    depth: 7,
    fix: 'The lock is taken with interrupts off (39bc6af3ba).',
    fixed: { vcpus: 1, paths: ['MSI', 'BRG'], defects: [] },
  }),
  defect({
    id: 'XSA-467-TWO',
    title: 'The same lock, between a guest that enables MSI and an interrupt handler',
    story:
      'A vCPU that enables MSI holds the lock of the interrupt descriptor and wants the bus-to-bridge lock. The CPU that holds the latter is interrupted, and its handler wants the descriptor.',
    source: 'XSA-467, CVE-2025-1713; 39bc6af3ba (2025-02-27); toggle IRQOFF_LOCK',
    confidence: 'confirmed',
    defect: { paths: ['MSI', 'BRG'], defects: ['IRQOFF_LOCK'] },
    property: 'L-NODEADLOCK',
    depth: 14,
    fix: 'The lock is taken with interrupts off (39bc6af3ba).',
    fixed: none,
  }),
];
