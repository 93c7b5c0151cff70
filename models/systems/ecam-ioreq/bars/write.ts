/** Writes of config space in the scene `bars-and-windows`: the guest traps, the device model works, the guest goes on. */

import type { requestQueue } from '../../../components/request-queue.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';

export type Slot = Component<typeof requestQueue>;

/** One write of config space. */
export interface ConfigWrite {
  /** What it writes; no two writes of a scene have the same. */
  readonly does: string;
  /** The lines of the device model, from `.serve` to `.answer`. */
  readonly serve: (path: CodePath) => void;
}

/** Tags of a vCPU between two instructions of the guest. */
export const boundary = ['boundary', 'rest'] as const;

export const sources = {
  trap: 'hvmemul_do_io, ioreq_send at c447b7308b',
  loop: 'cpu_handle_ioreq in hw/xen/xen-hvm-common.c of QEMU 10.2.50',
  config: 'pci_default_write_config, pci_update_mappings in hw/pci/pci.c of QEMU 10.2.50',
  bridge: 'pci_bridge_write_config in hw/pci/pci_bridge.c of QEMU 10.2.50',
  map: 'xen_pt_region_update in hw/xen/xen_pt.c of QEMU 10.2.50; XEN_DOMCTL_memory_mapping at c447b7308b',
  msix: 'msixtbl_pt_register in xen/arch/x86/hvm/vmsi.c at c447b7308b',
} as const;

/** Lines of the guest: writes one after the other, from `start` on. */
export function linesWrites(
  path: CodePath,
  slot: Slot,
  start: string,
  writes: readonly ConfigWrite[],
): void {
  path.from(sources.trap);
  for (const [k, { does }] of writes.entries()) {
    path
      .line(
        k === 0 ? start : `.${does}`,
        `${does} (1) traps`,
        [{ with: [() => slot.on('POST', { request: does })] }],
        boundary,
      )
      .line(`.wait ${does}`, `${does} (2) is answered`, [
        { with: [() => slot.on('COLLECT', { status: 'done' })] },
      ]);
  }
}

/** Code of the device model, for each write. */
export function serveWrites(program: Program, slot: Slot, writes: readonly ConfigWrite[]): void {
  for (const { does, serve } of writes) {
    const path = program
      .path(does)
      .from(sources.loop)
      .line('idle', `${does} is taken`, [{ with: [() => slot.on('POP', { request: does })] }]);
    serve(path);
    path
      .from(sources.loop)
      .line('.answer', `${does} is answered`, [
        { with: [() => slot.on('ANSWER', { status: 'done' })] },
      ])
      .end('idle');
  }
}

/** A write that changes a register and has no other effect. */
export function plainWrite(
  does: string,
  source: string,
  effect: NonNullable<Case['with']>[number],
): ConfigWrite {
  return {
    does,
    serve: (path) => {
      path.from(source).line('.serve', `${does} is stored`, [{ with: [effect] }]);
    },
  };
}
