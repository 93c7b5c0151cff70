/** Parameters of the family `vpci-registers`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';

export const schemes = ['S1', 'S4', 'qemu'] as const;
export type SchemeName = (typeof schemes)[number];

export const paths = [
  'RD',
  'WR',
  'MSI',
  'CAPS',
  'ASG',
  'DEA',
  'RST',
  'HOST',
  'REPORT',
  'FLR',
] as const;
export type PathCode = (typeof paths)[number];

export const registerNames = [
  'ids',
  'command',
  'status',
  'cacheline',
  'iobar',
  'rom',
  'capptr',
  'msidata',
  'msihole',
  'vendor',
  'ext',
  'extbody',
] as const;
export type RegisterName = (typeof registerNames)[number];

export const commandBits = [
  'IO',
  'MEMORY',
  'MASTER',
  'SPECIAL',
  'INVALIDATE',
  'VGA',
  'PARITY',
  'WAIT',
  'SERR',
  'FAST_BACK',
  'INTX_DISABLE',
  'RESERVED',
] as const;
export type CommandBit = (typeof commandBits)[number];

export const statusBits = [
  'INTERRUPT',
  'CAP_LIST',
  'UDF',
  'MASTER_PARITY',
  'SYSTEM_ERROR',
] as const;
export type StatusBit = (typeof statusBits)[number];

export const defects = [
  'REG_PASSTHRU',
  'CAPS_SHOWN',
  'RW1C_MERGE',
  'WHOLE_ACCESS',
  'UNKNOWN_PASS',
] as const;
export type Defect = (typeof defects)[number];

/** The schemes on which a defect toggle makes sense. */
export const schemesOf: Readonly<Record<Defect, readonly SchemeName[]>> = {
  REG_PASSTHRU: ['S4'],
  CAPS_SHOWN: ['S4'],
  RW1C_MERGE: ['S4'],
  WHOLE_ACCESS: ['qemu'],
  UNKNOWN_PASS: ['qemu'],
};

export const parameters = {
  scheme: choice({
    values: schemes,
    default: 'S4',
    help: 'who emulates config space, at which revision',
    meanings: {
      S1: 'vPCI as in the series part 3, v5 (November 2021)',
      S4: 'vPCI as landed (c447b7308b, August 2026)',
      qemu: 'QEMU for an HVM guest (hw/xen/xen_pt.c), repaired in 2015 save for what is switched on',
    },
  }),
  profile: choice({
    values: ['hwdom', 'domU'],
    default: 'domU',
    help: 'the domain under study',
    meanings: {
      hwdom: 'the hardware domain, which is trusted',
      domU: 'a guest, as the series intends',
    },
  }),
  vcpus: integer({ min: 1, max: 2, default: 1, help: 'vCPUs of the domain under study' }),
  registers: setOf({
    values: registerNames,
    default: ['command', 'status', 'vendor'],
    help: 'registers of the device that are modelled',
    meanings: {
      ids: 'vendor and device id (0x00), read-only',
      command: 'command register (0x04)',
      status: 'status register (0x06)',
      cacheline: 'cache line size and its neighbours (0x0c)',
      iobar: 'a BAR in I/O space (0x14)',
      rom: 'expansion ROM base (0x30)',
      capptr: 'pointer to the first capability (0x34)',
      msidata: 'message data of the MSI capability (0x58)',
      msihole: 'the two bytes behind it, which mean nothing (0x5a)',
      vendor: 'a register nobody emulates (0x74)',
      ext: 'header of the first extended capability (0x100)',
      extbody: 'the first register of that capability (0x104)',
    },
  }),
  command: setOf({
    values: commandBits,
    default: ['MASTER', 'SERR'],
    help: 'bits of the command register that are modelled',
    meanings: {
      IO: 'decode of I/O space (bit 0)',
      MEMORY: 'decode of memory space (bit 1)',
      MASTER: 'bus master (bit 2)',
      SPECIAL: 'special cycles (bit 3)',
      INVALIDATE: 'memory write and invalidate (bit 4)',
      VGA: 'palette snooping (bit 5)',
      PARITY: 'parity checking (bit 6)',
      WAIT: 'address stepping (bit 7)',
      SERR: 'reporting of system errors (bit 8)',
      FAST_BACK: 'back-to-back writes (bit 9)',
      INTX_DISABLE: 'INTx off (bit 10)',
      RESERVED: 'the lowest of the reserved bits (bit 11)',
    },
  }),
  status: setOf({
    values: statusBits,
    default: ['CAP_LIST', 'SYSTEM_ERROR'],
    help: 'bits of the status register that are modelled',
    meanings: {
      INTERRUPT: 'an interrupt is pending (bit 3), read-only',
      CAP_LIST: 'there is a capability list (bit 4), read-only',
      UDF: 'reserved, to be written as zero (bit 6)',
      MASTER_PARITY: 'parity error (bit 8), cleared by a one',
      SYSTEM_ERROR: 'system error signalled (bit 14), cleared by a one',
    },
  }),
  widths: setOf({
    values: ['byte', 'word', 'dword'],
    default: ['word', 'dword'],
    help: 'how much of config space an access covers',
    meanings: { byte: 'one byte', word: 'two bytes', dword: 'four bytes' },
  }),
  capability: choice({
    values: ['none', 'msi', 'msix'],
    default: 'msi',
    help: 'the interrupt capability that the device has; one for power management comes before it',
    meanings: { none: 'none of them', msi: 'MSI', msix: 'MSI-X' },
  }),
  ignoreBars: flag({
    default: false,
    help: 'the BARs of the device are known to be wrong and are ignored',
  }),
  start: choice({
    values: ['here', 'elsewhere'],
    default: 'here',
    help: 'where the device is at first: in the domain under study, or with dom0',
  }),
  paths: setOf({
    values: paths,
    default: ['RD', 'WR', 'HOST', 'REPORT'],
    help: 'what is modelled of what happens',
    meanings: {
      RD: 'config reads of the domain',
      WR: 'config writes of the domain',
      MSI: 'config write of the domain that enables or disables MSI',
      CAPS: 'the domain walks the capability list',
      ASG: 'the device is assigned to the domain',
      DEA: 'the device is deassigned, and dom0 uses it',
      RST: 'dom0 resets the device and tells Xen (9a2d7b5bb6)',
      HOST: 'the host changes bits that are its own',
      REPORT: 'the device reports errors',
      FLR: 'dom0 resets the device and tells nobody',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the scheme has',
    meanings: {
      REG_PASSTHRU: 'S4: what no handler is registered for reaches hardware (before 80b0eb095a)',
      CAPS_SHOWN: 'S4: a guest sees all capabilities (before d830b0a7bc)',
      RW1C_MERGE:
        'S4: a partial write carries along the error bits that were read (before a3c8fb450a)',
      WHOLE_ACCESS: 'QEMU: the field an access ends in decides for all of it (XSA-128)',
      UNKNOWN_PASS: 'QEMU: fields it knows nothing of are passed through (XSA-131)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** What QEMU is modelled for: fields it emulates without writing them, and fields it does not know. */
const qemuRegisters: readonly RegisterName[] = ['msidata', 'msihole', 'vendor'];

/** A register has a local state for each set of its bits, and a write a step for each pair of them. */
const BITS_MAX = 4;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { scheme, profile, registers, command, status } = values;
  for (const defect of values.defects) {
    if (!schemesOf[defect].includes(scheme)) {
      return `defect ${defect} belongs to scheme ${schemesOf[defect].join(' or ')}, not to ${scheme}`;
    }
  }
  if (registers.length === 0) return 'registers is empty, so there is nothing to access';
  if (command.length > BITS_MAX) {
    return `command has ${command.length} bits, but at most ${BITS_MAX} are modelled together`;
  }
  if (status.length > BITS_MAX) {
    return `status has ${status.length} bits, but at most ${BITS_MAX} are modelled together`;
  }
  if (registers.includes('command') && command.length === 0) return 'command has no bits';
  if (registers.includes('status') && status.length === 0) return 'status has no bits';
  if (!values.paths.some((path) => ['RD', 'WR', 'CAPS'].includes(path))) {
    return 'paths has neither RD nor WR nor CAPS, so the domain does nothing';
  }
  if (values.paths.some((path) => path === 'RD' || path === 'WR') && values.widths.length === 0) {
    return 'widths is empty, but RD and WR need one';
  }
  if (scheme !== 'qemu') return undefined;
  if (profile === 'hwdom') return 'scheme qemu emulates for a guest, so profile is domU';
  const other = registers.find((name) => !qemuRegisters.includes(name));
  if (other !== undefined) {
    return `register ${other} is not modelled for scheme qemu, only ${qemuRegisters.join(', ')} are`;
  }
  const path = values.paths.find((name) => !['WR', 'HOST'].includes(name));
  return path === undefined
    ? undefined
    : `path ${path} is not modelled for scheme qemu, only WR and HOST are`;
}
