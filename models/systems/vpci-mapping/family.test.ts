import { describe, expect, test } from 'vitest';
import { breadthFirst, type LinkedSystem, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { vpciMapping } from './index.ts';
import { schemes } from './parameters.ts';

type Given = Parameters<typeof vpciMapping.with>[0];

/** What a configuration violates, and whether every pass means something. */
async function judge(values: Given) {
  const { properties, complete } = await breadthFirst(link(vpciMapping.with(values)));
  return {
    complete,
    violated: properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name),
    vacuous: properties.filter(({ verdict }) => verdict === 'vacuous').map(({ name }) => name),
  };
}

const holds = { complete: true, violated: [], vacuous: [] };
const smallest = { frames: 1, bits: [], paths: ['CMD'] } as const;

describe('the parameters of vpci-mapping', () => {
  const refusal = refusalsOf(vpciMapping);

  test('refuse what makes no sense', () => {
    const texts = [
      { pages: 2, frames: 1 },
      { pages: 2, frames: 3 },
      { guests: 2 },
      { guests: 2, devices: 2, profile: 'hwdom' },
      { width: '64' },
      { subpage: true, pages: 2 },
      { shared: true },
      { msix: true },
      { paths: 'none' },
      { vcpus: 0 },
      { paths: 'ROM' },
      { defects: 'PEND_EARLYFLIP', order: 'always-on' },
      { defects: 'PEND_EARLYFLIP', scheme: 'S5' },
      { defects: 'PERM_TRUNC' },
      { defects: 'TABLE_TRUST' },
      { paths: 'PTE' },
      { scheme: 'qemu', paths: 'CMD,BAR' },
      { scheme: 'qemu', paths: 'CMD', defects: 'MAP_UNCHECKED' },
      { scheme: 'pciback', paths: 'CMD', order: 'split' },
      { scheme: 'pciback', paths: 'CMD', vcpus: 2 },
      { paths: 'ADD', profile: 'hwdom' },
      { paths: 'ROM', profile: 'hwdom', scheme: 'S5' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system vpci-mapping: frames is 1, but a BAR has 2 pages
      USAGE-VALUE: system vpci-mapping: frames is 3, but a BAR of 2 pages begins in a multiple of 2
      USAGE-VALUE: system vpci-mapping: guests is 2, but there are only 1 devices
      USAGE-VALUE: system vpci-mapping: there is one hardware domain: guests must be 1
      USAGE-VALUE: system vpci-mapping: frames is 2, but the halves of a 64-bit BAR count 4 frames together
      USAGE-VALUE: system vpci-mapping: subpage is set, but BARs have 2 pages
      USAGE-VALUE: system vpci-mapping: shared needs subpage=true and two devices: only BARs smaller than a page share one
      USAGE-VALUE: system vpci-mapping: msix needs two pages of BARs: one for the table, one to map
      USAGE-VALUE: system vpci-mapping: there is nobody to do anything
      USAGE-VALUE: system vpci-mapping: there is nobody to do anything
      USAGE-VALUE: system vpci-mapping: path ROM needs profile=hwdom
      USAGE-VALUE: system vpci-mapping: PEND_EARLYFLIP is about when decode changes, which order=always-on never does
      USAGE-VALUE: system vpci-mapping: defect PEND_EARLYFLIP belongs to scheme S1, S3v8 or S4, not to S5
      USAGE-VALUE: system vpci-mapping: defect PERM_TRUNC is of libxl: it needs path XL
      USAGE-VALUE: system vpci-mapping: defect TABLE_TRUST needs msix=true
      USAGE-VALUE: system vpci-mapping: path PTE belongs to scheme pciback, not to S4
      USAGE-VALUE: system vpci-mapping: scheme qemu has paths CMD, PTE and TOUCH only, not BAR
      USAGE-VALUE: system vpci-mapping: defect MAP_UNCHECKED does not belong to scheme qemu
      USAGE-VALUE: system vpci-mapping: scheme pciback has order as-is or always-on, not split
      USAGE-VALUE: system vpci-mapping: scheme pciback is modelled for a guest with one vCPU and one device, without MSI-X
      USAGE-VALUE: system vpci-mapping: path ADD needs msix=true: it is about the hole for the table
      USAGE-VALUE: system vpci-mapping: path ROM needs scheme S4, not S5"
    `);
  });
});

describe('orders', () => {
  test('that change hardware on one side only leave a window in which a BAR does not answer', async () => {
    for (const order of ['p2m-first', 'reg-first'] as const) {
      const { violated, vacuous } = await judge({ order });
      expect(violated, order).toEqual(['HW-DECODE', 'NO-UR']);
      expect(vacuous, order).toEqual([]);
    }
  });

  test.each(['split', 'always-on'] as const)('%s: everything holds', async (order) => {
    expect(await judge({ order })).toEqual(holds);
    expect(await judge({ ...smallest, order })).toEqual(holds);
  });

  test.each(['split', 'always-on'] as const)(
    '%s: everything holds with two vCPUs that wait for each other’s work',
    async (order) => {
      expect(await judge({ order, vcpus: 2, repairs: ['EXCLUSIVE'] })).toEqual(holds);
    },
  );
});

describe('properties of vpci-mapping', () => {
  const all = schemes.flatMap((scheme): readonly Given[] =>
    scheme === 'pciback' || scheme === 'qemu'
      ? [{ scheme, paths: ['CMD'] }]
      : (['domU', 'hwdom'] as const).map((profile) => ({ scheme, profile, vcpus: 2 })),
  );

  test('are asked or explained, none twice and none forgotten', () => {
    const names = all.map((values) => {
      const { properties, notAsked } = vpciMapping.with(values);
      return [...properties, ...notAsked].map(({ name }) => name).sort();
    });
    for (const some of names) expect(new Set(some).size).toBe(some.length);
    const whole = (list: readonly string[]) => new Set(list.map((name) => name.split('/')[0]));
    for (const some of names) expect(whole(some)).toEqual(whole(names[0] ?? []));
  });
});

describe.each([
  { scheme: 'S1', vcpus: 2 },
  { scheme: 'S3v8', vcpus: 2 },
  { scheme: 'S4', vcpus: 2 },
  { scheme: 'S4', bars: 2, msix: true, subpage: true, paths: ['CMD', 'BAR', 'RST', 'XL'] },
  { scheme: 'S4', profile: 'hwdom', paths: ['CMD', 'BAR', 'ROM', 'FAIL', 'FAIL_ROM'] },
  { scheme: 'S5', vcpus: 2 },
  { scheme: 'qemu', pages: 2, paths: ['CMD', 'TOUCH'] },
  { scheme: 'pciback', paths: ['CMD', 'PTE', 'TOUCH'] },
] as const)('%o', (values) => {
  const linked = link(vpciMapping.with({ bits: [], ...values } as Given));

  test('goes to a place of no return with a step that stands for a fault, and with no other', () => {
    for (const { name, fault, crashes } of endsOf(linked)) expect(crashes, name).toBe(fault);
  });
});

test.each(['S1', 'S3v8', 'S4', 'S5'] as const)(
  '%s has a case for whatever an instruction can meet',
  async (scheme) => {
    const linked = link(vpciMapping.with({ bits: [], scheme, vcpus: 2 }));
    const asked = linked.properties.filter(({ name }) => name === 'NO-STUCK');
    const { properties } = await breadthFirst({ ...linked, properties: asked });
    expect(properties.map(({ verdict }) => verdict)).toEqual(['holds']);
  },
);

const crashed = /^(use-after-free|assertion-failed|unsupported-request)$/;

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
