/**
 * The MMIO hole below 4 GiB is too small for the BARs of the guest, when firmware looks at them.
 *
 * Models pci_setup of hvmloader (tools/firmware/hvmloader/pci.c at c447b7308b). With relocation allowed it
 * doubles the hole into RAM, and moves the pages that were there above 4 GiB by XENMEM_add_to_physmap. "At
 * the moment qemu-xen can't deal with relocated memory regions", says its comment: QEMU goes on with RAM
 * where it was. The alternative is that the toolstack leaves room: it builds the domain with less RAM below
 * 4 GiB, and tells QEMU so.
 */

import { barsDisjoint } from '../../../../properties/passthrough/bar-windows.ts';
import { holeNotRam } from '../../../../properties/passthrough/memory-hole.ts';
import { barOf, showBar } from '../../../components/bar.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { flag, raisedFlag } from '../../../kit/flag.machine.ts';
import { Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { boundary, linesWrites, plainWrite, serveWrites, sources } from './write.ts';

/** Blocks: RAM that stays, where the hole grows to, above 4 GiB. A BAR at 0 is not programmed. */
const GROWN = 1;

/** Builds it. */
export function holeScene(system: SystemBuilder, { hole }: Values): readonly Property[] {
  const relocates = hole === 'relocate';
  const bar = system.component('f.bar', barOf({ frames: 2, pages: 1, starts: 0, lowFrames: 2 }), {
    show: showBar,
  });
  const says = (name: string) => system.component(name, relocates ? raisedFlag : flag);
  const [p2m, model] = [says('p2m.ram1'), says('dm0.ram1')];
  const above = relocates ? system.component('p2m.ram.high', flag) : null;
  const slot = system.component('dm0.ioreq', requestQueue, { show: showQueue });
  const writes = [
    plainWrite(`BAR ${GROWN}`, sources.config, () =>
      bar.on('WRITE', { half: 'low', value: GROWN }),
    ),
    plainWrite('command: decode on', sources.config, () => bar.on('ENABLE')),
  ];
  const firmware = new Program('pci_setup', boundary);
  firmware.landmark('set up', boundary);
  const path = firmware
    .path('setup')
    .from('pci_setup in tools/firmware/hvmloader/pci.c at c447b7308b');
  if (above !== null) {
    path.line('pci_setup', 'XENMEM_add_to_physmap: moves RAM of block 1 above 4 GiB', [
      { with: [() => p2m.on('LOWER'), () => above.on('RAISE')] },
    ]);
  }
  linesWrites(path, slot, relocates ? '.program' : 'pci_setup', writes);
  path.end('set up');
  firmware.actor(system, 'hvmloader');
  const program = new Program('idle', ['rest']);
  serveWrites(program, slot, writes);
  program.actor(system, 'dm0');
  return [
    holeNotRam(bar, GROWN, [p2m, model]),
    barsDisjoint({ bars: [{ bar, starts: 0, above: [] }], siblings: [], ram: [0] }),
  ];
}
