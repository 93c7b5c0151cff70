/**
 * The guest moves a BAR of a passthrough function and the window of the root port above it: E11, and the
 * MSI-X table in the BAR.
 *
 * A BAR of 64 bits has two registers. The guest moves it from block 1, below 4 GiB, to block 2, above; with
 * its low half written alone it is at block 0, which is RAM. QEMU looks at BARs after each write; where a
 * BAR is decoded, it has the hypervisor unmap it where it was and map it where it is.
 */

import {
  barsDisjoint,
  trapFollowsBar,
  windowsContain,
} from '../../../../properties/passthrough/bar-windows.ts';
import { ramStays } from '../../../../properties/passthrough/memory-hole.ts';
import { addressWindowAt, showAddressWindow } from '../../../components/address-window.machine.ts';
import { type Bar, barOf, type Half, showBar } from '../../../components/bar.machine.ts';
import { type P2mEntry, p2mEntryOf, showP2mEntry } from '../../../components/p2m-entry.machine.ts';
import { pciBridge, showBridge } from '../../../components/pci-bridge.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import type { Component, Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { type Case, type CodePath, Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import {
  boundary,
  type ConfigWrite,
  linesWrites,
  plainWrite,
  serveWrites,
  sources,
} from './write.ts';

/** Blocks: RAM, where the BAR is at first, where it is moved, one more. */
const [RAM, START, GOAL] = [0, 1, 2] as const;
const FRAMES = 4;
const LOW_FRAMES = 2;
/** The machine frame of the BAR. */
const MFN = 9;

interface MoveWorld {
  readonly bar: Component<Bar>;
  readonly p2m: readonly Component<P2mEntry>[];
  /** Where the hypervisor traps accesses to the MSI-X table. */
  readonly trap: Component<ReturnType<typeof addressWindowAt>> | null;
  readonly follows: boolean;
}

/** Builds it. */
export function moveScene(system: SystemBuilder, values: Values): readonly Property[] {
  const bar = system.component(
    'f.bar',
    barOf({ frames: FRAMES, pages: 1, starts: START, lowFrames: LOW_FRAMES, enabled: true }),
    { show: showBar },
  );
  const p2m = [RAM, START, GOAL].map((block) =>
    system.component(
      `p2m${block}`,
      p2mEntryOf(block === RAM ? 'ram' : block === START ? MFN : null),
      { show: showP2mEntry },
    ),
  );
  const port = system.component('port', pciBridge({ base: START, limit: START }), {
    show: showBridge,
  });
  const slot = system.component('dm0.ioreq', requestQueue, { show: showQueue });
  const trap = values.msix
    ? system.component('xen.gtable', addressWindowAt(START), { show: showAddressWindow })
    : null;
  const world: MoveWorld = { bar, p2m, trap, follows: values.trapFollowsBar === 'on' };
  const window = plainWrite(`window [${GOAL}, ${GOAL}]`, sources.bridge, () =>
    port.on('WINDOW', { base: GOAL, limit: GOAL }),
  );
  const halves = (on: boolean): readonly ConfigWrite[] => [
    half(world, 'low', GOAL % LOW_FRAMES, on),
    half(world, 'high', Math.floor(GOAL / LOW_FRAMES), on),
  ];
  const writes =
    values.barWrite === 'decodeOff'
      ? [decodeOff(world), ...halves(false), window, decodeOn(world)]
      : [...halves(true), window];
  const guest = new Program('booted', boundary);
  guest.landmark('moved', boundary);
  const path = guest.path('move');
  linesWrites(path, slot, 'booted', writes);
  path.end('moved');
  guest.actor(system, 'vcpu0');
  const model = new Program('idle', ['rest']);
  serveWrites(model, slot, writes);
  model.actor(system, 'dm0');
  const placed = { bar, starts: START, above: [port] };
  if (trap === null) system.notAsked('TRAP-FOLLOWS-BAR', 'needs msix');
  return [
    windowsContain([placed]),
    barsDisjoint({ bars: [placed], siblings: [], ram: [RAM] }),
    ramStays(p2m.slice(0, 1), bar, RAM),
    ...(trap === null ? [] : [trapFollowsBar(placed, trap)]),
  ];
}

/** A write of one half; with decode on, what is mapped goes with it. */
function half(world: MoveWorld, name: Half, value: number, on: boolean): ConfigWrite {
  const does = `BAR ${name} ${value}`;
  const { bar } = world;
  if (!on) {
    return plainWrite(does, sources.config, () => bar.on('WRITE', { half: name, value }));
  }
  return {
    does,
    serve: (path) => {
      path
        .from(sources.config)
        .line('.serve', `${does} is stored`, [
          { with: [() => bar.on('WRITE_ENABLED', { half: name, value })] },
        ]);
      lineBind(path, world, does);
      path.from(sources.map).line('.unmap', `${does}: unmaps the old place`, unmapCases(world));
      lineMap(path, world, does);
    },
  };
}

function decodeOff(world: MoveWorld): ConfigWrite {
  const does = 'command: decode off';
  return {
    does,
    serve: (path) => {
      path
        .from(sources.config)
        .line('.serve', `${does} is stored`, [{ with: [() => world.bar.on('DISABLE')] }])
        .from(sources.map)
        .line('.unmap', `${does}: unmaps the BAR`, unmapCases(world));
    },
  };
}

function decodeOn(world: MoveWorld): ConfigWrite {
  const does = 'command: decode on';
  return {
    does,
    serve: (path) => {
      path.from(sources.config).line('.serve', `${does} is looked at`, [{}]);
      lineBind(path, world, does);
      path
        .from(sources.config)
        .line('.enable', `${does} is stored`, [{ with: [() => world.bar.on('ENABLE')] }]);
      lineMap(path, world, does);
    },
  };
}

/** With trapFollowsBar all vectors are unbound and bound again, so that the trap is made anew. */
function lineBind(path: CodePath, { bar, p2m, trap, follows }: MoveWorld, does: string): void {
  if (trap === null || !follows) return;
  path.from(sources.msix).line(
    '.bind',
    `${does}: binds vectors anew, with the table where it is`,
    p2m.map(
      (_, block): Case => ({
        name: `block ${block}`,
        with: [
          seeing(bar, `is at ${block}`, (s) => s.context.base === block),
          () => trap.on('SET', { at: block }),
        ],
      }),
    ),
  );
}

const unmapCases = ({ p2m }: MoveWorld): readonly Case[] =>
  p2m.map((entry, block) => ({
    name: `block ${block}`,
    with: [() => entry.on('UNMAP', { mfn: MFN })],
  }));

function lineMap(path: CodePath, { bar, p2m }: MoveWorld, does: string): void {
  path.from(sources.map).line(
    '.map',
    `${does}: maps the BAR`,
    p2m.flatMap((entry, block): readonly Case[] => {
      const here = seeing(bar, `is at ${block}`, (s) => s.context.base === block);
      return [
        { name: `block ${block}`, with: [here, () => entry.on('MAP', { mfn: MFN })] },
        {
          name: `block ${block}, in the place of RAM`,
          with: [here, () => entry.on('REPLACE', { mfn: MFN })],
        },
      ];
    }),
  );
}
