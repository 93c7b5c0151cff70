import { describe, expect, test } from 'vitest';
import { deadEnds } from '../../../conformance/dead-ends.ts';
import { breadthFirst, type LinkedSystem, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { vpciTopology } from './index.ts';
import type { Values } from './parameters.ts';

const refusal = refusalsOf(vpciTopology);

test('the parameters of vpci-topology refuse what makes no sense', () => {
  const hwdom = { profile: 'hwdom', paths: 'ASG' };
  const texts = [
    { scheme: 'S1', defects: 'XLATE_TWICE' },
    { vcpus: 0, toolstacks: 0 },
    { profile: 'hwdom' },
    { ...hwdom, scheme: 'S1', paths: 'CMD' },
    { paths: 'CMD' },
    { defects: 'HWDOM_SLOTS' },
    { ...hwdom, defects: 'XLATE_TWICE' },
    { ...hwdom, defects: 'HWDOM_SLOTS' },
  ].map(refusal);
  expect(texts.join('\n')).toMatchInlineSnapshot(`
    "USAGE-VALUE: system vpci-topology: defect XLATE_TWICE belongs to scheme S4, not to S1, which has it by itself
    USAGE-VALUE: system vpci-topology: there is nobody to do anything
    USAGE-VALUE: system vpci-topology: path RD is modelled for profile domU only; hwdom has CMD and ASG
    USAGE-VALUE: system vpci-topology: path CMD is modelled for scheme S4 only
    USAGE-VALUE: system vpci-topology: path CMD is modelled for profile hwdom only
    USAGE-VALUE: system vpci-topology: defect HWDOM_SLOTS needs profile hwdom
    USAGE-VALUE: system vpci-topology: defect XLATE_TWICE needs profile domU: the hardware domain is not translated
    nothing was refused"
  `);
});

const configurations = [
  { scheme: 'S4', paths: ['RD', 'WR', 'RD8', 'ASG', 'DEA'] },
  { scheme: 'S4', paths: ['RD', 'RD8', 'ASG', 'DEA'], defects: ['XLATE_TWICE'] },
  { scheme: 'S1', paths: ['RD', 'WR', 'RD8', 'ASG', 'DEA'] },
  { scheme: 'S4', profile: 'hwdom', paths: ['CMD', 'ASG'], start: 'elsewhere' },
  { scheme: 'S1', profile: 'hwdom', vcpus: 0, paths: ['ASG'], start: 'elsewhere' },
] as const;

describe.each(configurations)('the code of vpci-topology: %o', (given) => {
  const system = vpciTopology.with({ ...given, incarnations: 1 });
  const linked = link({ ...system, properties: [] });

  test('gets nobody stuck for want of a case', () => {
    expect(deadEnds(system)).toEqual([]);
  });

  test('goes to a place of no return with a step that stands for a fault, and with no other', () => {
    for (const { name, fault, steps } of endsOf(linked)) expect(steps, name).toBe(fault);
  });

  test('has names of its own for every step, with two of everything', () => {
    const names = vpciTopology
      .with({ ...given, vcpus: 2, toolstacks: 2, devices: 3, slots: 3 })
      .steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

const ended = /^(misdirected|torn|assertion-failed)\b/;

/** Places of programs that are reached and never left, save those that end an actor. */
/** For every step of a program, whether it leads its actor to a place of no return. */
function endsOf({ steps, slots, actors }: LinkedSystem) {
  return steps.map(({ name, fault, actor, slots: parts, next }) => {
    const part = parts.findIndex((slot) => slots[slot]?.component === actors[actor]);
    const labels = slots[parts[part] ?? -1]?.labels ?? [];
    const places = [...(next[part] ?? [])].filter((to) => to >= 0);
    return { name, fault, steps: places.some((to) => ended.test(labels[to] ?? '')) };
  });
}

describe('positive controls', () => {
  const verdicts = async (given: Partial<Values>) => {
    const { complete, properties } = await breadthFirst(link(vpciTopology.with(given)));
    expect(complete).toBe(true);
    return properties.map(({ name, verdict, companion }) => `${name} ${verdict} ${companion}`);
  };

  test('S4: a device that comes back is found where it is', async () => {
    expect(await verdicts({ slots: 1, failures: [] })).toEqual([
      'OWNER-CFG/dev0 holds met',
      'OWNER-CFG/dev1 holds met',
      'SLOT-REACH holds met',
      'SLOT-INJ holds met',
      'NO-RESIDUE/dev0 holds met',
      'NO-RESIDUE/dev1 holds met',
    ]);
  });

  test('S4: two CPUs that assign two devices give them two slots', async () => {
    const given = { vcpus: 0, toolstacks: 2, start: 'elsewhere', incarnations: 1 } as const;
    expect(await verdicts({ ...given, paths: ['ASG'], failures: [] })).toEqual([
      'SLOT-INJ holds met',
    ]);
  });

  test('translated once, both halves of an access reach one device', async () => {
    const given = { slots: 1, paths: ['RD8', 'ASG', 'DEA'], failures: [] } as const;
    const found = await verdicts({ ...given, defects: ['XLATE_TWICE'] });
    expect(found).toContain('SLOT-ONCE holds met');
  });
});
