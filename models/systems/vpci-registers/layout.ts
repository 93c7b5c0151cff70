/**
 * The config space of the modelled device: registers, the bits of them that are modelled, what hardware
 * does with these, and the accesses by which they can be reached.
 *
 * Offsets and bits are those of PCI Local Bus Specification 3.0, section 6.2. Registers of which
 * nothing but the existence matters have one bit.
 */

import type { RegisterBits } from '../../components/config-register.machine.ts';
import type { CommandBit, RegisterName, StatusBit, Values } from './parameters.ts';

/** Bits of the command register. */
export const COMMAND: Readonly<Record<CommandBit, number>> = {
  IO: 0x0001,
  MEMORY: 0x0002,
  MASTER: 0x0004,
  SPECIAL: 0x0008,
  INVALIDATE: 0x0010,
  VGA: 0x0020,
  PARITY: 0x0040,
  WAIT: 0x0080,
  SERR: 0x0100,
  FAST_BACK: 0x0200,
  INTX_DISABLE: 0x0400,
  RESERVED: 0x0800,
};

/** Bits of the status register. */
export const STATUS: Readonly<Record<StatusBit, number>> = {
  INTERRUPT: 0x0008,
  CAP_LIST: 0x0010,
  UDF: 0x0040,
  MASTER_PARITY: 0x0100,
  SYSTEM_ERROR: 0x4000,
};

/** Bits 0 to 5 of the command register, which assignment to a guest clears. */
export const CLEARED_AT_ASSIGN = 0x003f;

/** Bits of the command register that a guest does not control: RsvdP in 9c831e429c. */
export const COMMAND_RSVDP =
  COMMAND.IO | COMMAND.PARITY | COMMAND.WAIT | COMMAND.SERR | COMMAND.FAST_BACK | COMMAND.RESERVED;

export const STATUS_RW1C = STATUS.MASTER_PARITY | STATUS.SYSTEM_ERROR;
export const STATUS_RO = STATUS.INTERRUPT | STATUS.CAP_LIST;
export const STATUS_RSVDZ = STATUS.UDF;

/** A register of the device. */
export interface Register {
  readonly name: RegisterName;
  readonly offset: number;
  /** In bytes. */
  readonly size: number;
  /** The bits that are modelled. */
  readonly mask: number;
  /** What hardware does with them, and which of them are the host's while a guest has the device. */
  readonly bits: RegisterBits;
  readonly starts: number;
}

type Place = readonly [offset: number, size: number, kind: 'rw' | 'ro'];

const places: Readonly<Record<Exclude<RegisterName, 'command' | 'status'>, Place>> = {
  ids: [0x00, 4, 'ro'],
  cacheline: [0x0c, 4, 'rw'],
  iobar: [0x14, 4, 'rw'],
  rom: [0x30, 4, 'rw'],
  capptr: [0x34, 1, 'ro'],
  msidata: [0x58, 2, 'rw'],
  msihole: [0x5a, 2, 'rw'],
  vendor: [0x74, 4, 'rw'],
  ext: [0x100, 4, 'ro'],
  extbody: [0x104, 4, 'rw'],
};

/** The registers of a configuration, in the order of their offsets. */
export function registersOf(values: Values): readonly Register[] {
  return values.registers
    .map((name) => registerOf(name, values))
    .sort((a, b) => a.offset - b.offset);
}

function registerOf(name: RegisterName, values: Values): Register {
  if (name === 'command') {
    const mask = values.command.reduce((bits, bit) => bits | COMMAND[bit], 0);
    const bits = { rw: mask, host: mask & COMMAND_RSVDP };
    // Firmware has switched error reporting on, and assignment keeps it.
    const starts = mask & COMMAND_RSVDP & ~CLEARED_AT_ASSIGN & ~COMMAND.RESERVED;
    return { name, offset: 0x04, size: 2, mask, bits, starts };
  }
  if (name === 'status') {
    const mask = values.status.reduce((bits, bit) => bits | STATUS[bit], 0);
    const bits = { rw: mask & STATUS_RSVDZ, rw1c: mask & STATUS_RW1C };
    return { name, offset: 0x06, size: 2, mask, bits, starts: mask & STATUS_RO };
  }
  const [offset, size, kind] = places[name];
  const bits = kind === 'ro' ? { rw: 0 } : { rw: 1, host: name === 'msidata' ? 1 : 0 };
  return { name, offset, size, mask: 1, bits, starts: kind === 'ro' ? 1 : 0 };
}

/** An aligned access, and the modelled registers that it covers, whole or in part. */
export interface Access {
  readonly offset: number;
  readonly size: number;
  readonly parts: readonly Part[];
  /** `word 0x04` */
  readonly title: string;
}

/** What an access covers of a register. */
export interface Part {
  readonly register: Register;
  /** The bits of the register in the bytes that are covered. */
  readonly mask: number;
  /** All bytes are covered. */
  readonly whole: boolean;
}

const sizes = { byte: 1, word: 2, dword: 4 } as const;

/** Every access that covers a modelled register. */
export function accessesOf(values: Values, registers: readonly Register[]): readonly Access[] {
  return values.widths.flatMap((width) => {
    const size = sizes[width];
    const last = Math.max(...registers.map((register) => register.offset + register.size));
    const offsets = Array.from({ length: Math.ceil(last / size) }, (_, i) => i * size);
    return offsets
      .map((offset) => ({
        offset,
        size,
        parts: partsOf(offset, size, registers),
        title: `${width} 0x${offset.toString(16).padStart(2, '0')}`,
      }))
      .filter(({ parts }) => parts.length > 0);
  });
}

function partsOf(offset: number, size: number, registers: readonly Register[]): readonly Part[] {
  return registers.flatMap((register) => {
    const from = Math.max(offset, register.offset);
    const to = Math.min(offset + size, register.offset + register.size);
    if (from >= to) return [];
    const bytes = ((1 << (8 * Math.min(to - from, 3))) - 1) | (to - from === 4 ? ~0 : 0);
    const mask = register.mask & (bytes << (8 * (from - register.offset)));
    return [{ register, mask, whole: to - from === register.size }];
  });
}

/** Every set of bits within a mask, the empty one first. */
export function subsetsOf(mask: number): readonly number[] {
  const all: number[] = [];
  for (let bits = 0; ; bits = (bits - mask) & mask) {
    all.push(bits);
    if (bits === mask) return all;
  }
}

/** Which of some bits of a register are set, by name: `MASTER|SERR`, `0`. */
export function bitsText(register: Pick<Register, 'name'>, value: number): string {
  const names: Readonly<Record<string, number>> =
    register.name === 'command' ? COMMAND : register.name === 'status' ? STATUS : { 1: 1 };
  const set = Object.entries(names).filter(([, bit]) => (value & bit) !== 0);
  return set.length === 0 ? '0' : set.map(([name]) => name).join('|');
}
