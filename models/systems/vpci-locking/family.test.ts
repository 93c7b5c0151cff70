import { describe, expect, test } from 'vitest';
import { breadthFirst, type LinkedSystem, link, symbolic } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { vpciLocking } from './index.ts';
import { type Defect, defects, type SchemeName, schemes, schemesOf } from './parameters.ts';

const profiles = ['hwdom', 'domU'] as const;
const all = schemes.flatMap((scheme) => profiles.map((profile) => ({ scheme, profile })));

describe('the parameters of vpci-locking', () => {
  const refusal = refusalsOf(vpciLocking);

  test('refuse what makes no sense', () => {
    const texts = [
      { managed: 2, devices: 1 },
      { vcpus: 0, toolstacks: 0 },
      { vcpus: 0, managed: 0 },
      { defects: 'REM_LOOP' },
      { scheme: 'S0', defects: 'REM_UNLOCKED' },
      { scheme: 'S3v8', vcpus: 5 },
      { profile: 'domU', devices: 5 },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system vpci-locking: managed is 2, but there are only 1 devices
      USAGE-VALUE: system vpci-locking: there is nobody to do anything
      USAGE-VALUE: system vpci-locking: there is nobody to do anything
      USAGE-VALUE: system vpci-locking: defect REM_LOOP belongs to scheme S2v1 or S2v7, not to S4
      USAGE-VALUE: system vpci-locking: defect REM_UNLOCKED belongs to scheme S4, not to S0
      USAGE-VALUE: system vpci-locking: vcpus is 5, but only S4 and S5 without LOCK_READREC are modelled with more than 4
      USAGE-VALUE: system vpci-locking: devices is 5, but the virtual bus of a guest is modelled with up to 4 slots"
    `);
  });

  test.each(defects)('let defect %s belong to its schemes only', (defect: Defect) => {
    const takes = (scheme: SchemeName) =>
      refusal({ scheme, defects: [defect] }) === 'nothing was refused';
    expect(schemes.filter(takes)).toEqual(schemesOf[defect]);
  });
});

describe('properties of vpci-locking', () => {
  test('are asked wherever they can be stated', () => {
    const named = all.map(({ scheme, profile }) => {
      const { notAsked, onRequest } = vpciLocking.with({ scheme, profile, vcpus: 2 });
      const byName = new Set(onRequest.map(({ name }) => name));
      const not = notAsked.filter(({ name }) => !byName.has(name));
      return `${scheme} ${profile}: ${not.map(({ name }) => name).join(' ') || '-'}`;
    });
    expect(named.join('\n')).toMatchInlineSnapshot(`
      "S0 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S0 domU: NO-UAF-DBG PEND-KEPT SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S1 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S1 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2v1 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2v1 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2v7 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2v7 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2p hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S2p domU: NO-UAF-DBG PEND-KEPT SLOT-INJ INTX-XOR-MSI MASTER-STOP ASSERT-FREE
      S3v8 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP
      S3v8 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP
      S3v9 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP
      S3v9 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP
      S3v10 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP
      S3v10 domU: NO-UAF-DBG PEND-KEPT INTX-XOR-MSI MASTER-STOP
      S4 hwdom: NO-UAF-FLT NO-UAF-DBG OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP
      S4 domU: NO-UAF-DBG
      S5 hwdom: NO-UAF-FLT NO-UAF-DBG PEND-KEPT OWNER-CFG SLOT-INJ INTX-XOR-MSI MASTER-STOP
      S5 domU: NO-UAF-DBG PEND-KEPT"
    `);
  });

  test('are asked or explained, none twice and none forgotten', () => {
    const names = all.map(({ scheme, profile }) => {
      const { properties, notAsked } = vpciLocking.with({ scheme, profile, vcpus: 2 });
      return [...properties, ...notAsked].map(({ name }) => name).sort();
    });
    for (const some of names) expect(some).toEqual(names[0]);
    expect(new Set(names[0]).size).toBe(names[0]?.length);
  });

  test('that need dom0 or a vCPU are not asked without', () => {
    const asked = (values: Parameters<typeof vpciLocking.with>[0]) =>
      vpciLocking.with(values).properties.map(({ name }) => name);
    expect(asked({ toolstacks: 0 })).not.toContain('NO-UAF');
    expect(asked({ vcpus: 0 })).not.toContain('PTR-STABLE');
    expect(asked({ paths: ['RD', 'REM'] })).not.toContain('ONE-SLOT');
  });
});

describe.each(all)('scheme $scheme, $profile', ({ scheme, profile }) => {
  const linked = link(vpciLocking.with({ scheme, profile, vcpus: 1 }));
  const two = vpciLocking.with({ scheme, profile, vcpus: 2, devices: 2, managed: 2 });

  test('has steps with names of their own, also with two of everything', () => {
    const names = two.steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('goes to a place of no return with a step that stands for a fault, and with no other', () => {
    for (const { name, fault, crashes } of endsOf(linked)) {
      expect(crashes, name).toBe(fault);
    }
  });
});

const crashed = /^(use-after-free|null-dereference|assertion-failed)$/;

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

describe('the lock of the domain with many vCPUs, which a read inside a read breaks', () => {
  test.each([
    { scheme: 'S4', profile: 'hwdom', vcpus: 2 },
    { scheme: 'S5', profile: 'hwdom', vcpus: 2 },
    { scheme: 'S4', profile: 'domU', vcpus: 1 },
    { scheme: 'S5', profile: 'domU', vcpus: 1 },
  ] as const)('$scheme, $profile: there is no such read', async (values) => {
    const system = link(vpciLocking.with({ ...values, devices: 1 }));
    const { coverage } = await symbolic({ ...system, properties: [] });
    const slot = system.slots.findIndex(({ component }) => component === 'pci_lock');
    const labels = system.slots[slot]?.labels ?? [];
    const visited = labels.filter((_, local) => coverage.localStates[slot]?.[local] === 1);
    expect(visited).toContain('R vcpu0');
    expect(labels.filter((label) => /(\b\w+) \1/.test(label)).length).toBeGreaterThan(3);
    expect(visited.filter((label) => label === 'broken' || /(\b\w+) \1/.test(label))).toEqual([]);
  });
});

describe('positive controls', () => {
  const locks = ['LOCK-DISC', 'L-NODEADLOCK', 'L-NODEADLOCK-VCPUS', 'L-NOSELF', 'NO-STUCK'];

  test.each(['S4', 'S5'] as const)('%s: two vCPUs, two devices, no deadlock', async (scheme) => {
    const paths = ['RD', 'WR', 'CMD', 'PEND', 'MSIX', 'MSI', 'REM', 'ASG'] as const;
    const system = vpciLocking.with({ scheme, vcpus: 2, devices: 2, paths });
    const { complete, properties } = await breadthFirst(link(system));
    expect(complete).toBe(true);
    expect(
      properties
        .filter(({ name }) => locks.includes(name))
        .map(({ name, verdict, companion }) => [name, verdict, companion]),
    ).toEqual(locks.map((name) => [name, 'holds', 'met']));
  });

  test('S5: nothing freed is used while a guest loses its device', async () => {
    const paths = ['RD', 'WR', 'CMD', 'PEND', 'MSIX', 'ADD', 'REM', 'ASG', 'DEA', 'RST'] as const;
    const system = vpciLocking.with({ scheme: 'S5', profile: 'domU', vcpus: 1, paths });
    const { properties } = await breadthFirst(link(system));
    expect(properties.find(({ name }) => name === 'NO-UAF')).toMatchObject({
      verdict: 'holds',
      companion: 'met',
    });
  });
});
