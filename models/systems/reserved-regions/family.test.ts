import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { reservedRegions } from './index.ts';
import { merged, regions, seedCell, told } from './regions.ts';

type Values = NonNullable<Parameters<typeof reservedRegions.with>[0]>;

/** Each property that is asked, with `holds`, `vacuous`, or the length of the shortest violation. */
async function verdictsOf(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { complete, properties } = await breadthFirst(link(reservedRegions.with(values)));
  expect(complete || properties.every(({ verdict }) => verdict !== 'inconclusive')).toBe(true);
  return Object.fromEntries(
    properties.map(({ name, verdict, path }) => [
      name,
      verdict === 'violated' ? (path?.length ?? -1) : verdict,
    ]),
  );
}

async function violatedIn(values: Values): Promise<readonly string[]> {
  const verdicts = Object.entries(await verdictsOf(values));
  return verdicts.filter(([, verdict]) => typeof verdict === 'number').map(([name]) => name);
}

describe('the parameters of reserved-regions', () => {
  const refusal = refusalsOf(reservedRegions);

  test('refuse what makes no sense', () => {
    const texts = [
      { setup: 'vfio', merge: 'accept' },
      { setup: 'xen', resv: 'none' },
      { rdmPolicy: 'relaxed' },
      { endpoints: 1 },
      { bypass: 'domain' },
      { inBypass: 'everything' },
      { endpoints: 1, second: 'R' },
      { hint: 'domain', messages: true },
      { hint: 'domain', merged: 'M' },
      { first: 'S' },
      { second: 'S', messages: true },
      { setup: 'vfio', direct: 'ignore' },
      { setup: 'vfio', firmware: 'active' },
      { setup: 'vfio', region: 'direct', group: 'checked' },
      { setup: 'vfio', resv: 'none', mapFailLate: 'abort' },
      { setup: 'vfio', resv: 'none', listed: 'notWindows' },
      { setup: 'vfio', layout: 'allHosts', order: 'RAMThenDevice' },
      { setup: 'xen', devices: [] },
      { setup: 'xen', typeCheck: 'inverted' },
      { setup: 'xen', boundary: 'below' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system reserved-regions: merge is accept, but it belongs to setup=viommu, not to vfio
      USAGE-VALUE: system reserved-regions: resv is none, but it belongs to setup=vfio, not to xen
      USAGE-VALUE: system reserved-regions: rdmPolicy is relaxed, but it belongs to setup=xen, not to viommu
      USAGE-VALUE: system reserved-regions: hostile is the second endpoint, but there is one
      USAGE-VALUE: system reserved-regions: bypass is domain, which is modelled with regions N, R and M only
      USAGE-VALUE: system reserved-regions: inBypass is everything, but no endpoint is in bypass: set bypass
      USAGE-VALUE: system reserved-regions: second is R, but there is one endpoint
      USAGE-VALUE: system reserved-regions: hint=domain needs a type that does not change: set merged to N, R, M or I
      USAGE-VALUE: system reserved-regions: hint is about messages: set messages
      USAGE-VALUE: system reserved-regions: S is about messages: set messages
      USAGE-VALUE: system reserved-regions: S beside I is not modelled: a host that has mapped the one maps the other
      USAGE-VALUE: system reserved-regions: direct is ignore, but region is reserved
      USAGE-VALUE: system reserved-regions: firmware is active, but region is reserved: firmware has none
      USAGE-VALUE: system reserved-regions: group is checked, but region is direct: a region that comes later is a reserved one
      USAGE-VALUE: system reserved-regions: mapFailLate is abort, but nobody refuses to map: set resv to checkAtAttach, listed to all
      USAGE-VALUE: system reserved-regions: listed is notWindows, but nobody looks at the list: set resv to checkAtAttach
      USAGE-VALUE: system reserved-regions: order is RAMThenDevice, but with layout=allHosts no RAM is placed over a region
      USAGE-VALUE: system reserved-regions: there is no device, or no guest
      USAGE-VALUE: system reserved-regions: typeCheck is inverted, but tables are sound: it matters with tables=overRam
      USAGE-VALUE: system reserved-regions: boundary is below, but libxl asks for no region: set rdmStrategy to host"
    `);
  });

  test('change something wherever they are taken', () => {
    const text = (given: Record<string, unknown>): string => {
      const { components, steps, properties } = reservedRegions.instantiate(given);
      const machines = components.map(({ machine }) => JSON.stringify(machine.config));
      return JSON.stringify([steps, properties.map(({ name }) => name), machines]);
    };
    const bases: readonly Record<string, unknown>[] = [
      {},
      { second: 'R' },
      { first: 'N', second: 'R', bypass: 'unattached' },
      { first: 'N', second: 'M', messages: true, merged: 'M' },
      { setup: 'vfio' },
      { setup: 'vfio', region: 'direct' },
      { setup: 'vfio', region: 'relaxable' },
      { setup: 'xen' },
      { setup: 'xen', tables: 'overRam' },
      { setup: 'xen', rdmStrategy: 'host' },
      { setup: 'xen', rdmStrategy: 'host', boundary: 'below' },
    ];
    const idle = Object.entries(reservedRegions.parameters).flatMap(([name, parameter]) => {
      if (parameter.kind !== 'choice') return [];
      const others = parameter.values.filter((value) => value !== parameter.default);
      return others
        .filter((value) =>
          bases.every((base) => {
            const given = { ...base, [name]: value };
            return refusal(given) !== 'nothing was refused' || text(given) === text(base);
          }),
        )
        .map((value) => `${name}=${value}`);
    });
    expect(idle).toEqual([]);
  });
});

describe('properties of reserved-regions', () => {
  const setups = ['viommu', 'vfio', 'xen'] as const;

  test.each(setups)('are asked or explained in %s, none twice', (setup) => {
    const { properties, notAsked, onRequest } = reservedRegions.with({ setup });
    const names = [...properties, ...notAsked].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(properties.length).toBeGreaterThan(0);
    const byName = new Set(onRequest.map(({ name }) => name));
    for (const { name, why } of notAsked) {
      if (!byName.has(name)) expect(why).toMatch(/^needs /);
    }
  });

  test('tag every step that decides a hot-add, and leave the guest alive there unless it aborts', () => {
    const ends = (values: Values): readonly string[] =>
      reservedRegions
        .with({ setup: 'vfio', ...values })
        .steps.filter(({ tags }) => tags.includes('hot-add ends'))
        .map(({ name }) => name);
    expect(ends({})).toEqual([
      'qemu: device_add f0 (4) the guest sees it',
      'qemu: device_add f0 (6) fails, and the host has it again',
      'qemu: RAM over the region of host 0 (1) is mapped for f0 [refused: not added]',
      'qemu: RAM over the region of host 0 (2) is there',
      'qemu: RAM over the region of host 1 (1) is mapped for f0 [refused: not added]',
      'qemu: RAM over the region of host 1 (2) is there',
    ]);
    const aborts = ends({ mapFailLate: 'abort' }).filter((name) => name.includes('aborts'));
    expect(aborts).toHaveLength(2);
  });
});

describe('the table of the seed', () => {
  test('is symmetric, and merging does not hang on the order', () => {
    for (const a of told) {
      for (const b of told) {
        expect(seedCell(a, b)).toBe(seedCell(b, a));
        expect(merged([a, b])).toBe(merged([b, a]));
      }
    }
  });
});

describe('positive controls', () => {
  const types = regions.filter((region) => region !== 'S');
  const mixed = types.flatMap((first) => types.map((second) => ({ first, second })));

  test.each(mixed)('the text holds with $first and $second, one of them hostile', async (pair) => {
    expect(await violatedIn(pair)).toEqual([]);
  });

  test('a window of the host is safe beside any other region that it may be beside', async () => {
    for (const second of ['N', 'R', 'M'] as const) {
      expect(await violatedIn({ first: 'S', second, messages: true })).toEqual([]);
    }
  });

  test('a host that maps nothing over R or M saves these cells of the table, not N', async () => {
    const accepted = { merge: 'accept' } as const;
    expect(await violatedIn({ ...accepted, second: 'R' })).toEqual([]);
    expect(await violatedIn({ ...accepted, second: 'M' })).toEqual([]);
    expect(await violatedIn({ ...accepted, second: 'N' })).toEqual(['NoForeignIdentity']);
  });

  test('either order of RAM and device ends well where the host compares', async () => {
    const compared = { setup: 'vfio', migrates: true } as const;
    for (const order of ['any', 'deviceThenRAM', 'RAMThenDevice'] as const) {
      for (const layout of ['blind', 'thisHost'] as const) {
        expect(await violatedIn({ ...compared, order, layout })).toEqual([]);
      }
    }
  });

  test('who knows all hosts needs no comparison', async () => {
    const known = { setup: 'vfio', migrates: true, resv: 'none', layout: 'allHosts' } as const;
    expect(await verdictsOf(known)).toMatchObject({
      'HOTADD-CHECKED': 'holds',
      'MIG-PROGRESS': 'holds',
    });
  });

  test('a device with a direct region is left where it is, and may be asked for', async () => {
    const direct = { setup: 'vfio', region: 'direct' } as const;
    expect(await verdictsOf(direct)).toEqual({ 'RMRR-MAPPED': 'holds' });
    expect(await verdictsOf({ ...direct, firmware: 'active' })).toMatchObject({
      'WAIVED-QUIET': 'holds',
    });
  });

  test('Xen, strict: no device without its region, whatever the guest does with the page', async () => {
    for (const rdmStrategy of ['ignore', 'host'] as const) {
      expect(await verdictsOf({ setup: 'xen', rdmStrategy })).toEqual({
        'RESV-DISJOINT': 'holds',
        'RMRR-MAPPED': 'holds',
      });
    }
  });

  test('Xen, relaxed: regions kept free are of no use against a guest that populates them', async () => {
    const relaxed = { setup: 'xen', rdmPolicy: 'relaxed', rdmStrategy: 'host' } as const;
    expect(await violatedIn(relaxed)).toEqual(['RESV-DISJOINT', 'RMRR-MAPPED']);
  });
});
