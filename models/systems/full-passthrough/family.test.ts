import { describe, expect, test } from 'vitest';
import { type Seen, statesOf } from '../../../counterexamples/virtio-iommu/states.ts';
import { breadthFirst, link, symbolic } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { defects } from './deviations.ts';
import { fullPassthrough } from './index.ts';
import { levelsOf } from './levels.ts';
import { parameters, type Values } from './parameters.ts';
import { presetNames } from './presets.ts';

const small: Partial<Values> = { guests: 1, vcpus: 1, devices: 1 };

const refusal = refusalsOf(fullPassthrough);

const judged = async (values: Partial<Values>) => {
  const { complete, properties } = await breadthFirst(
    link(fullPassthrough.with({ ...small, ...values })),
  );
  expect(complete).toBe(true);
  return properties;
};

describe('full-passthrough', () => {
  test('refuses what makes no sense', () => {
    const texts = [
      { vcpus: 1 },
      { flush: 'late', paths: 'CMD' },
      { quarantine: 'none' },
      { quarantine: 'basic', defects: 'QUARANTINE_DEPTH' },
      { paths: 'CMD', bypass: 'until-attached' },
      { paths: 'GRANT', grants: 'none' },
      { paths: 'CMD', defects: 'GRANT_FLUSH_LATE' },
      { scheme: 'S1' },
      { intremap: 'none', paths: 'CMD' },
      { defects: 'DESTROY_GOES_ON', paths: 'FAIL' },
      { grants: 'r', paths: 'CMD' },
      { start: 'used', paths: 'MEM' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system full-passthrough: vcpus is 1, but each of 2 guests needs one
      USAGE-VALUE: system full-passthrough: flush is late, but no page is given back: allowed is strict, or MEM among the paths
      USAGE-VALUE: system full-passthrough: DEQ is among the paths, but with quarantine=none nothing is ever in quarantine
      USAGE-VALUE: system full-passthrough: defect QUARANTINE_DEPTH needs quarantine=scratch, not basic
      USAGE-VALUE: system full-passthrough: bypass is until-attached, but no guest has a virtual IOMMU: allowed is never, or VIOMMU among the paths
      USAGE-VALUE: system full-passthrough: GRANT is among the paths, but grants is empty: allowed are r, w
      USAGE-VALUE: system full-passthrough: defect GRANT_FLUSH_LATE needs GRANT among the paths
      USAGE-VALUE: system full-passthrough: repair CANCEL is of tasks, which scheme=S1 has not: allowed is scheme=S4 or S5, or repairs without it
      USAGE-VALUE: system full-passthrough: intremap is none, but there are no messages: allowed is SID, or MSI among the paths
      USAGE-VALUE: system full-passthrough: defect DESTROY_GOES_ON needs DOM among the paths
      USAGE-VALUE: system full-passthrough: grants is r, but nothing is granted: allowed is r,w, or GRANT among the paths
      USAGE-VALUE: system full-passthrough: start is used, but there is nothing in use: allowed are free and assigned, or CMD or MSI among the paths"
    `);
  });

  test.each(presetNames)('%s can be built at any size', (preset) => {
    for (const [devices, vcpus, pages] of [
      [2, 2, 1],
      [2, 3, 2],
      [4, 4, 1],
    ] as const) {
      const { steps } = fullPassthrough.with({ preset, devices, vcpus, pages });
      expect(steps.some(({ name }) => name.includes(`dev${devices - 1}`))).toBe(true);
    }
  });

  test.each([{}, { vcpus: 3 }, { devices: 3, pages: 2 }, { vcpus: 4, devices: 4 }] as const)(
    '%j: the order of levels names every component, once',
    (values) => {
      const paths = parameters.paths.values;
      const { components } = fullPassthrough.with({ ...values, paths });
      const sizes = { vcpus: 2, devices: 2, pages: 1, ...values };
      expect([...levelsOf(sizes)].sort()).toEqual(components.map(({ name }) => name).sort());
    },
  );

  test('recommends an order of levels for the design that is proved, whatever it is left without', () => {
    for (const values of [
      {},
      { devices: 1 },
      { devices: 3, paths: ['CMD', 'MEM'] },
      { ...small, paths: ['MSI', 'DOM'] },
    ] as const) {
      const { levels: slots, slots: all } = link(fullPassthrough.with(values));
      expect([...(slots ?? [])].sort((a, b) => a - b)).toEqual([...all.keys()]);
    }
    expect(link(fullPassthrough.with({ preset: 'xen-4.21' })).levels).toBeUndefined();
  });

  test.each([
    { ...small, devices: 3, paths: [] },
    { devices: 1, vcpus: 4, paths: ['MEM'] },
  ] as const)('%j: as many states in this order as one by one', async (values) => {
    const system = link(fullPassthrough.with(values));
    const { states, transitions } = await breadthFirst(system);
    const { order, ...counted } = await symbolic(system);
    expect(order?.name).toBe('of the model');
    expect(counted).toMatchObject({ states, transitions });
  });

  const controls: readonly Partial<Values>[] = [
    { paths: ['CMD', 'TOUCH', 'MEM', 'DEQ'] },
    { paths: ['GRANT', 'MEM'] },
    { quarantine: 'basic', hostile: 'obeys-bme', paths: ['CMD', 'TOUCH', 'DEQ'] },
    { hostile: 'no', paths: ['CMD', 'TOUCH', 'MEM'] },
    { scheme: 'S4', paths: ['CMD', 'TOUCH'] },
    { hostile: 'no', paths: ['CMD', 'TOUCH', 'MSI'] },
    { scheme: 'S4', intremap: 'none', paths: ['MSI'] },
    { scheme: 'S4', order: 'always-on', paths: ['CMD', 'TOUCH'] },
  ];

  const parts: readonly Partial<Values>[] = [
    { paths: ['READY', 'CMD'] },
    { paths: ['VIOMMU', 'DEQ'] },
    { paths: ['VIOMMU', 'CMD'], hostile: 'obeys-bme', quarantine: 'basic' },
    { paths: ['GRANT'], quarantine: 'none', grants: ['r'] },
  ];

  test.each([...controls, ...parts])('%j: holds, and is put to the test', async (values) => {
    for (const { name, verdict, companion: met } of await judged(values)) {
      expect([name, verdict, met]).toEqual([name, 'holds', 'met']);
    }
  });

  const starts: readonly Partial<Values>[] = [
    { start: 'assigned', paths: ['MEM'] },
    { start: 'assigned', quarantine: 'none', paths: ['CMD'] },
    { start: 'used', paths: ['CMD', 'MSI'] },
    { start: 'used', scheme: 'S1', intremap: 'noSID', paths: ['MSI'] },
  ];

  test.each(starts)('%j: begins where it could have come to', (values) => {
    const definition = fullPassthrough.with({ ...small, ...values });
    const shown = (state: Seen | undefined) =>
      definition.components.map(({ name }) => `${name} ${state?.of(name)}`).join(', ');
    const [first] = statesOf(definition);
    const reached = statesOf(fullPassthrough.with({ ...small, ...values, start: 'free' }));
    const wanted = shown(first);
    expect(reached.some((state) => shown(state) === wanted)).toBe(true);
  });

  const quiet: readonly Partial<Values>[] = [
    { start: 'used', paths: ['CMD', 'MSI'] },
    { start: 'used', scheme: 'S4', order: 'as-is', repairs: [], paths: ['CMD'] },
    { start: 'assigned', paths: ['MSI', 'DOM', 'FAIL', 'MEM'] },
    { quarantine: 'none', grants: ['r'], paths: ['GRANT', 'DOM'] },
  ];

  test.each(quiet)('%j: nobody stops where nothing holds him up', (values) => {
    const definition = fullPassthrough.with({ ...small, hostile: 'no', ...values });
    const stops = (actor: string) =>
      statesOf(definition).flatMap((state) =>
        state.next.some(({ step }) => step.startsWith(`${actor}: `)) ? [] : [state.of(actor)],
      );
    const places = ['dom1.vcpu0', 'dom0'].flatMap(stops);
    // For a lock, for a flush, for a vCPU that is to stop; and where a guest runs no more.
    const held = /lock|wait|stop|vpci-gone|vpci-made|^guest$/;
    expect([...new Set(places)].filter((place) => !held.test(place))).toEqual([]);
    expect(places.length).toBeGreaterThan(0);
  });

  const astray: readonly Partial<Values>[] = [
    { paths: ['MSI'], repairs: [] },
    { paths: ['MSI'], devices: 2, intremap: 'noSID' },
    { paths: ['MSI'], devices: 2, intremap: 'none' },
  ];

  test.each(astray)(
    '%j: interrupts reach a guest that does not have their device',
    async (values) => {
      const violated = (await judged(values)).filter(({ verdict }) => verdict === 'violated');
      expect(violated.map(({ name }) => name)).toEqual(['MSI-CONFINED']);
    },
  );

  const locked: readonly Partial<Values>[] = [
    { scheme: 'S1', paths: ['MSI'] },
    { scheme: 'S3v8', paths: ['MSI'] },
  ];

  test.each(locked)('%j: MSI and deassignment wait for each other', async (values) => {
    const violated = (await judged(values)).filter(({ verdict }) => verdict === 'violated');
    expect(violated.map(({ name }) => name)).toEqual(['L-NODEADLOCK']);
  });

  test('S4: two vCPUs share a set of frames, which one purges while the other works on it', async () => {
    const values = { start: 'used', vcpus: 2, repairs: ['UNMAP'], paths: ['CMD'] } as const;
    const verdictOf = async (scheme: 'S4' | 'S5') =>
      (await judged({ ...values, quarantine: 'basic', scheme }))
        .filter(({ verdict }) => verdict === 'violated')
        .map(({ name, path }) => [name, path?.length]);
    expect(await verdictOf('S4')).toEqual([['NO-UAF', 63]]);
    expect(await verdictOf('S5')).toEqual([]);
  });

  const broken: Readonly<Record<(typeof defects)[number], Partial<Values>>> = {
    DEA_LATE_VPCI: { paths: ['CMD'] },
    QUARANTINE_DEPTH: { paths: [] },
    LEVEL_IGNORED: { paths: [] },
    TIMEOUT_IS_ERROR: { paths: [] },
    GRANT_FLUSH_LATE: { quarantine: 'none', paths: ['GRANT'] },
    DESTROY_GOES_ON: { paths: ['DOM', 'FAIL'] },
  };

  test.each(defects)('%s breaks something that holds without it', async (defect) => {
    const without = await judged(broken[defect]);
    const violated = (await judged({ ...broken[defect], defects: [defect] })).filter(
      ({ verdict }) => verdict === 'violated',
    );
    expect(violated).not.toEqual([]);
    for (const { name } of violated) {
      expect(without.find((property) => property.name === name)?.verdict).not.toBe('violated');
    }
  });
});
