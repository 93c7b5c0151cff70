/** What a guest writes to make room for a function, and what its device model makes of each write. */

import type { Bar } from '../../../components/bar.machine.ts';
import type { PciBridge } from '../../../components/pci-bridge.machine.ts';
import type { Component } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import type { flag } from '../../../kit/flag.machine.ts';
import type { Case, Effect } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { type ConfigWrite, plainWrite, type Slot, sources } from './write.ts';

/** The block that the function gets, and the one that is free. Block 1 is that of a third function. */
export const [ROOM, FREE] = [2, 3] as const;

/** The write that puts the function there. */
export const PROGRAMS = `BAR of g ${ROOM}`;

export interface HotAddWorld {
  readonly values: Values;
  readonly slot: Slot;
  /** BAR of the function that is added, and of the one that is in the way. */
  readonly added: Component<Bar>;
  readonly peer: Component<Bar>;
  /** The guest has switched on decoding of the function that is added. */
  readonly on: Component<typeof flag>;
  readonly present: Component<typeof flag>;
  /** The device model has complained of an overlap. */
  readonly warned: Component<typeof flag>;
  readonly port: Component<PciBridge>;
  /** The port above the function in the way, if that is another one. */
  readonly other: Component<PciBridge> | null;
}

/**
 * Writes that program the function, those that take the other one out of its way, and what comes before another
 * try.
 */
export function sequencesOf(world: HotAddWorld): {
  readonly adds: readonly ConfigWrite[];
  readonly moves: readonly ConfigWrite[];
  readonly undoes: readonly ConfigWrite[];
} {
  const { added, peer, on, port, other } = world;
  const window = (name: string, bridge: Component<PciBridge>, base: number, limit: number) =>
    plainWrite(`window of ${name} [${base}, ${limit}]`, sources.bridge, () =>
      bridge.on('WINDOW', { base, limit }),
    );
  return {
    adds: [
      ...(other === null ? [] : [window('port0', port, 1, ROOM)]),
      plainWrite(PROGRAMS, sources.config, () => added.on('WRITE', { half: 'low', value: ROOM })),
      decodeOn(world),
    ],
    moves: [
      plainWrite('command of e: decode off', sources.config, () => peer.on('DISABLE')),
      plainWrite(`BAR of e ${FREE}`, sources.config, () =>
        peer.on('WRITE', { half: 'low', value: FREE }),
      ),
      other === null ? window('port0', port, 1, FREE) : window('port1', other, FREE, FREE),
      plainWrite('command of e: decode on', sources.config, () => peer.on('ENABLE')),
    ],
    undoes: [plainWrite('command of g: decode off', sources.config, () => on.on('CLEAR'))],
  };
}

/** Switching decoding on is where a device model sees an overlap, or does not look. */
function decodeOn({ values, added, peer, on, warned, other }: HotAddWorld): ConfigWrite {
  const does = 'command of g: decode on';
  const taken = (is: boolean): Effect =>
    seeing(
      peer,
      is ? 'is decoded there' : 'is not decoded there',
      ({ context }) => (context.enabled && context.base === ROOM) === is,
    );
  const switched: readonly Effect[] = [() => on.on('SET'), () => added.on('ENABLE')];
  const overlaps: Readonly<Record<Values['overlapCheck'], Case>> = {
    reject: values.defects.includes('REGISTER_STAYS')
      ? { name: 'refused, the register stays', with: [taken(true), () => on.on('SET')] }
      : {
          name: 'refused, the register is put back',
          with: [taken(true), () => on.on('SET'), () => added.on('INITIALISE')],
        },
    // Devices of one bus are compared, and no others.
    warn: {
      name: other === null ? 'over another one: warns' : 'over another one, of another bus',
      with: [taken(true), ...switched, ...(other === null ? [() => warned.on('SET')] : [])],
    },
    none: { name: 'over another one', with: [taken(true), ...switched] },
  };
  const source = {
    reject: 'move_bar in vmm/src/device_manager.rs of cloud-hypervisor; its 7938, 7950',
    warn: 'xen_pt_check_bar_overlap in hw/xen/xen_pt.c of QEMU 10.2.50',
    none: sources.config,
  }[values.overlapCheck];
  return {
    does,
    serve: (path) => {
      path
        .from(source)
        .line('.serve', `${does} is looked at`, [
          { name: 'nobody is there', with: [taken(false), ...switched] },
          overlaps[values.overlapCheck],
        ]);
    },
  };
}
