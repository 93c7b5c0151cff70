/**
 * A function is added while the guest runs, and the block that it needs is not free: H1 to H4, E12.
 *
 * The guest either leaves the function alone, as Linux does, or makes room: a BAR that is in the way has to
 * move. Windows is reported to program a BAR over one that is in use (issue 8202 of cloud-hypervisor).
 */

import { companion } from '../../../../properties/kinds/index.ts';
import { overlapTold } from '../../../../properties/passthrough/bar-ranges.ts';
import {
  barCoherent,
  barsDisjoint,
  windowsContain,
} from '../../../../properties/passthrough/bar-windows.ts';
import { tagged } from '../../../../properties/passthrough/subject.ts';
import { barOf, showBar } from '../../../components/bar.machine.ts';
import { pciBridge, showBridge } from '../../../components/pci-bridge.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { seeing } from '../../../kit/case-code.ts';
import { flag } from '../../../kit/flag.machine.ts';
import { type Case, Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { type HotAddWorld, PROGRAMS, ROOM, sequencesOf } from './hot-add-writes.ts';
import { boundary, type ConfigWrite, linesWrites, serveWrites } from './write.ts';

/** Builds it. */
export function hotAddScene(system: SystemBuilder, values: Values): readonly Property[] {
  const world = makeWorld(system, values);
  const { added, peer, on, present, warned, port, other, slot } = world;
  const guest = guestProgram(world).actor(system, 'vcpu0');
  if (values.rebalance !== 'refuse') {
    const model = new Program('idle', ['rest']);
    const { adds, moves, undoes } = sequencesOf(world);
    const tries = values.rebalance === 'accept' && values.overlapCheck === 'reject';
    serveWrites(model, slot, [...adds, ...moves, ...(tries ? undoes : [])]);
    model.actor(system, 'dm0');
  }
  const toolstack = new Program('running', ['rest']);
  toolstack.landmark('added', ['rest']);
  toolstack
    .path('add')
    .from('pcie_cap_slot_plug_cb in hw/pci/pcie.c of QEMU 10.2.50')
    .line('running', 'H1 and H2: realises the function, raises presence and link', [
      { tags: ['environment'], with: [() => present.on('RAISE')] },
    ])
    .end('added');
  toolstack.actor(system, 'toolstack');
  const placed = { bar: added, starts: 0, above: [port] };
  const placedPeer = { bar: peer, starts: ROOM, above: [other ?? port] };
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const { rebalance, overlapCheck } = values;
  const isOn = on.is('is on', (s) => s.matches('on'));
  return [
    barsDisjoint({
      bars: [placed, placedPeer],
      siblings: other === null ? [] : [[port, other]],
      ram: [],
      put: companion('the guest has found a function that does not fit', tagged(guest, 'sized')),
    }),
    ...ask(rebalance !== 'refuse', 'needs a guest that makes room', 'BAR-COHERENT', () =>
      barCoherent(placed, isOn, guest),
    ),
    ...ask(
      rebalance === 'inOrder' || (rebalance === 'accept' && overlapCheck !== 'reject'),
      'needs a guest that makes room, and a function that is switched on',
      'WIN-CONTAIN',
      () => windowsContain([placed, placedPeer]),
    ),
    ...ask(
      rebalance === 'accept' && overlapCheck !== 'reject',
      'needs rebalance=accept, and a device model that does not refuse',
      'OVERLAP-TOLD',
      () => overlapTold([added, peer], warned),
    ),
  ];
}

function makeWorld(system: SystemBuilder, values: Values): HotAddWorld {
  const otherPort = values.inTheWay === 'otherPort';
  const bar = (name: string, starts: number) =>
    system.component(
      name,
      barOf({ frames: 4, pages: 1, starts, lowFrames: 4, enabled: starts !== 0 }),
      { show: showBar },
    );
  const bridge = (name: string, base: number, limit: number) =>
    system.component(name, pciBridge({ base, limit }), { show: showBridge });
  return {
    values,
    added: bar('g.bar', 0),
    peer: bar('e.bar', ROOM),
    on: system.component('g.command', flag),
    present: system.component('link', flag),
    warned: system.component('dm0.warned', flag),
    port: bridge('port0', 1, otherPort ? 1 : ROOM),
    other: otherPort ? bridge('port1', ROOM, ROOM) : null,
    slot: system.component('dm0.ioreq', requestQueue, { show: showQueue }),
  };
}

/** H3 and H4. Landmarks say how it ended: the function is left alone, or taken for usable. */
function guestProgram(world: HotAddWorld): Program {
  const { values, present, added, slot } = world;
  const { rebalance } = values;
  const program = new Program('running', boundary);
  program.landmark(rebalance === 'refuse' ? 'rejected' : 'usable', boundary);
  const path = program
    .path('hot-add')
    .from('pciehp_ist, pci_assign_unassigned_bridge_resources of Linux; C.6 H3')
    .line('running', 'H3: finds a function, sizes its BAR', [
      { with: [seeing(present, 'is up', (s) => s.matches('on'))] },
    ]);
  if (rebalance === 'refuse') {
    path.line('.sized', 'H4b: no space', [{}], ['sized', ...boundary]).end('rejected');
    return program;
  }
  path.line('.sized', 'H4b: makes room', [{}], ['sized', ...boundary]);
  const { adds, moves, undoes } = sequencesOf(world);
  const writes = (all: readonly ConfigWrite[]) =>
    linesWrites(path, slot, `.${all[0]?.does ?? ''}`, all);
  if (rebalance === 'inOrder') {
    writes(moves);
    writes(adds);
    path.end('usable');
    return program;
  }
  writes(adds);
  const refuses = values.overlapCheck === 'reject';
  path.from('issue 8202 of cloud-hypervisor').line(
    '.look',
    'reads the BAR of the function back',
    [
      {
        name: 'as written',
        with: [seeing(added, 'is as written', (s) => s.context.base === ROOM)],
      },
      ...(refuses ? [putBack(added)] : []),
    ],
    boundary,
  );
  writes(moves);
  path.end('usable');
  if (refuses) {
    const again = program.path('again');
    linesWrites(again, slot, '.begin', undoes);
    again.end(`hot-add:${PROGRAMS}`);
  }
  return program;
}

/** The guest sees that the device model did not take it, and tries the same place again. */
const putBack = (added: HotAddWorld['added']): Case => ({
  name: 'put back: tries once more',
  tags: ['retries'],
  to: 'again:begin',
  with: [seeing(added, 'is not as written', (s) => s.context.base !== ROOM)],
});
