import { describe, expect, it } from 'vitest';
import { link } from '../../explorer/index.ts';
import { vpciLocking } from '../../models/systems/vpci-locking/index.ts';
import { mermaid } from './mermaid.ts';

describe('mermaid', () => {
  it('draws the moves of a system some of whose cases cannot come about and are not linked', () => {
    const system = vpciLocking.with({ scheme: 'S4', vcpus: 1, paths: ['RD', 'REM'] });
    const linked = link(system);
    expect(linked.steps.length).toBeLessThan(system.steps.length);
    const text = mermaid(system, linked);
    const slot = linked.slots.findIndex(({ component }) => component === 'pci_lock');
    const labels = linked.slots[slot]?.labels ?? [];
    const move = (from: string, to: string, event: string) =>
      `c${slot}s${labels.indexOf(from)} --> c${slot}s${labels.indexOf(to)}: ${event}\n`;
    expect(text).toContain(move('free', 'W dom0', 'WRITE by=dom0'));
    expect(text).toContain(move('R vcpu0', 'R vcpu0 (dom0 waits)', 'QUEUE by=dom0'));
    expect(text).toContain(move('R vcpu0', 'free', 'READ_DONE by=vcpu0'));
  });
});
