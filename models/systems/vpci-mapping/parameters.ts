/** Parameters of the family `vpci-mapping`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';

export const schemes = ['pciback', 'qemu', 'S1', 'S3v8', 'S4', 'S5'] as const;
export type SchemeName = (typeof schemes)[number];

export const orders = ['as-is', 'p2m-first', 'reg-first', 'split', 'always-on'] as const;
export type Order = (typeof orders)[number];

/** Codes of code paths, as in `vpci-locking`, and of what else happens to mappings. */
export const paths = [
  'CMD',
  'BAR',
  'MSI',
  'ROM',
  'ADD',
  'RST',
  'DEA',
  'ASG',
  'XL',
  'FLR',
  'REVOKE',
  'FAIL',
  'FAIL_ROM',
  'PTE',
  'TOUCH',
] as const;
export type PathCode = (typeof paths)[number];

export const defects = [
  'PEND_EARLYFLIP',
  'BAR_MOVE_MAPPED',
  'OVERLAP_WRONGSET',
  'PERM_TRUNC',
  'MAP_UNCHECKED',
  'DECODE_STICKY',
  'HOLE_UNMAPPED',
  'TABLE_TRUST',
] as const;
export type Defect = (typeof defects)[number];

export const repairs = [
  'CANCEL',
  'PURGE',
  'UNDO',
  'COMMAND_WAITS',
  'EXCLUSIVE',
  'SERIAL',
  'UNMAP',
  'DEASSIGN_FIRST',
  'OVERLAP_REFUSE',
  'HOLE_FIRST',
  'ROM_KEEP',
  'UNMAP_FREE',
  'PERM_LOCK',
  'PREEMPT',
  'PAGE_OWN',
  'FORCE_UC',
] as const;
export type Repair = (typeof repairs)[number];

export const parameters = {
  scheme: choice({
    values: schemes,
    default: 'S4',
    help: 'how BARs are mapped, and under which locks, as in vpci-locking',
    meanings: {
      pciback: 'before vPCI, PV guests: command writes pass through, page tables are the guest’s',
      qemu: 'before vPCI, HVM guests: command writes pass through, QEMU maps by hypercall',
      S1: 'series part 3, v5 (November 2021): register after the first BAR, BARs move while mapped',
      S3v8: 'v8 (July 2023): register after the first BAR, writers in read mode',
      S4: 'as landed (2023-2024, Xen 4.19 and later)',
      S5: 'tasks with a snapshot of the bases, flags and register when queued (proposed, July 2026)',
    },
  }),
  order: choice({
    values: orders,
    default: 'as-is',
    help: 'when the decode bit changes in hardware, relative to the p2m',
    meanings: {
      'as-is': 'as the scheme has it',
      'p2m-first': 'after the p2m, whether BARs are mapped or unmapped',
      'reg-first': 'before the p2m, whether BARs are mapped or unmapped',
      split: 'before they are mapped, after they are unmapped',
      'always-on': 'never: decode stays on, and the bit of the guest moves only the p2m',
    },
  }),
  profile: choice({
    values: ['domU', 'hwdom'],
    default: 'domU',
    help: 'the domain under study',
    meanings: {
      domU: 'a guest, as the series intends',
      hwdom: 'the hardware domain: guest frames are machine frames, and BARs move in hardware',
    },
  }),
  arch: choice({
    values: ['x86', 'Arm'],
    default: 'x86',
    help: 'the rules of the p2m',
    meanings: {
      x86: 'mapping over another machine frame crashes the domain; holes are punched for MSI-X',
      Arm: 'mapping replaces what is there; a range is mapped without preemption; no holes',
    },
  }),
  vcpus: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'vCPUs of each domain that write config space',
  }),
  guests: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'domains; with two, the second device is the second one’s',
  }),
  devices: integer({ min: 1, max: 2, default: 1, help: 'devices' }),
  bars: integer({ min: 1, max: 2, default: 1, help: 'memory BARs of each device' }),
  pages: integer({ min: 1, max: 2, default: 1, help: 'pages of each BAR' }),
  frames: integer({ min: 1, max: 4, default: 2, help: 'guest frames in which BARs may be' }),
  width: choice({
    values: ['32', '64'],
    default: '32',
    help: 'bits of a BAR; one of 64 is written in two halves',
  }),
  msix: flag({ default: false, help: 'the last page of the last BAR is an MSI-X table' }),
  subpage: flag({ default: false, help: 'the last BAR is smaller than a page' }),
  shared: flag({ default: false, help: 'the last BARs of all devices are in one machine page' }),
  hardwired: flag({ default: false, help: 'decode is hard-wired on in the devices' }),
  incarnations: integer({
    min: 1,
    max: 3,
    default: 2,
    isBound: true,
    help: 'how many times the vPCI state of a device may be allocated in all',
  }),
  paths: setOf({
    values: paths,
    default: ['CMD', 'BAR', 'TOUCH'],
    help: 'code paths that are modelled',
    meanings: {
      CMD: 'write of the command register, with its deferred work',
      BAR: 'write of a BAR',
      MSI: 'control write that enables MSI and forces INTX_DISABLE',
      ROM: 'write of the ROM BAR (hwdom)',
      ADD: 'dom0 reports a device with BARs that are not programmed, where there is RAM (hwdom)',
      RST: 'reset hypercall: vPCI state is made anew',
      DEA: 'deassignment',
      ASG: 'assignment',
      XL: 'hot-unplug by libxl: revoke permission, reset the device, deassign',
      FLR: 'dom0 resets the device in hardware',
      REVOKE: 'dom0 revokes a permission',
      FAIL: 'an update of the p2m fails for want of memory',
      FAIL_ROM: 'the same, in work on a ROM alone',
      PTE: 'a PV guest changes its page tables (pciback)',
      TOUCH: 'vCPUs and a peer device touch mapped BARs at any time',
    },
  }),
  bits: setOf({
    values: ['MASTER'],
    default: ['MASTER'],
    help: 'bits of the command register that the domain writes beside MEMORY',
    meanings: { MASTER: 'BUS_MASTER' },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the scheme has',
    meanings: {
      PEND_EARLYFLIP: 'flags and register change after the first BAR, not after the last (v5, v8)',
      BAR_MOVE_MAPPED: 'a BAR write does not ask whether the BAR is enabled (v5)',
      OVERLAP_WRONGSET: 'overlap exclusion edits the range set of the other BAR (v5)',
      PERM_TRUNC: 'libxl revokes permission for a truncated range (before 421432b822)',
      MAP_UNCHECKED: 'mapping asks for no permission (before baa6ea7003)',
      DECODE_STICKY: 'command and BAR writes ask hardware whether decode is on (before 7abd7bc162)',
      HOLE_UNMAPPED: 'a hole is punched although the BAR is not mapped (before 7c24d58a6e)',
      TABLE_TRUST: 'the table is excluded where the device says it is (before beb54596cf)',
    },
  }),
  repairs: setOf({
    values: repairs,
    default: [],
    help: 'defects of the scheme that are mended',
    meanings: {
      CANCEL:
        'whatever takes vPCI state away empties the slots that name the device, and work looks again (S5)',
      PURGE: 'a failed modify_bars empties the range sets (patch of August 2025)',
      UNDO: 'a failed modify_bars takes decode back from the view and writes the other bits',
      COMMAND_WAITS: 'a command write to a device with work outstanding is tried again later',
      EXCLUSIVE: 'any write to a device with work outstanding is tried again later',
      SERIAL: 'any write is tried again later while another vCPU has work outstanding',
      UNMAP: 'whatever takes vPCI state away unmaps the BARs and turns decode off first',
      DEASSIGN_FIRST: 'libxl deassigns before it resets and revokes',
      OVERLAP_REFUSE: 'decode is not turned on over an enabled BAR of another device',
      HOLE_FIRST: 'the hole is looked at before flags change',
      ROM_KEEP: 'a failed ROM map leaves the command register alone',
      UNMAP_FREE: 'unmapping asks for no permission',
      PERM_LOCK: 'permission cannot be revoked between the test and the update of the p2m',
      PREEMPT: 'a range is mapped page by page, with preemption (Arm; qemu: b10bca0483)',
      FORCE_UC: 'pages of devices are mapped uncached only (pciback: c61a6f74f8)',
      PAGE_OWN: 'a page that devices of two domains share is mapped in neither',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Whether a scheme is from before vPCI. */
export function isLegacy(scheme: SchemeName): boolean {
  return scheme === 'pciback' || scheme === 'qemu';
}

/** The order that a configuration has in fact. */
export function orderOf({ order, scheme }: Values): Exclude<Order, 'as-is'> {
  if (order !== 'as-is') return order;
  return scheme === 'S5' || isLegacy(scheme) ? 'reg-first' : 'p2m-first';
}

/** Whether flags and register change after the first BAR. */
export function flipsEarly({ scheme, order, defects }: Values): boolean {
  const posted = (scheme === 'S1' || scheme === 'S3v8') && order === 'as-is';
  return posted || defects.includes('PEND_EARLYFLIP');
}

/** Whether a BAR moves although it is enabled. */
export function movesMapped({ scheme, defects }: Values): boolean {
  return scheme === 'S1' || defects.includes('BAR_MOVE_MAPPED');
}

/** Whether deferred work keeps the bases it was computed from. */
export function snapshots({ scheme }: Values): boolean {
  return scheme === 'S5';
}

/** Whether modify_bars asserts that a set it fills is empty. */
export function asserts({ scheme }: Values): boolean {
  return scheme === 'S4';
}

/** Whether taking vPCI state away empties the slots that name the device. */
export function cancels({ scheme, repairs }: Values): boolean {
  return scheme === 'S5' || repairs.includes('CANCEL');
}
