/** Platforms as they are, each with two devices for two guests: the cases of Arm, x86, switches. */

import type { DesignEntry } from '../../catalogue.ts';
import { allDesignsOf, type DesignInit } from '../../entries.ts';

const designs: readonly DesignInit[] = [
  {
    id: 'GM-X86',
    title: 'x86 with remapping and source validation, ports with ACS',
    parameters: {},
  },
  {
    id: 'GM-X86-UNVERIFIED',
    title: 'x86 with remapping entries that any requester may use',
    parameters: { intremap: 'noSID' },
    violated: { 'MSI-CONFINE': 17, 'IRQ-OWNER': 17 },
    remarks: 'F43',
  },
  {
    id: 'GM-X86-RAW',
    title: 'x86 without remapping',
    parameters: { intremap: 'none' },
    violated: { 'MSI-CONFINE': 16, 'IRQ-OWNER': 16 },
    remarks: 'XSA-3',
  },
  {
    id: 'GM-ARM-2',
    title: 'Arm, case 2: messages are translated, an ITS behind',
    parameters: { doorbell: 'its', msiPath: 'translated' },
  },
  {
    id: 'GM-ARM-2-GICV2M',
    title: 'Arm, case 2: messages are translated, a GICv2m frame behind',
    parameters: { doorbell: 'gicv2m', msiPath: 'translated' },
    violated: { 'MSI-CONFINE': 18, 'IRQ-OWNER': 21 },
    remarks: 'GICV2M-MAPPED; 18 is a guest that confuses its own',
  },
  {
    id: 'GM-ARM-3',
    title: 'Arm, case 3: messages bypass the SMMU, an ITS behind',
    parameters: { doorbell: 'its' },
    remarks: 'isolated by the ITS, as VFIO was taught (db406cc0ac2d)',
  },
  {
    id: 'GM-ARM-3-GICV2M',
    title: 'Arm, case 3: messages bypass the SMMU, a GICv2m frame behind',
    parameters: { doorbell: 'gicv2m' },
    violated: { 'MSI-CONFINE': 16, 'IRQ-OWNER': 16 },
    remarks: 'GICV2M',
  },
  {
    id: 'GM-ARM-4',
    title: 'Arm, case 4: the root complex aborts what is for a device',
    parameters: { doorbell: 'its', msiPath: 'translated', rootComplex: 'aborts' },
  },
  {
    id: 'GM-ARM-4-ROUTES',
    title: 'Arm, case 4: the root complex routes to the device, groups are kept',
    parameters: { doorbell: 'its', msiPath: 'translated', rootComplex: 'routes' },
    violated: { 'P2P-NO-BYPASS': 18 },
    remarks: 'GROUP_NO_RESET',
  },
  {
    id: 'GM-ARM-1',
    title: 'Arm, cases 1, 3 and 4: RAM of a guest against reserved regions, migration, hot-add',
    parameters: {
      doorbell: 'its',
      functions: ['f0'],
      guests: ['A'],
      senders: 'none',
      paths: ['ASG', 'DEA', 'RAM', 'MIG'],
    },
  },
  {
    id: 'GM-SIBLINGS',
    title: 'Two functions of one device that reach each other, groups and reset',
    parameters: { functions: ['f0', 'f1'], internalP2P: true, reset: 'works' },
  },
  {
    id: 'GM-NO-ACS',
    title: 'A switch without ACS, devices assigned one by one',
    parameters: {
      acs: 'none',
      groupPolicy: 'ignore',
      sends: ['ram', 'bar', 'doorbell', 'forged'],
    },
    violated: {
      'MSI-CONFINE': 17,
      'IRQ-OWNER': 17,
      'DMA-CONFINED': 12,
      'P2P-NO-BYPASS': 10,
      'GROUP-ATOMIC': 7,
    },
    remarks: 'ACS_RR, ACS_SV, ACS_SV-MSI, GROUP_IGNORED',
  },
];

export const guestMsiDesigns: readonly DesignEntry[] = allDesignsOf('guest-msi', designs);
