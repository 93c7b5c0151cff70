/** Parameters of the family `vpci-msi`. */

import { choice, integer, setOf, type ValuesOf } from '../../compose/index.ts';

/** Code paths of vCPUs, of dom0, of Xen itself, and what a device does. */
export const paths = [
  'WR',
  'MSI',
  'MSG',
  'MASK',
  'MSIX',
  'TBL',
  'BAR',
  'DM',
  'MAP',
  'PREP',
  'INJ',
  'BACK',
  'DEA',
  'ASG',
  'DOM',
  'BRG',
  'AFF',
  'IRQ',
  'SPOOF',
] as const;
export type PathCode = (typeof paths)[number];

/** Code that runs on a vCPU of the guest, or for it. */
export const guestPaths: readonly PathCode[] = [
  ...(['WR', 'MSI', 'MSG', 'MASK', 'MSIX', 'TBL', 'BAR'] as const),
  ...(['DM', 'MAP', 'PREP', 'INJ', 'BACK'] as const),
];
/** Code that runs on a CPU of dom0. */
export const dom0Paths: readonly PathCode[] = ['DEA', 'ASG', 'DOM', 'BRG'];

export const defects = [
  'MSI_LEFT',
  'INTX_BACK',
  'FLAG_LATE',
  'UPDATE_UNMAPS',
  'MSI_DOUBLE_UNLOCK',
  'MSI_UNOWNED',
  'MSI_REDUNDANT',
  'IRQ_KEPT',
  'IRQ_GUEST_NUMBER',
  'PREP_ANYBODY',
  'INJ_UNCHECKED',
  'TABLE_SPAN',
  'TABLE_RANGE',
  'BACK_UNCHECKED',
  'MASK_DIRECT',
  'MSG_WRITE_BACK',
  'MSG_READ_BACK',
  'SID_BUS',
  'SID_NONE',
  'IRT_SHARED',
  'IRT_STALE',
  'UNBIND_DELISTS',
  'ITERATE_ON',
  'IRQOFF_LOCK',
] as const;
export type Defect = (typeof defects)[number];

/** What is open, by our reading, in the code that was read. */
export const open: readonly Defect[] = ['MSI_LEFT', 'INTX_BACK', 'FLAG_LATE'];

/** Code paths on one of which a defect shows; without any of them it is no part of the system. */
export const pathsOf: Readonly<Record<Defect, readonly PathCode[]>> = {
  MSI_LEFT: ['DEA'],
  INTX_BACK: ['MSI', 'MSG'],
  FLAG_LATE: ['BAR'],
  UPDATE_UNMAPS: ['MSG'],
  MSI_DOUBLE_UNLOCK: ['MSI', 'MAP'],
  MSI_UNOWNED: ['MAP'],
  MSI_REDUNDANT: ['MAP'],
  IRQ_KEPT: ['MAP'],
  IRQ_GUEST_NUMBER: ['MAP'],
  PREP_ANYBODY: ['PREP'],
  INJ_UNCHECKED: ['INJ'],
  TABLE_SPAN: ['TBL'],
  TABLE_RANGE: ['TBL'],
  BACK_UNCHECKED: ['BACK'],
  MASK_DIRECT: ['MASK'],
  MSG_WRITE_BACK: ['DM'],
  MSG_READ_BACK: ['AFF'],
  SID_BUS: ['SPOOF'],
  SID_NONE: ['SPOOF'],
  IRT_SHARED: ['SPOOF'],
  IRT_STALE: ['AFF'],
  UNBIND_DELISTS: ['DOM'],
  ITERATE_ON: ['DOM'],
  IRQOFF_LOCK: ['BRG'],
};

const PATHS_DEFAULT: readonly PathCode[] = ['WR', 'MSI', 'MSG', 'MASK', 'DEA', 'ASG', 'IRQ'];

export const parameters = {
  vcpus: integer({ min: 0, max: 3, default: 1, help: 'vCPUs of the guest under study' }),
  devices: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'devices; the second one belongs to another domain and has its interrupt there',
  }),
  vectors: integer({ min: 1, max: 2, default: 1, help: 'MSI vectors of the first device' }),
  start: choice({
    values: ['off', 'on', 'elsewhere'],
    default: 'off',
    help: 'what the first device is at first',
    meanings: {
      off: 'with the guest, MSI off',
      on: 'with the guest, MSI on with all its vectors, each mapped and bound',
      elsewhere: 'with another domain, MSI off',
    },
  }),
  remapping: choice({
    values: ['none', 'vtd', 'amd'],
    default: 'vtd',
    help: 'interrupt remapping, where messages are modelled (SPOOF, AFF, DM)',
    meanings: {
      none: 'none: a message names a vector',
      vtd: 'VT-d: one table, entries name the source they are for',
      amd: 'AMD: a table for each device',
    },
  }),
  paths: setOf({
    values: paths,
    default: PATHS_DEFAULT,
    help: 'what is modelled of vCPUs, dom0, Xen and devices',
    meanings: {
      WR: 'vPCI: write of INTX_DISABLE in the command register',
      MSI: 'vPCI: write of the MSI control register',
      MSG: 'vPCI: write of the MSI address or data',
      MASK: 'vPCI: write of an MSI mask bit',
      MSIX: 'vPCI: write of the MSI-X control register',
      TBL: 'vPCI: access to the MSI-X table',
      BAR: 'vPCI: deferred mapping of the BAR that has the MSI-X table',
      DM: 'device model: config write that spans the MSI data register',
      MAP: 'hypercalls that map and unmap the pirq of a device',
      PREP: 'hypercalls that prepare and release MSI-X',
      INJ: 'injection of an emulated MSI that names a pirq',
      BACK: 'pciback: requests to enable and disable MSI and MSI-X',
      DEA: 'dom0 takes the first device from the guest',
      ASG: 'dom0 gives it to the guest',
      DOM: 'the guest is destroyed',
      BRG: 'dom0 reports a bridge, and is interrupted',
      AFF: 'Xen moves interrupts to other vectors',
      IRQ: 'devices raise interrupts as their registers allow',
      SPOOF: 'the first device is hostile: it sends any message at any time',
    },
  }),
  defects: setOf({
    values: defects,
    default: open,
    help: 'what is wrong; by default what is open in the code that was read',
    meanings: {
      MSI_LEFT: 'open: deassignment frees vPCI state and leaves pirqs bound and MSI on',
      INTX_BACK: 'open: switching MSI off enables INTx in hardware, and vPCI does not know',
      FLAG_LATE:
        'open: a BAR is mapped before it counts as enabled, so accesses to its table are lost',
      UPDATE_UNMAPS: 'a changed message unmaps the pirq and maps it again (before 1e34ed7174)',
      MSI_DOUBLE_UNLOCK: 'an error exit releases a lock that is not held (before 57338346f2)',
      MSI_UNOWNED: 'a guest may map the MSI of any device (before 3308374b1b)',
      MSI_REDUNDANT: 'MSI that is enabled may be enabled again (before a46126fec2)',
      IRQ_KEPT: 'the error path leaves the guest access to the host IRQ (before 545607eb3c)',
      IRQ_GUEST_NUMBER: 'access is tracked by guest IRQ number (before 545607eb3c)',
      PREP_ANYBODY: 'any domain may prepare or release MSI-X (before 9c7e789a1b)',
      INJ_UNCHECKED: 'injection does not ask whether the pirq exists (before 6f4cc0ac41)',
      TABLE_SPAN: 'an access may run out of the trapped pages (before c5397354b9)',
      TABLE_RANGE: 'the number of an entry is not compared with the size of the table (XSA-164)',
      BACK_UNCHECKED: 'pciback does what it is asked whatever the state of the device (XSA-157)',
      MASK_DIRECT: 'the guest writes mask bits in hardware (before aa7c1fdf9d)',
      MSG_WRITE_BACK: 'a write that spans the message writes back what was read of it (XSA-128)',
      MSG_READ_BACK: 'Xen reads the message of an interrupt from the device (before cb5e973086)',
      SID_BUS: 'VT-d: behind a legacy bridge only the bus of the source is compared (XSA-33)',
      SID_NONE: 'VT-d: for some types of devices no source is compared (before 63cec00679)',
      IRT_SHARED: 'AMD: one remapping table for all devices (before 668635a35e)',
      IRT_STALE: 'AMD: the old entry stays when an interrupt moves (before 94d4a1119d)',
      UNBIND_DELISTS: 'destruction takes pirqs off the tree as it unbinds them (before 58427889f5)',
      ITERATE_ON: 'destruction forgets that it was to be called again (before 9480a1a519)',
      IRQOFF_LOCK: 'the bus-to-bridge lock is taken with interrupts on (before 39bc6af3ba)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const has = (...codes: readonly PathCode[]) => codes.some((code) => values.paths.includes(code));
  if (values.vcpus > 0 && !has(...guestPaths)) return 'vCPUs have no code path to run';
  if (values.vcpus === 0 && has(...guestPaths)) {
    return 'there are code paths of vCPUs, and no vCPU to run them';
  }
  if (values.paths.length === 0) return 'there is nobody to do anything';
  const remapped = has('SPOOF', 'AFF', 'DM');
  if (values.remapping !== 'vtd' && !remapped) {
    return `remapping is ${values.remapping}, but messages are modelled with SPOOF, AFF or DM only`;
  }
  if (remapped && (values.vectors > 1 || values.start !== 'on')) {
    return 'SPOOF, AFF and DM are modelled with vectors=1 and start=on';
  }
  if (remapped && has('MSI', 'MSG', 'MAP', 'DEA', 'ASG', 'DOM')) {
    return 'SPOOF, AFF and DM are modelled while interrupts stay bound: only with IRQ, MASK, BRG and each other';
  }
  if (has('MSIX', 'TBL', 'BAR')) {
    const others = values.paths.filter((code) => !['MSIX', 'TBL', 'BAR', 'IRQ'].includes(code));
    if (others.length > 0 || values.start !== 'off' || values.vectors > 1) {
      return 'MSIX, TBL and BAR are modelled with start=off and vectors=1, and only with IRQ and each other';
    }
  }
  if (has('DOM') && (values.vcpus > 0 || has('DEA', 'ASG') || values.start !== 'on')) {
    return 'DOM is modelled for a guest whose vCPUs have stopped: with vcpus=0 and start=on, without DEA and ASG';
  }
  if (has('MAP') && (values.vectors > 1 || has('WR', 'MSI', 'MSG', 'MASK', 'DEA'))) {
    return 'MAP is what a guest does without vPCI: with vectors=1, and without WR, MSI, MSG, MASK and DEA';
  }
  if (values.start === 'on' && has('WR')) {
    return 'the command register (WR) is modelled with start=off or start=elsewhere only';
  }
  return refuseDefect(values);
}

function refuseDefect({ defects: given, paths: present, remapping, vectors }: Values) {
  for (const defect of given) {
    // What is open is the default: where its code is not modelled, it is not asked for.
    if (!open.includes(defect) && !pathsOf[defect].some((code) => present.includes(code))) {
      return `defect ${defect} needs code path ${pathsOf[defect].join(' or ')}`;
    }
    const wanted = remappingOf[defect];
    if (wanted !== undefined && wanted !== remapping) {
      return `defect ${defect} belongs to remapping=${wanted}, not to ${remapping}`;
    }
  }
  for (const defect of ['MSI_DOUBLE_UNLOCK', 'ITERATE_ON'] as const) {
    if (given.includes(defect) && vectors < 2) return `defect ${defect} needs vectors=2`;
  }
  return undefined;
}

const remappingOf: Partial<Readonly<Record<Defect, Values['remapping']>>> = {
  MSG_READ_BACK: 'vtd',
  SID_BUS: 'vtd',
  SID_NONE: 'vtd',
  IRT_SHARED: 'amd',
  IRT_STALE: 'amd',
};
