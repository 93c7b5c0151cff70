/** Config space of a guest: what the emulators do, and what went wrong with them. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsOf, designsOf, type Parameters } from '../../entries.ts';

const defect = defectsOf('vpci-registers');

const design = designsOf('vpci-registers', 'registers-', { profile: 'domU' });

const everything: Parameters = {
  registers: ['command', 'status', 'vendor'],
  paths: ['RD', 'WR', 'CAPS', 'HOST', 'REPORT'],
};

export const registerDesigns: readonly DesignEntry[] = [
  design(
    'S1',
    'vPCI as in v5: what has no handler is hardware',
    { scheme: 'S1', ...everything },
    { 'REG-ALLOW': 5, 'REG-HOST': 6, 'CAP-FILTER': 4 },
    'REG_PASSTHRU, S1-RSVDP, CAPS_SHOWN',
  ),
  design(
    'S4',
    'vPCI as landed: an allow-list, masks, a filtered list of capabilities',
    { scheme: 'S4', ...everything },
    { 'REG-HOST': 9 },
    'RSVDP_CACHED',
  ),
  design(
    'QEMU',
    'QEMU since 2015: each byte is decided on for itself',
    { scheme: 'qemu', registers: ['msidata', 'msihole', 'vendor'], paths: ['WR', 'HOST'] },
    {},
    'XSA-128 and XSA-131 are repaired',
  ),
];

export const registerDefects: readonly DefectEntry[] = [
  defect({
    id: 'REG_PASSTHRU',
    title: 'Registers without a handler reach hardware',
    story:
      'vPCI was made for the hardware domain, which may touch all of its devices: what no handler is registered for goes to hardware. The series gave the same code to guests. A guest then reads and writes every register that nobody thought of, in a device that is real.',
    source:
      'item 4 of the cover letter of v5, 20211125110251.2877218-1-andr2000@gmail.com; 80b0eb095a; toggle REG_PASSTHRU',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      registers: ['vendor'],
      widths: ['dword'],
      paths: ['WR'],
      defects: ['REG_PASSTHRU'],
    },
    property: 'REG-ALLOW',
    depth: 7,
    fix: 'Reads return all-ones and writes are dropped unless the hardware domain asks (80b0eb095a).',
    fixed: { defects: [], registers: ['command', 'vendor'] },
  }),
  defect({
    id: 'XSA-131',
    title: 'QEMU passes fields through that it knows nothing of',
    story:
      'QEMU emulates the fields of config space that it knows and passes the others to the real device. A device has many more fields than those that were thought of, and some of them must not be in the hands of a guest.',
    source: 'XSA-131, CVE-2015-4106; text of 015a373351 and of the patches; toggle UNKNOWN_PASS',
    confidence: 'reported',
    defect: {
      scheme: 'qemu',
      registers: ['vendor'],
      widths: ['dword'],
      paths: ['WR'],
      defects: ['UNKNOWN_PASS'],
    },
    property: 'REG-ALLOW',
    depth: 3,
    fix: 'Fields that are not known are not written, unless the administrator asks for it ("permissive").',
    fixed: { defects: [], registers: ['msidata', 'vendor'] },
  }),
  defect({
    id: 'XSA-128',
    title: 'QEMU writes message data back that Xen has changed meanwhile',
    story:
      'Before a write QEMU reads what it covers from the device, and afterwards writes the merged value back. Message data of MSI is emulated and must not be written, but one decision was made for the whole access, by its last field. An access that goes on beyond message data writes it back as it was read, although Xen may have moved the interrupt in between.',
    source:
      'XSA-128, CVE-2015-4103; vuxml text and the message of the patch; toggle WHOLE_ACCESS. The part about interrupts belongs to the MSI models',
    confidence: 'reported',
    defect: {
      scheme: 'qemu',
      registers: ['msidata', 'msihole'],
      widths: ['dword'],
      paths: ['WR', 'HOST'],
      defects: ['WHOLE_ACCESS'],
    },
    property: 'REG-HOST',
    depth: 6,
    fix: 'For each byte: what is emulated altogether is not written.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'D1n',
    title: 'S1: a write of the command register looks for MSI that the device lacks',
    story:
      'INTx must be off while MSI is on, so a write of the command register asks the MSI state of the device. A device without MSI has none, and the pointer to it is followed without a test.',
    source: 'D1n; patch 09 of v5 and its thread, 2022-01-13 to 2022-02-02',
    confidence: 'confirmed',
    defect: {
      scheme: 'S1',
      registers: ['command'],
      command: ['MASTER'],
      widths: ['word'],
      capability: 'none',
      paths: ['WR'],
    },
    property: 'NO-NULL',
    depth: 5,
    fix: 'The pointer is tested, and MSI-X is looked at too (9c831e429c).',
    fixed: { scheme: 'S1', capability: 'msi' },
  }),
  defect({
    id: 'S1-RESET',
    title: 'S1: assignment resets the command register through the emulation',
    story:
      "When a guest gets a device, its command register is set to zero with the function that emulates the guest's own writes. That function follows the pointer to MSI state, which a device without MSI does not have: assigning it stops the host.",
    source: '3.3 of the survey; patch 10 of v5',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S1',
      registers: ['command'],
      command: ['MASTER'],
      widths: ['word'],
      capability: 'none',
      start: 'elsewhere',
      paths: ['RD', 'ASG'],
    },
    property: 'NO-NULL',
    depth: 4,
    fix: 'Assignment writes the register itself (S4).',
    fixed: { capability: 'msi' },
  }),
  defect({
    id: 'S1-RSVDP',
    title: 'S1: a guest writes all bits of the command register',
    story:
      'The emulation of v5 forces INTx off where it must and lets every other bit through, with a note that the others need proper emulation. So a guest switches the reporting of errors off that the host has switched on.',
    source: 'patch 09 of v5 (the note in guest_cmd_write); 9c831e429c names the bits',
    confidence: 'confirmed',
    defect: {
      scheme: 'S1',
      registers: ['command'],
      command: ['SERR'],
      widths: ['word'],
      paths: ['WR'],
    },
    property: 'REG-HOST',
    depth: 6,
    fix: 'Bits that are not for guests are reserved and preserved: they read as zero and keep their value.',
    fixed: { scheme: 'S4' },
  }),
  defect({
    id: 'RSVDP_CACHED',
    title: 'S4: bits are preserved from the copy, not from hardware',
    story:
      "A write of the command register preserves the host's bits by reading them through the handler first. For a guest the handler reads the copy that was made at assignment. Whatever the host has changed in hardware since then is changed back by the next write of the guest.",
    source: '3.2 of the survey; vpci_write_helper and guest_cmd_read at c447b7308b; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      registers: ['command'],
      command: ['SERR'],
      widths: ['word'],
      paths: ['WR', 'HOST'],
    },
    property: 'REG-HOST',
    depth: 9,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'IGNORE_BARS',
    title: 'S4: a device whose BARs are ignored keeps the bits of its former owner',
    story:
      'Assignment to a guest clears the bits of the command register that the guest controls, and stores what is left as its view. For a device whose BARs are known to be wrong this is left out, together with the BARs: the view of the guest starts at zero, hardware has what the driver of dom0 left there.',
    source: '3.3 of the survey; vpci_init_header at c447b7308b; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      registers: ['command'],
      command: ['MASTER'],
      widths: ['word'],
      ignoreBars: true,
      start: 'elsewhere',
      paths: ['RD', 'ASG'],
    },
    property: 'VIEW',
    depth: 6,
    fix: 'None is known to be posted.',
    fixed: null,
  }),
  defect({
    id: 'RESET_UNTOLD',
    title: 'S4: a reset that Xen is not told of leaves the view of the guest behind',
    story:
      'dom0 resets a device while a guest has it, as the toolstack does before it takes it away. The command register is zero then; the copy that Xen keeps for the guest is not.',
    source: '7.5 of the survey; by reading',
    confidence: 'hypothesis',
    defect: {
      scheme: 'S4',
      registers: ['command'],
      command: ['MASTER'],
      widths: ['word'],
      paths: ['WR', 'FLR'],
    },
    property: 'VIEW',
    depth: 11,
    fix: 'Xen is told, and vPCI begins anew (9a2d7b5bb6).',
    fixed: { paths: ['WR', 'RST'] },
  }),
  defect({
    id: 'CAPS_SHOWN',
    title: 'A guest sees capabilities that nobody emulates',
    story:
      "The list of capabilities is read from hardware, so a guest finds all of them. It uses power management, say, whose registers are not emulated: either they reach hardware, or they don't work.",
    source: 'd830b0a7bc; toggle CAPS_SHOWN',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      registers: ['command'],
      command: ['MASTER'],
      paths: ['CAPS'],
      defects: ['CAPS_SHOWN'],
    },
    property: 'CAP-FILTER',
    depth: 6,
    fix: 'The list has MSI and MSI-X only (d830b0a7bc).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'RW1C_MERGE',
    title: 'A partial write clears error bits that it does not cover',
    story:
      'A write of one byte of a register is made a write of the whole by reading the rest first. In the status register a one that was read clears the error bit it came from. The function said of itself that it works for simple registers only.',
    source: 'comment in vpci_write_helper until a3c8fb450a; toggle RW1C_MERGE',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      registers: ['status'],
      status: ['SYSTEM_ERROR'],
      widths: ['byte'],
      paths: ['WR', 'REPORT'],
      defects: ['RW1C_MERGE'],
    },
    property: 'REG-RW1C',
    depth: 8,
    fix: 'Error bits that were read are not written back (a3c8fb450a).',
    fixed: { defects: [] },
  }),
];
