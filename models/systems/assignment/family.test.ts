import { describe, expect, test } from 'vitest';
import { breadthFirst, link, neverEnabled } from '../../../explorer/index.ts';
import { companion, deadlockFree } from '../../../properties/kinds/index.ts';
import { always, type Expression, type SystemDefinition } from '../../compose/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { defects, needs } from './defects.ts';
import { assignment } from './index.ts';
import { drivers, type Values } from './parameters.ts';

const refusal = refusalsOf(assignment);

describe('the parameters of assignment', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { quarantine: 'none' },
      { driver: 'smmuv3' },
      { driver: 'smmuv3', regions: 0, quarantine: 'scratch' },
      { iommu: false },
      { driver: 'amd', paths: 'ASG,IDS' },
      { driver: 'smmuv3', regions: 0, paths: 'ASG,TYPE' },
      { defects: 'ASG_PHANTOM', rids: 1 },
      { defects: 'ASG_NOROLLBACK', failures: 'none' },
      { defects: 'QUARANTINE_NO_RMRR' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system assignment: start is dom_io, but quarantine is none; allowed are dom0 and dom1
      USAGE-VALUE: system assignment: regions is 1, but Xen knows of no reserved regions behind an SMMUv3; allowed is 0
      USAGE-VALUE: system assignment: quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic
      USAGE-VALUE: system assignment: start is dom_io, but without an IOMMU every device is with dom0; allowed is dom0
      USAGE-VALUE: system assignment: path IDS is of driver vtd, not of amd
      USAGE-VALUE: system assignment: path TYPE is of driver vtd or amd, not of smmuv3
      USAGE-VALUE: system assignment: defect ASG_PHANTOM needs driver=vtd or amd, rids=2, phantom among the failures
      USAGE-VALUE: system assignment: defect ASG_NOROLLBACK needs vpci among the failures
      USAGE-VALUE: system assignment: start is dom_io, but with QUARANTINE_NO_RMRR the device has lost its region there already; allowed are dom0 and dom1"
    `);
  });

  test.each(defects)('refuse %s where it cannot be, and say what it needs', (defect) => {
    const least = { rids: 1, regions: 0, vcpus: 0, failures: 'none', paths: 'none' };
    const tried = drivers.flatMap((driver) =>
      ['basic', 'none'].map((quarantine) =>
        refusal({ ...least, driver, quarantine, start: 'dom1', defects: [defect] }),
      ),
    );
    expect(tried).toContain(
      `USAGE-VALUE: system assignment: defect ${defect} needs ${needs[defect].what}`,
    );
  });
});

describe('the landed order', () => {
  const controls: readonly Partial<Values>[] = [
    { driver: 'vtd', quarantine: 'basic' },
    { driver: 'vtd', quarantine: 'scratch' },
    { driver: 'amd', quarantine: 'basic' },
    { driver: 'vtd', coherent: false, rids: 1 },
    { rids: 1, regions: 0, paths: ['ASG', 'DEA', 'MEM', 'RO', 'BATCH', 'PTP', 'CFG', 'DOM'] },
    { rids: 1, regions: 0, paths: ['ASG', 'DEA', 'TYPE', 'IDS', 'IRQ', 'CFG', 'DOM'] },
    { rids: 1, regions: 2, hostile: false },
  ];

  test.each(controls)('%j: holds, and is put to the test', async (values) => {
    const { complete, properties } = await breadthFirst(link(assignment.with(values)));
    expect(complete).toBe(true);
    expect(properties.length).toBeGreaterThan(6);
    for (const { name, verdict, companion: met } of properties) {
      expect([name, verdict, met]).toEqual([name, 'holds', 'met']);
    }
  });

  const others: readonly Partial<Values>[] = [
    { hostile: false },
    { start: 'dom0' },
    { start: 'dom1', coherent: false },
    { quarantine: 'none', start: 'dom0' },
    { driver: 'smmuv3', regions: 0 },
    { driver: 'amd', quarantine: 'scratch' },
    { paths: ['ASG', 'DEA', 'TYPE', 'IDS', 'IRQ', 'BATCH', 'PTP', 'DOM'] },
  ];

  test.each(others)('%j: nobody gets stuck', async (values) => {
    const system = assignment.with({ rids: 1, ...values });
    const { complete, properties } = await breadthFirst(link(neverStuck(system)));
    expect(complete).toBe(true);
    expect(properties.map(({ verdict }) => verdict)).toEqual(['holds']);
  });

  test('has no instruction that is never carried out', async () => {
    const linked = link(assignment.with({ start: 'dom0', quarantine: 'basic' }));
    const { coverage } = await breadthFirst({ ...linked, properties: [] });
    // vCPUs are stopped by then, so nobody is there to wait for.
    const unopposed = [
      'DOM (3) write_lock to vpci_deassign_device',
      'DOM (4) write_lock to unlinks',
    ];
    expect(neverEnabled(linked, coverage)).toEqual(
      unopposed.map((does) => `dom0: ${does}, after waiting`),
    );
  });

  test('gives no device to a guest where there is no IOMMU, unless nobody asks', async () => {
    const reached = async (values: Partial<Values>) => {
      const linked = link(assignment.with({ iommu: false, start: 'dom0', ...values }));
      const { coverage } = await breadthFirst({ ...linked, properties: [] });
      const slot = linked.slots.findIndex(({ component }) => component === 'vpci');
      const labels = linked.slots[slot]?.labels ?? [];
      return labels.filter((_, id) => coverage.localStates[slot]?.[id] === 1);
    };
    expect(await reached({})).toEqual(['off']);
    expect(await reached({ defects: ['NO_IOMMU_CHECK'] })).toEqual(['off', 'on']);
  });
});

/** The system with one question: whether somebody can always go on, unless all are at rest. */
function neverStuck(system: SystemDefinition): SystemDefinition {
  const resting = (name: string): Expression => {
    const found = system.components.find((component) => component.name === name);
    return found === undefined ? always : found.is('rests', (s) => s.hasTag('rest'));
  };
  const rest: Expression = { kind: 'and', of: [resting('dom0'), resting('vcpu0')] };
  const busy = companion('somebody is at work', { kind: 'not', of: rest });
  const statement = 'somebody can go on';
  return { ...system, properties: [deadlockFree({ name: 'STUCK', statement, companion: busy })] };
}
