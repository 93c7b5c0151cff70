/** Parameters of the family `guest-msi`. */

import { choice, flag, setOf, type ValuesOf } from '../../compose/index.ts';

export const functionNames = ['f0', 'f1', 'f2'] as const;
export type FunctionName = (typeof functionNames)[number];

/** What a hostile function may send. */
export const sendings = ['ram', 'bar', 'doorbell', 'hole', 'forged'] as const;
export type Sending = (typeof sendings)[number];

/** What Xen and the VMM do. */
export const paths = ['ASG', 'MSI', 'AFF', 'DEA', 'RAM', 'MIG'] as const;
export type PathCode = (typeof paths)[number];

export const defects = [
  'MSI_UNOWNED',
  'ENTRY_LEFT',
  'ENTRY_LATE',
  'ENABLE_FIRST',
  'DOORBELL_READABLE',
  'DOORBELL_WIDE',
  'TRAP_UNFILTERED',
  'GROUP_MISSES_MFD',
  'GROUP_MISSES_RC',
  'RDM_TEARDOWN',
] as const;
export type Defect = (typeof defects)[number];

export const parameters = {
  doorbell: choice({
    values: ['x86', 'its', 'gicv2m'],
    default: 'x86',
    help: 'what a message is written to',
    meanings: {
      x86: 'the window 0xFEExxxxx of x86',
      its: 'GITS_TRANSLATER of an Arm ITS: the DeviceID is made from the requester ID',
      gicv2m: 'SETSPI of a GICv2m frame: the data is the number of an SPI',
    },
  }),
  msiPath: choice({
    values: ['bypass', 'translated'],
    default: 'bypass',
    help: 'whether a message goes through the IOMMU like any other write',
    meanings: {
      bypass: 'the root complex claims the address: x86, and case 3 of Arm',
      translated: 'the SMMU must map the doorbell: case 2 of Arm',
    },
  }),
  intremap: choice({
    values: ['none', 'noSID', 'SID'],
    default: 'SID',
    help: 'interrupt remapping on x86',
    meanings: {
      none: 'none: a message carries a vector',
      noSID:
        'entries that any requester may use: VT-d without source validation, the global table of AMD',
      SID: 'entries for one requester: VT-d with source validation, a table for each device of AMD',
    },
  }),
  irteUpdate: choice({
    values: ['atomic', 'disableRewrite'],
    default: 'atomic',
    help: 'how an interrupt remapping entry is changed while it is in use (AFF)',
    meanings: {
      atomic: 'by one compare-exchange (since b953a99da9)',
      disableRewrite: 'it is disabled, then written anew',
    },
  }),
  rootComplex: choice({
    values: ['translates', 'aborts', 'routes'],
    default: 'translates',
    help: 'what the root complex does with an address in the windows of its devices',
    meanings: {
      translates: 'hands it to the IOMMU like any other',
      aborts: 'aborts it before the IOMMU: case 4 of Arm',
      routes: 'routes it to the device, past the IOMMU: case 4 of Arm without anything like ACS',
    },
  }),
  acs: setOf({
    values: ['SV', 'RR', 'UF', 'TB'],
    default: ['SV', 'RR', 'UF'],
    help: 'Access Control Services that are on in the ports of the switch',
    meanings: {
      SV: 'Source Validation: a requester ID of another bus is blocked',
      RR: 'P2P Request Redirect: what is for another port goes up to the root complex',
      UF: 'Upstream Forwarding: what is for the port it came from goes up to the root complex',
      TB: 'Translation Blocking: requests that claim to be translated are blocked',
    },
  }),
  internalP2P: flag({
    default: false,
    help: 'functions of one device reach each other inside the device',
  }),
  ats: flag({ default: false, help: 'functions may send requests that claim to be translated' }),
  phantom: choice({
    values: ['none', 'all', 'partial'],
    default: 'none',
    help: 'whether f0 has a phantom function: a second requester ID',
    meanings: {
      none: 'it has none',
      all: 'assignment moves both requester IDs, or none of them',
      partial: 'assignment goes on when the second one could not be moved (before cb4ecb3cc1)',
    },
  }),
  reset: choice({
    values: ['none', 'works'],
    default: 'none',
    help: 'whether a function is reset before it leaves the tables of its guest',
    meanings: {
      none: 'it cannot be, or goes on regardless',
      works: 'it is, and forgets what the guest told it',
    },
  }),
  quarantine: flag({
    default: true,
    help: 'a function that comes back from a guest is cut off from memory',
  }),
  groupPolicy: choice({
    values: ['enforce', 'ignore'],
    default: 'enforce',
    help: 'whether functions that cannot be told apart must be assigned together',
    meanings: {
      enforce: 'no function goes to a guest while another of its group is with another guest',
      ignore: 'functions are assigned one by one, as libxl does',
    },
  }),
  resv: choice({
    values: ['atAttach', 'earlier', 'none'],
    default: 'atAttach',
    help: 'when the RAM of a guest is compared with the reserved regions of the host (ASG)',
    meanings: {
      atAttach: 'in the step that attaches the device',
      earlier: 'before that, and not again',
      none: 'never',
    },
  }),
  layout: choice({
    values: ['blind', 'thisHost'],
    default: 'blind',
    help: 'what the VMM knows of reserved regions when it places RAM and has no device (RAM)',
    meanings: {
      blind: 'nothing: it would have to ask the device',
      thisHost: 'those of the host it is on, which the IOMMU driver publishes',
    },
  }),
  mapFailLate: choice({
    values: ['reject', 'abort'],
    default: 'reject',
    help: 'what the VMM does when RAM it adds cannot be mapped for a device it has (RAM)',
    meanings: { reject: 'it takes the RAM back', abort: 'it aborts, as QEMU does' },
  }),
  rdmPolicy: choice({
    values: ['strict', 'relaxed'],
    default: 'strict',
    help: 'what Xen does when RAM of a guest covers a reserved region of a device (ASG)',
    meanings: {
      strict: 'assignment fails',
      relaxed: 'a warning, and no identity mapping where the RAM is',
    },
  }),
  functions: setOf({
    values: functionNames,
    default: ['f0', 'f2'],
    help: 'PCI functions',
    meanings: {
      f0: 'a function of a device below one port of a switch',
      f1: 'another function of the same device',
      f2: 'a device below another port',
    },
  }),
  dom0Has: setOf({
    values: functionNames,
    default: [],
    help: 'functions that a driver of dom0 uses; they are never assigned',
  }),
  requesterIds: choice({
    values: ['own', 'bridge'],
    default: 'own',
    help: 'what the IOMMU sees of who sent a request',
    meanings: {
      own: 'the requester ID of the function',
      bridge:
        'that of the PCIe-to-PCI bridge above all functions: the switch is a conventional bus',
    },
  }),
  guests: setOf({ values: ['A', 'B'], default: ['A', 'B'], help: 'guests' }),
  senders: setOf({
    values: functionNames,
    default: functionNames,
    help: 'functions that do what a hostile guest tells them; those that are there count',
  }),
  sends: setOf({
    values: sendings,
    default: ['ram', 'bar', 'doorbell', 'hole'],
    help: 'what they send; all of it are posted writes',
    meanings: {
      ram: "a write to an address where its guest has RAM; with ats also to any guest's and to dom0's page",
      bar: 'a write to the bus address of a BAR of another function; with ats also as a translated one',
      doorbell: 'a write of any data to the address of the doorbell',
      hole: 'a write to an address where nothing is',
      forged: 'the requester ID of a function below another port, with ram and doorbell',
    },
  }),
  paths: setOf({
    values: paths,
    default: ['ASG', 'MSI', 'AFF', 'DEA'],
    help: 'what Xen, the toolstack and the VMM do',
    meanings: {
      ASG: 'a function is assigned to a guest',
      MSI: 'a guest that has a function enables its MSI',
      AFF: 'Xen moves an interrupt to another CPU',
      DEA: 'a function is taken from a guest',
      RAM: 'guest A gets more RAM',
      MIG: 'guest A migrates to another host while it has no function',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'what is wrong besides',
    meanings: {
      MSI_UNOWNED: 'nobody asks whether the guest that maps the MSI of a function has the function',
      ENTRY_LEFT: 'the interrupt stays set up when the function leaves the guest',
      ENTRY_LATE: 'the interrupt is torn down after the function has left the IOMMU tables',
      ENABLE_FIRST: 'msiPath=translated: MSI is enabled before the doorbell is mapped',
      DOORBELL_READABLE: 'msiPath=translated: the doorbell is mapped for reading too',
      DOORBELL_WIDE: 'msiPath=translated: the page has other registers beside the doorbell',
      TRAP_UNFILTERED: 'intremap=none: a message may pass for a trap of a PV guest',
      GROUP_MISSES_MFD: 'groupPolicy=enforce: groups leave out paths inside a device',
      GROUP_MISSES_RC: 'groupPolicy=enforce: groups leave out paths through the root complex',
      RDM_TEARDOWN: 'rdmPolicy=relaxed: an identity mapping is undone that was never made',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Whether messages go through a table that Xen writes an entry of for each function. */
export function hasEntries({ doorbell, intremap }: Values): boolean {
  return doorbell === 'its' || (doorbell === 'x86' && intremap !== 'none');
}
