/** Defects of accesses by port, of what a device is known by, and of pages of servers. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

export const otherDefects: readonly DefectEntry[] = [
  defect({
    id: 'E15',
    title: 'Two vCPUs share CF8, and one reads the register of the other',
    story:
      'CF8 says what CFC speaks of, and a domain has one CF8, as a machine has. A vCPU writes it, another one writes it, and the first reads CFC. It gets a register of another function. The guest needs a lock around both.',
    source:
      'E15, C.4; pci_cf8 of struct hvm_domain at c447b7308b, as in hardware; toggle guardedByLock',
    confidence: 'confirmed',
    defect: { scene: 'ports', guardedByLock: false },
    property: 'CFG-OWNER',
    depth: 5,
    fix: 'The guest holds a lock from CF8 to CFC, as operating systems do.',
    fixed: { guardedByLock: true },
  }),
  defect({
    id: 'XSA-491',
    title: 'The list that translates ports changes while a vCPU walks it',
    story:
      'Ports of a passed-through device are translated by a list. A device model in a stub domain may edit it, and an access of the guest walks it, without a lock. The entry is freed between the moment it is found and the moment it is used.',
    source: 'XSA-491, CVE-2026-42487; 7787f8e939; E16; toggle LIST_UNLOCKED',
    confidence: 'confirmed',
    defect: { scene: 'ports', port: 'translated', defects: ['LIST_UNLOCKED'] },
    property: 'NO-UAF',
    depth: 3,
    fix: 'The list has a lock, and an access looks its entry up again under it (7787f8e939).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'E14',
    title: 'A host gets another card, and a domain gets another device',
    story:
      'A configuration says by BDF which device a domain is to have. A card is put into the host. Firmware gives other numbers to the buses behind it, and the BDF is that of another device, which is assigned.',
    source: 'E14; Qubes issue 7792 (2022); toggle identity: topologyPath to BDF',
    confidence: 'confirmed',
    defect: { scene: 'identity', identity: 'BDF' },
    property: 'AS-CONFIGURED',
    depth: 3,
    fix: 'The configuration has the path of slots that leads to the device.',
    fixed: { identity: 'topologyPath' },
  }),
  defect({
    id: 'XSA-276',
    title: 'A device model frees the page that the hypervisor has for its requests',
    story:
      'The page of requests of a server is allocated from the domain of the device model, and the hypervisor has a reference of its type only. The device model gives the page back as it may with any page of its own. There is nobody else who holds it, and it is freed while the server is there.',
    source: 'XSA-276, CVE-2018-19963; f6b6ae7867; toggle TYPE_REF_ONLY',
    confidence: 'confirmed',
    defect: { scene: 'server-pages', defects: ['TYPE_REF_ONLY'] },
    property: 'SERVER-PAGE',
    depth: 4,
    fix: 'The hypervisor has a reference of the page, too (f6b6ae7867).',
    fixed: { defects: [] },
  }),
];
