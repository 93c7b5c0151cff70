import { describe, expect, test } from 'vitest';
import { breadthFirst, type LinkedSystem, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { vpciMsiFamily } from './index.ts';
import type { Values } from './parameters.ts';

const refusal = refusalsOf(vpciMsiFamily);

describe('the parameters of vpci-msi', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { vcpus: 0 },
      { paths: ['DEA'] },
      { vcpus: 0, paths: [] },
      { start: 'on' },
      { paths: ['MSI'], defects: ['UPDATE_UNMAPS'] },
      { defects: ['MSI_DOUBLE_UNLOCK'] },
      { remapping: 'amd' },
      { vcpus: 0, paths: ['SPOOF'] },
      { start: 'on', paths: ['MSI', 'AFF'] },
      { vcpus: 0, start: 'on', paths: ['SPOOF'], defects: ['IRT_SHARED'] },
      { paths: ['MAP', 'MSI'] },
      { paths: ['TBL', 'MSI'] },
      { paths: ['MSI', 'DOM'] },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system vpci-msi: there are code paths of vCPUs, and no vCPU to run them
      USAGE-VALUE: system vpci-msi: vCPUs have no code path to run
      USAGE-VALUE: system vpci-msi: there is nobody to do anything
      USAGE-VALUE: system vpci-msi: the command register (WR) is modelled with start=off or start=elsewhere only
      USAGE-VALUE: system vpci-msi: defect UPDATE_UNMAPS needs code path MSG
      USAGE-VALUE: system vpci-msi: defect MSI_DOUBLE_UNLOCK needs vectors=2
      USAGE-VALUE: system vpci-msi: remapping is amd, but messages are modelled with SPOOF, AFF or DM only
      USAGE-VALUE: system vpci-msi: SPOOF, AFF and DM are modelled with vectors=1 and start=on
      USAGE-VALUE: system vpci-msi: SPOOF, AFF and DM are modelled while interrupts stay bound: only with IRQ, MASK, BRG and each other
      USAGE-VALUE: system vpci-msi: defect IRT_SHARED belongs to remapping=amd, not to vtd
      USAGE-VALUE: system vpci-msi: MAP is what a guest does without vPCI: with vectors=1, and without WR, MSI, MSG, MASK and DEA
      USAGE-VALUE: system vpci-msi: MSIX, TBL and BAR are modelled with start=off and vectors=1, and only with IRQ and each other
      USAGE-VALUE: system vpci-msi: DOM is modelled for a guest whose vCPUs have stopped: with vcpus=0 and start=on, without DEA and ASG"
    `);
  });
});

/** Settings that together have every code path and every component. */
const settings: readonly Partial<Values>[] = [
  {},
  { defects: [] },
  { vectors: 2, paths: ['MSI', 'MSG', 'DEA', 'IRQ'] },
  { start: 'on', paths: ['MSG', 'MASK', 'DEA', 'ASG', 'IRQ'], defects: ['UPDATE_UNMAPS'] },
  { start: 'elsewhere', devices: 2, paths: ['MSI', 'ASG', 'IRQ'] },
  { start: 'on', devices: 2, paths: ['MASK', 'AFF', 'SPOOF', 'IRQ'], defects: [] },
  { start: 'on', devices: 2, remapping: 'amd', paths: ['DM', 'AFF', 'SPOOF'], defects: [] },
  { start: 'elsewhere', devices: 2, paths: ['MAP', 'PREP', 'INJ', 'BACK', 'ASG', 'IRQ'] },
  { paths: ['MSI', 'BRG'], defects: ['IRQOFF_LOCK'] },
  { vcpus: 0, start: 'on', vectors: 2, paths: ['DOM', 'IRQ'], defects: [] },
  { paths: ['MSIX', 'TBL', 'BAR', 'IRQ'], defects: ['TABLE_SPAN', 'TABLE_RANGE', 'FLAG_LATE'] },
];

describe.each(settings)('with %j', (values) => {
  const system = vpciMsiFamily.with(values);

  test('every property is asked or explained, none twice', () => {
    const names = [...system.properties, ...system.notAsked].map(({ name }) => name).sort();
    const all = vpciMsiFamily.with({});
    expect(names).toEqual([...all.properties, ...all.notAsked].map(({ name }) => name).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  test('a step goes to a place of no return exactly if it stands for a fault', () => {
    for (const { name, fault, crashes } of endsOf(link(system))) expect(crashes, name).toBe(fault);
  });

  test('nobody gets stuck for want of a case', async () => {
    const { complete, properties } = await breadthFirst(link(system));
    expect(complete).toBe(true);
    const stuck = properties.find(({ name }) => name === 'NO-STUCK');
    // What hangs on purpose is told by L-NOSELF and L-NODEADLOCK.
    if (values.defects?.includes('IRQOFF_LOCK')) expect(stuck?.verdict).toBe('violated');
    else expect(stuck?.verdict).not.toBe('violated');
  });
});

const crashed =
  /^(use-after-free|null-dereference|assertion-failed|misdelivered|out-of-bounds|access-lost)$/;

/** For every step of a program, whether it leads its actor to a place of no return. */
function endsOf({ steps, slots, actors }: LinkedSystem) {
  return steps.flatMap(({ name, fault, actor, slots: parts, next }) => {
    const part = parts.findIndex((slot) => slots[slot]?.component === actors[actor]);
    const labels = slots[parts[part] ?? -1]?.labels ?? [];
    const ends = [...(next[part] ?? [])].filter((to) => to >= 0).map((to) => labels[to] ?? '');
    const places = new Set(ends.map((label) => crashed.test(label.split(' ')[0] ?? '')));
    return [...places].map((crashes) => ({ name, fault, crashes }));
  });
}

describe('positive controls', () => {
  const holding = async (values: Partial<Values>) => {
    const { complete, properties } = await breadthFirst(link(vpciMsiFamily.with(values)));
    expect(complete).toBe(true);
    return properties.map(({ name, verdict, companion }) => `${name} ${verdict} ${companion}`);
  };

  test('the repaired code holds, and everything is put to the test', async () => {
    expect(await holding({ defects: [] })).toEqual([
      'IRQ-OWNER holds met',
      'NO-RESIDUE holds met',
      'OWNER-CFG holds met',
      'VIEW-MSI holds met',
      'VIEW-INTX holds met',
      'INTX-XOR-MSI holds met',
      'LOCK-DISC holds met',
      'L-NODEADLOCK holds met',
      'L-NOSELF holds met',
      'NO-STUCK holds met',
    ]);
  });

  test('an interrupt in flight is forgotten when its pirq is unbound', async () => {
    const values = { vcpus: 0, start: 'on', paths: ['DEA', 'IRQ'], defects: [] } as const;
    expect(await holding(values)).toContain('IRQ-OWNER holds met');
  });
});
