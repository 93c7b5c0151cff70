/**
 * A bridge is added below the first of two ports, and the next bus number is that of the second port:
 * BUS-CONTAIN. A guest that makes room has to start with the number that is in the way.
 */

import { companion } from '../../../../properties/kinds/index.ts';
import { busesContain } from '../../../../properties/passthrough/bar-windows.ts';
import { tagged } from '../../../../properties/passthrough/subject.ts';
import { pciBridge, showBridge } from '../../../components/pci-bridge.machine.ts';
import { requestQueue, showQueue } from '../../../components/request-queue.machine.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { boundary, linesWrites, plainWrite, serveWrites, sources } from './write.ts';

/** Builds it. */
export function addBridgeScene(system: SystemBuilder, { rebalance }: Values): readonly Property[] {
  const bridge = (name: string, number: number) =>
    system.component(name, pciBridge({ secondary: number, subordinate: number }), {
      show: showBridge,
    });
  const [first, second, added] = [bridge('port0', 1), bridge('port1', 2), bridge('switch', 0)];
  const slot = system.component('dm0.ioreq', requestQueue, { show: showQueue });
  const grows = plainWrite('subordinate bus of port0 2', sources.bridge, () =>
    first.on('SUBORDINATE', { subordinate: 2 }),
  );
  const numbers = plainWrite('buses of switch 2-2', sources.bridge, () =>
    added.on('BUSES', { secondary: 2, subordinate: 2 }),
  );
  const moves = plainWrite('buses of port1 3-3', sources.bridge, () =>
    second.on('BUSES', { secondary: 3, subordinate: 3 }),
  );
  const writes = {
    refuse: [],
    inOrder: [moves, grows, numbers],
    accept: [grows, numbers, moves],
  }[rebalance];
  const guest = new Program('running', boundary);
  guest.landmark('rejected', boundary);
  guest.landmark('usable', boundary);
  const path = guest
    .path('scan')
    .from('pci_scan_bridge_extend of Linux')
    .line('running', 'finds a bridge without a number', [{}])
    .line(
      '.found',
      rebalance === 'refuse' ? 'leaves it: no bus number is free' : 'makes room',
      [{}],
      ['found', ...boundary],
    );
  linesWrites(path, slot, `.${writes[0]?.does ?? ''}`, writes);
  path.end(rebalance === 'refuse' ? 'rejected' : 'usable');
  const vcpu = guest.actor(system, 'vcpu0');
  if (writes.length > 0) {
    const model = new Program('idle', ['rest']);
    serveWrites(model, slot, writes);
    model.actor(system, 'dm0');
  }
  return [
    busesContain({
      child: added,
      parent: first,
      siblings: [[first, second]],
      put: companion(
        'the guest has found a bridge that no number is free for',
        tagged(vcpu, 'found'),
      ),
    }),
  ];
}
