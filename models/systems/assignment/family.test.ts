import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../base/errors.ts';
import { breadthFirst, link, neverEnabled } from '../../../explorer/index.ts';
import { companion, deadlockFree } from '../../../properties/kinds/index.ts';
import { always, type Expression, type SystemDefinition } from '../../compose/index.ts';
import { assignment } from './index.ts';

describe('the parameters of assignment', () => {
  const refusal = (given: Record<string, unknown>): string => {
    try {
      assignment.instantiate(given);
    } catch (error) {
      if (error instanceof UsageError) return error.text;
      throw error;
    }
    return 'nothing was refused';
  };

  test('refuse what makes no sense', () => {
    const texts = [
      { quarantine: 'none' },
      { driver: 'smmuv3' },
      { driver: 'smmuv3', regions: 0, quarantine: 'scratch' },
      { defects: 'ASG_PHANTOM', rids: 1 },
      { defects: 'ASG_NOROLLBACK', failures: 'none' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system assignment: start is dom_io, but quarantine is none; allowed are dom0 and dom1
      USAGE-VALUE: system assignment: regions is 1, but Xen knows of no reserved regions behind an SMMUv3; allowed is 0
      USAGE-VALUE: system assignment: quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic
      USAGE-VALUE: system assignment: defect ASG_PHANTOM needs rids=2 and driver=vtd or amd
      USAGE-VALUE: system assignment: defect ASG_NOROLLBACK needs vpci among the failures"
    `);
  });
});

describe('the landed order', () => {
  const controls = [
    { driver: 'vtd', quarantine: 'basic' },
    { driver: 'vtd', quarantine: 'scratch' },
    { driver: 'amd', quarantine: 'basic' },
  ] as const;

  test.each(controls)('$driver, quarantine $quarantine: holds', async (values) => {
    const { complete, properties } = await breadthFirst(link(assignment.with(values)));
    expect(complete).toBe(true);
    expect(properties.length).toBeGreaterThan(6);
    for (const { name, verdict, companion: met } of properties) {
      expect([name, verdict, met]).toEqual([name, 'holds', 'met']);
    }
  });

  test.each([
    { hostile: false },
    { start: 'dom0' },
    { start: 'dom1', coherent: false },
    { quarantine: 'none', start: 'dom0' },
  ] as const)('$0: nobody gets stuck', async (values) => {
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
