/**
 * BRG: dom0 reports a bridge, and its CPU is interrupted while it holds the bus-to-bridge lock.
 *
 * Models alloc_pdev (xen/drivers/passthrough/pci.c), and do_IRQ with move_native_irq on the same CPU
 * (arch/x86/irq.c, msi.c; drivers/passthrough/vtd/intremap.c). The interrupt handler is code of the
 * CPU it runs on: who holds a lock there is the CPU. It comes in only where interrupts are on.
 */

import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { Program } from '../../../kit/program.ts';
import { at, type InterruptScene, marks, type SpinLock, type Vector } from './parts.ts';

/** Adds the code path; `vector` is the interrupt that comes in. */
export function addBridge(
  program: Program,
  scene: InterruptScene,
  bridgeLock: SpinLock,
  { lock, number }: Vector,
): void {
  const name = `irq${number}`;
  const unsafe = scene.defect('IRQOFF_LOCK');
  const how = unsafe ? 'spin_lock' : 'spin_lock_irqsave';
  const path = program
    .path('brg')
    .from(at('alloc_pdev', unsafe ? 'before 39bc6af3ba' : 'at c447b7308b'))
    .line(marks.managing, 'BRG reports a bridge', go)
    .line('.lock', `BRG ${how}(bus2bridge_lock)`, take(bridgeLock), [wants(bridgeLock)])
    .line('.fill', 'BRG fills bus2bridge', [
      { name: 'done', to: '.unlock' },
      ...(unsafe ? [{ name: `${name} comes in` }] : []),
    ]);
  if (unsafe) {
    path.calls(at('do_IRQ, move_native_irq, find_upstream_bridge', 'before 39bc6af3ba'), () =>
      path
        .line('.irq', `BRG interrupted: locks the descriptor of ${name}`, take(lock), [wants(lock)])
        .line('.ack', `BRG interrupted: acknowledges ${name}`, [
          { name: 'stays where it is', to: '.irq-out' },
          { name: 'has to move' },
        ])
        .line('.move', 'BRG interrupted: spin_lock(bus2bridge_lock)', take(bridgeLock), [
          wants(bridgeLock),
        ])
        .line('.moved', 'BRG interrupted: spin_unlock(bus2bridge_lock)', drop(bridgeLock))
        .line(
          '.irq-out',
          `BRG interrupted: unlocks the descriptor of ${name}`,
          drop(lock).map((c) => ({ ...c, to: '.fill' })),
        ),
    );
  }
  path.line('.unlock', 'BRG unlocks bus2bridge_lock', drop(bridgeLock)).end(marks.finishing);
}
