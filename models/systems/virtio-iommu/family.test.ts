import { describe, expect, test } from 'vitest';
import { forEveryState } from '../../../conformance/every-state.ts';
import { breadthFirst, type LinkedSystem, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { virtioIommu } from './index.ts';

type Given = Parameters<typeof virtioIommu.with>[0];

/** A system that is small whatever else is asked of it. */
const small = { pages: 1, flags: ['rw'], hotplug: false, systemReset: false, balloon: 0 } as const;
const booting = { firmware: 'none', bypass: 1 } as const;

const refusal = refusalsOf(virtioIommu);

/** Verdict and companion of each property. */
async function verdicts(given: Given): Promise<Record<string, string>> {
  const { complete, properties } = await breadthFirst(link(virtioIommu.with(given)));
  expect(complete).toBe(true);
  return Object.fromEntries(
    properties.map(({ name, verdict, companion }) => [name, `${verdict}, ${companion}`]),
  );
}

describe('the parameters of virtio-iommu', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { trusted: 0, hostile: 0 },
      { trusted: 2, hostile: 2 },
      { length: 2 },
      { length: 2, iovas: 2, pages: 1 },
      { flags: 'mmio', offered: 'MAP_UNMAP' },
      { flags: [] },
      { bypass: 1, offered: 'MAP_UNMAP' },
      { firmware: 'none', trusted: 0 },
      { firmware: 'none', offered: 'MAP_UNMAP' },
      { firmware: 'none', flags: 'r' },
      { firmware: 'none', pages: 1 },
      { after: 'kexec' },
      { defects: 'iommuResetFirst' },
      { defects: 'bypassOnlyIfNegotiated', offered: 'MAP_UNMAP' },
      { firmware: 'none', restore: true },
      { renumber: true, hostile: 0 },
      { defects: 'unmapSplit' },
      { defects: 'lazyFlush' },
      { firmware: 'linux', offered: 'BYPASS_CONFIG' },
      { firmware: 'linux', breaks: 'short' },
      { firmware: 'linux', declines: 'PROBE' },
      { firmware: 'linux', identity: true, domains: 1 },
      { firmware: 'linux', last: 'bypassBus' },
      { identity: true },
      { last: 'notAsking' },
      { last: 'aliased', hostile: 0 },
      { declines: 'PROBE', offered: 'MAP_UNMAP' },
      { breaks: 'field', offered: 'MAP_UNMAP' },
      { breaks: 'piece', offered: 'BYPASS_CONFIG' },
      { breaks: 'features', offered: 'PROBE', flags: [] },
      { breaks: 'smallBuffer', offered: 'MAP_UNMAP' },
      { breaks: 'domainRange', domains: 1 },
      { breaks: 'inputRange' },
      { illegalWrite: 'taken' },
      { outside: 'INVAL' },
      { domainOutside: 'taken' },
      { unmapReserved: 'rejected' },
      { bypassFlag: 'rejected', offered: 'MAP_UNMAP' },
      { defects: 'mapUnchecked' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system virtio-iommu: there is no endpoint
      USAGE-VALUE: system virtio-iommu: there are 4 endpoints, but at most 3 are modelled
      USAGE-VALUE: system virtio-iommu: length is 2, but there are only 1 pages of I/O virtual address space
      USAGE-VALUE: system virtio-iommu: length is 2, but the guest has only 1 pages
      USAGE-VALUE: system virtio-iommu: flags has mmio, but MMIO is not offered
      USAGE-VALUE: system virtio-iommu: flags is empty, but MAP_UNMAP is offered
      USAGE-VALUE: system virtio-iommu: bypass is 1, but BYPASS_CONFIG is not offered
      USAGE-VALUE: system virtio-iommu: the boot time line needs a trusted endpoint to boot from
      USAGE-VALUE: system virtio-iommu: the boot time line needs MAP_UNMAP and BYPASS_CONFIG
      USAGE-VALUE: system virtio-iommu: the boot time line needs rw among the flags
      USAGE-VALUE: system virtio-iommu: pages is 1, but in a boot time line requests have a page of their own
      USAGE-VALUE: system virtio-iommu: after belongs to a boot time line, not to firmware=any
      USAGE-VALUE: system virtio-iommu: defect iommuResetFirst has no effect here: it belongs to after=reboot
      USAGE-VALUE: system virtio-iommu: defect bypassOnlyIfNegotiated has no effect here: it belongs to BYPASS_CONFIG
      USAGE-VALUE: system virtio-iommu: restore belongs to firmware=any
      USAGE-VALUE: system virtio-iommu: renumber needs systemReset and exactly two endpoints, whose bus numbers are exchanged
      USAGE-VALUE: system virtio-iommu: defect unmapSplit has no effect here: it belongs to length=3
      USAGE-VALUE: system virtio-iommu: defect lazyFlush has no effect here: it belongs to firmware=linux
      USAGE-VALUE: system virtio-iommu: firmware=linux needs MAP_UNMAP, without which that driver gives up
      USAGE-VALUE: system virtio-iommu: breaks belongs to firmware=any
      USAGE-VALUE: system virtio-iommu: declines belongs to firmware=any
      USAGE-VALUE: system virtio-iommu: identity needs BYPASS_CONFIG and a second domain id, which is that of the identity domain
      USAGE-VALUE: system virtio-iommu: last is bypassBus, but that belongs to firmware=any without restore and renumber
      USAGE-VALUE: system virtio-iommu: identity belongs to firmware=linux
      USAGE-VALUE: system virtio-iommu: last is notAsking, but the last endpoint is an assigned one: set emulated
      USAGE-VALUE: system virtio-iommu: last is aliased, which needs two assigned endpoints and no emulated one
      USAGE-VALUE: system virtio-iommu: declines has PROBE, but it is not offered
      USAGE-VALUE: system virtio-iommu: breaks has field, but there is none: BYPASS_CONFIG is not offered
      USAGE-VALUE: system virtio-iommu: breaks has piece, but MAP_UNMAP is not offered
      USAGE-VALUE: system virtio-iommu: breaks has features, so flags must have some: MAP is sent whether it is accepted or not
      USAGE-VALUE: system virtio-iommu: breaks has smallBuffer, but PROBE is not offered
      USAGE-VALUE: system virtio-iommu: breaks has domainRange, which needs two domains: the last one is outside
      USAGE-VALUE: system virtio-iommu: breaks has inputRange, which needs two pages of address space: the last one is outside
      USAGE-VALUE: system virtio-iommu: illegalWrite is taken, but nobody makes one: set breaks to field
      USAGE-VALUE: system virtio-iommu: outside is INVAL, but nothing is outside: set breaks to inputRange or domainRange
      USAGE-VALUE: system virtio-iommu: domainOutside is taken, but nobody does that: set breaks to domainRange
      USAGE-VALUE: system virtio-iommu: unmapReserved is rejected, but nobody sends that: set breaks to unmapReserved
      USAGE-VALUE: system virtio-iommu: bypassFlag is rejected, but BYPASS_CONFIG is not offered
      USAGE-VALUE: system virtio-iommu: defect mapUnchecked has no effect here: it belongs to breaks=piece or breaks=inputRange"
    `);
  });
});

/** Whatever a driver does wrong, in a device that has all feature bits. */
const wrong = {
  ...small,
  trusted: 0,
  iovas: 2,
  domains: 2,
  offered: ['INPUT_RANGE', 'DOMAIN_RANGE', 'MAP_UNMAP', 'PROBE', 'MMIO', 'BYPASS_CONFIG'],
} satisfies Given;

describe('what a driver does wrong', () => {
  test.each([
    [['inputRange', 'domainRange', 'piece'], {}, 'holds, met'],
    [['attachReserved', 'smallBuffer'], {}, 'holds, met'],
    [['features'], { declines: ['MAP_UNMAP', 'PROBE'] }, 'holds, met'],
    [['features'], { flags: ['mmio'], declines: ['MMIO'] }, 'holds, met'],
  ] satisfies readonly (readonly [readonly string[], Given, string])[])(
    '%j: is rejected, and nothing comes of it',
    async (breaks, given, expected) => {
      const found = await verdicts({ ...wrong, breaks, ...given } as Given);
      expect(found['RequestsChecked']).toBe(expected);
      expect(Object.entries(found).filter(([, v]) => v.startsWith('violated'))).toEqual([]);
    },
  );

  const bits = ['MAP_UNMAP', 'PROBE', 'MMIO', 'BYPASS_CONFIG'] as const;
  test.each([
    [
      { iovas: 2, breaks: ['inputRange'], offered: ['INPUT_RANGE', 'MAP_UNMAP'] },
      'MAP(d0, v1',
      'RANGE',
    ],
    [
      { iovas: 2, breaks: ['inputRange'], offered: ['INPUT_RANGE', 'MAP_UNMAP'], outside: 'INVAL' },
      'MAP(d0, v1',
      'INVAL',
    ],
    [{ domains: 2, breaks: ['domainRange'], offered: ['DOMAIN_RANGE'] }, 'ATTACH(d1', 'RANGE'],
    [{ breaks: ['unmapReserved'], unmapReserved: 'rejected' }, 'UNMAP(d0, v0), reserved', 'INVAL'],
    [
      { breaks: ['unmapReserved'], unmapReserved: 'rejectedDone' },
      'UNMAP(d0, v0), reserved',
      'INVAL',
    ],
    [{ breaks: ['unmapReserved'] }, 'UNMAP(d0, v0), reserved', 'OK'],
    [{ breaks: ['smallBuffer'], offered: bits }, 'PROBE(evil), small buffer', 'INVAL'],
    [{ breaks: ['features'], offered: bits, declines: ['PROBE'] }, 'PROBE(evil)', 'nothing'],
    [{ breaks: ['features'], offered: bits, declines: ['MAP_UNMAP'] }, 'MAP(d0', 'nothing'],
    [
      { breaks: ['features'], offered: bits, flags: ['mmio'], declines: ['MMIO'] },
      'MAP(d0',
      'INVAL',
    ],
    [{ offered: ['BYPASS_CONFIG'], bypassFlag: 'rejected' }, 'ATTACH(d0, evil, BYPASS)', 'INVAL'],
    [{ domains: 2, detachElsewhere: 'OK' }, 'DETACH(d1, evil)', 'OK'],
  ] satisfies readonly (readonly [Given, string, string])[])(
    '%j: %s is answered %s',
    (given, request, status) => {
      const one = { ...small, trusted: 0, domains: 1, offered: ['MAP_UNMAP'] } satisfies Given;
      const system = link({ ...virtioIommu.with({ ...one, ...given }), properties: [] });
      const taken = new Set<string>();
      forEveryState(system, ({ enabled, enabledCount }) => {
        for (const step of enabled.subarray(0, enabledCount)) {
          taken.add(system.steps[step]?.name ?? '');
        }
      });
      const answers = [...taken].filter(
        (name) => name.startsWith(`vmm: ${request}`) && name.includes(`is answered ${status}`),
      );
      expect(answers).not.toEqual([]);
    },
  );

  test('a range that is not offered bounds nothing', async () => {
    const given = {
      ...wrong,
      offered: ['MAP_UNMAP'],
      breaks: ['inputRange', 'domainRange'],
    } satisfies Given;
    const found = await verdicts(given);
    expect(found['RequestsChecked']).toBeUndefined();
    expect(Object.entries(found).filter(([, v]) => v.startsWith('violated'))).toEqual([]);
  });
});

describe('under any driver', () => {
  test('every property holds by the text, and each is put to the test', async () => {
    const found = await verdicts({ flags: ['r'], pages: 2 });
    expect(new Set(Object.values(found))).toEqual(new Set(['holds, met']));
    expect(Object.keys(found)).toHaveLength(19);
  });

  test.each([
    [{ iovas: 2, length: 2, pages: 2, domains: 1, trusted: 0 }],
    [{ domains: 1, trusted: 0, hostFails: ['map', 'unmap'] }],
    [{ iovas: 2, domains: 1, hostFails: ['map'] }],
    [{ bypass: 1, domains: 1 }],
    [{ flags: ['0', 'r', 'w', 'rw', 'mmio'], domains: 1, trusted: 0 }],
    [{ emulated: 1, domains: 1, trusted: 0, iovas: 2 }],
    [{ restore: true, domains: 1, trusted: 0, bypass: 1 }],
    [{ renumber: true, systemReset: true, domains: 1 }],
    [{ attachChecks: 'kindFirst', hotplug: true, domains: 1 }],
    [{ detachElsewhere: 'OK', trusted: 0 }],
    [{ bypassFlag: 'rejected', domains: 1 }],
    [{ breaks: ['field'], illegalWrite: 'taken', domains: 1 }],
    [{ breaks: ['field'], illegalWrite: 'needsReset', domains: 1, trusted: 0 }],
    [{ breaks: ['unmapReserved'], unmapReserved: 'rejected', domains: 1 }],
    [{ breaks: ['domainRange'], domainOutside: 'taken', trusted: 0 }],
    [{ breaks: ['short', 'unknown'], domains: 1, trusted: 0 }],
    [{ masterOff: true, domains: 1, trusted: 0 }],
  ] satisfies readonly [Given][])('nothing is violated in %j', async (given) => {
    const found = Object.entries(await verdicts({ ...small, ...given }));
    expect(found.filter(([, verdict]) => verdict.startsWith('violated'))).toEqual([]);
  });

  test('a host that fails half-way through an UNMAP leaves endpoints with less than they should have', async () => {
    const found = await verdicts({ ...small, domains: 1, hostFails: ['unmap'] });
    const wrong = Object.entries(found).filter(([, verdict]) => verdict.startsWith('violated'));
    expect(wrong.map(([name]) => name)).toEqual(['DomainSharedByAll', 'MapMeansThere']);
  });

  test('a page stays pinned when the host fails to unmap it, and nobody is told', async () => {
    const found = await verdicts({
      ...small,
      pages: 2,
      balloon: 1,
      domains: 1,
      trusted: 0,
      hostFails: ['unmap'],
      defects: ['hostFailureHidden'],
    });
    expect(found).toMatchObject({ HostContained: 'holds, met', UnmapMeansGone: 'violated, met' });
  });

  test('an endpoint moved literally is not open in between where bypass is never 1', async () => {
    const given = { ...small, move: 'literal', trusted: 0 } as const;
    const closed = { ...given, offered: ['MAP_UNMAP'] } as const;
    expect(await verdicts(closed)).toMatchObject({ NoTransientBypass: 'holds, met' });
    expect(await verdicts(given)).toMatchObject({ NoTransientBypass: 'violated, met' });
  });
});

describe('the boot time line', () => {
  test.each([
    ['virtual', true, 'violated, met'],
    ['shared', true, 'violated, met'],
    ['shared', false, 'holds, met'],
    ['physical', true, 'holds, met'],
  ] as const)('firmware that flips bypass: bridge %s, BME ignored %s: %s', async (...row) => {
    const [bridge, hostileIgnoresBme, expected] = row;
    const found = await verdicts({ firmware: 'flips-global', bridge, hostileIgnoresBme });
    expect(found['UntrustedNeverOpen']).toBe(expected);
  });

  test.each(['shared', 'virtual', 'physical'] as const)(
    'firmware that attaches the boot disk only: bridge %s, nothing is violated',
    async (bridge) => {
      const found = await verdicts({
        firmware: 'attach-only',
        hostileIgnoresBme: true,
        bridge,
        after: ['replug', 'kexec', 'reboot'],
      });
      expect(new Set(Object.values(found))).toEqual(new Set(['holds, met']));
    },
  );

  test('firmware without a driver boots with bypass = 1 only', async () => {
    expect(await verdicts(booting)).toMatchObject({ Boots: 'holds, met' });
    expect(await verdicts({ firmware: 'none' })).toMatchObject({ Boots: 'violated, met' });
  });

  test('an OS that clears bypass protects its requests and what is plugged later', async () => {
    const after = ['replug'] as const;
    const wrong = ['ControlNotReachable', 'DetachedBlocked'];
    const keeps = await verdicts({ ...booting, after });
    const clears = await verdicts({ ...booting, after, os: 'clears' });
    expect(wrong.map((name) => keeps[name])).toEqual(['violated, met', 'violated, met']);
    expect(wrong.map((name) => clears[name])).toEqual(['holds, met', 'holds, met']);
  });
});

describe('somebody can always go on', () => {
  test.each([
    ['any driver', { pages: 1, balloon: 0 }],
    [
      'any driver, mappings of two pages, a host that fails',
      { ...small, pages: 2, iovas: 2, length: 2, hostFails: ['map', 'unmap'], domains: 1 },
    ],
    ['an endpoint that leaves literally', { ...small, move: 'literal', reattach: 'drops' }],
    ['attachments that are kept', { ...small, hotplug: true, unplug: 'keeps' }],
    ['a boot', { ...booting, after: ['replug', 'kexec', 'reboot'] }],
    [
      'an emulated endpoint that is restored',
      { ...small, hostile: 0, trusted: 1, emulated: 1, restore: true, hotplug: true, domains: 1 },
    ],
    [
      'the driver of Linux',
      { ...small, firmware: 'linux', trusted: 0, refusesMove: true, hostFails: ['map', 'unmap'] },
    ],
    [
      'the driver of Linux in lazy mode, without a lock',
      { ...small, firmware: 'linux', trusted: 0, defects: ['lazyFlush', 'countUnlocked'] },
    ],
    ['buses with other numbers', { ...small, renumber: true, systemReset: true, domains: 1 }],
    ...(
      [
        { length: 2, iovas: 2, pages: 2, defects: ['unmapNonAtomic'] },
        { length: 2, iovas: 2, pages: 2, defects: ['unmapFirstOnly'] },
        { length: 3, iovas: 3, pages: 3, defects: ['unmapSplit', 'hostFailureHidden'] },
        { domains: 2, defects: ['moveNoDetach'] },
        { trusted: 1, defects: ['mapperPerDomain'] },
        { trusted: 1, hotplug: true, defects: ['unplugDropsDomain'] },
        { emulated: 1, hostile: 0, iovas: 2, pages: 2, defects: ['lookupOffByOne'] },
        { emulated: 1, hostile: 0, defects: ['neverRevoked'] },
        { trusted: 1, renumber: true, systemReset: true, defects: ['staleBusCache'] },
        { restore: true, defects: ['viewNotRestored', 'bypassNotSaved'] },
        { hostFails: ['unmap'], defects: ['hostFailureHidden'] },
      ] satisfies readonly Given[]
    ).map(
      (given) =>
        [
          `with ${given.defects.join(' and ')}`,
          { ...small, trusted: 0, domains: 1, ...given },
        ] as const,
    ),
    ['a boot, then nothing', { firmware: 'flips-global' }],
    ['a boot that fails', { firmware: 'none' }],
  ] satisfies readonly (readonly [string, Given])[])('%s', (_what, given) => {
    expect(stuck(link({ ...virtioIommu.with(given), properties: [] }))).toEqual([]);
  });

  test('the law sees a device that nobody lets go on', () => {
    const system = virtioIommu.with({ ...small, trusted: 0, domains: 1 });
    const steps = system.steps.filter(({ name }) => !name.includes('(4) leaves'));
    expect(stuck(link({ ...system, properties: [], steps }))).not.toEqual([]);
  });
});

/** Places at which the device is at work, or the guest is not at rest, and neither has a step to take. */
function stuck(system: LinkedSystem): readonly string[] {
  const found = new Set<string>();
  const slotOf = (name: string): number =>
    system.slots.findIndex(({ component }) => component === name);
  const [device, guest] = [slotOf('vmm'), slotOf('guest')];
  const placeOf = (state: Int32Array, slot: number): string =>
    system.slots[slot]?.labels[state[slot] ?? 0] ?? '';
  const movers = new Set(['vmm', 'guest', 'emu.device', 'endpoints', 'mappings']);
  forEveryState(system, ({ state, enabled, enabledCount }) => {
    const at = placeOf(state, device);
    const script = guest < 0 ? 'OS runs' : placeOf(state, guest);
    if (at === 'idle' && /^(OS runs|boot-failed)/.test(script)) return;
    const moves = [...enabled.subarray(0, enabledCount)].some((step) =>
      movers.has(system.actors[system.steps[step]?.actor ?? -1] ?? ''),
    );
    if (!moves) found.add(`${at}, ${script}`);
  });
  return [...found];
}
