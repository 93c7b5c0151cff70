import { describe, expect, test } from 'vitest';
import { forEveryState } from '../../../conformance/every-state.ts';
import { breadthFirst, link, neverEnabled } from '../../../explorer/index.ts';
import type { SystemDefinition } from '../../compose/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { type Defect, defects, needs } from './defects.ts';
import { physicalIommu } from './index.ts';
import type { Values } from './parameters.ts';

type Given = Partial<Values>;

const refusal = refusalsOf(physicalIommu);

describe('the parameters of physical-iommu', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { paths: 'INIT,UNMAP' },
      { paths: 'KEXEC,UNMAP' },
      { paths: 'NEW' },
      { paths: 'NEW,MOVE', devices: 2 },
      { paths: 'TABLE,SVA' },
      { paths: 'REMAP,UNMAP' },
      { paths: 'UNMAP,MAP', iovas: 2 },
      { iommu: 'smmu', ats: 'kept' },
      { iommu: 'smmu', region: true },
      { region: true, paths: 'UNMAP' },
      { region: true },
      { iommu: 'smmu', paths: 'DEA' },
      { vfs: true, ats: 'kept' },
      { retries: true },
      { removal: 'underWay', paths: 'UNMAP' },
      { dte_update: 'split', paths: 'UNMAP' },
      { flush: 'lazy', coherent: false },
    ].map(refusal);
    expect(
      texts.join('\n').replaceAll('USAGE-VALUE: system physical-iommu: ', ''),
    ).toMatchInlineSnapshot(`
      "path INIT is about a device that nobody uses yet: it goes with no other path
      path KEXEC is about a kernel that finds nobody else at work: it goes with no other path
      path NEW needs MOVE or DEA, by which dom1 loses its last device
      path NEW needs devices=1: dom1 goes on while it has another device
      paths TABLE and SVA are about the same page: choose one
      path REMAP is about the only entry there is: it goes without UNMAP and MAP, with iovas=1
      iovas is 2, which UNMAP takes for one superpage and MAP for two pages: choose one
      ats is kept, but SMMUv3 drivers switch ATS with the entry; allowed are off and toggled
      region is true, but an SMMUv3 entry goes through abort, where no region is mapped; allowed are vtd and amd
      region is true, but only MOVE takes a region along
      region is true, but a reset would block the device: leave RST out
      quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic
      vfs is true, but ats is kept; allowed is toggled
      retries is true, but nothing blocks the device for good: add DEA
      removal is underWay, but the device is never pulled out: add GONE
      dte_update is split, but no entry is changed: add MOVE or DEA
      flush is lazy, but the flush of an IOMMU that does not snoop is modelled strict only"
    `);
  });

  test.each(defects)('refuse %s where it cannot be, and say what it needs', (defect) => {
    const nothing = { paths: 'none', ats: 'off', defects: [defect] };
    expect(refusal(nothing)).toBe(
      `USAGE-VALUE: system physical-iommu: defect ${defect} needs ${needs[defect].what}`,
    );
  });
});

/** What must be set for each defect, beside the paths; the property that it violates first. */
const shown: Readonly<Record<Defect, readonly [property: string, given: Given]>> = {
  contextNotFlushed: ['NoStaleContext', { paths: ['MOVE'] }],
  flushOldIdMissing: ['DomIdFresh', { paths: ['MOVE', 'NEW'] }],
  idBeforeFlush: ['DomIdFresh', { paths: ['DEA', 'NEW'] }],
  kexecNoFlush: ['DMA-CONFINED', { paths: ['KEXEC'] }],
  gbpaKept: ['NoIovaAsGpa', { paths: ['KEXEC'], iommu: 'smmu' }],
  aliasLeft: ['AllAliasesMove', { paths: ['DEA'], rids: 2 }],
  rmrrGap: ['RMRR-MAPPED', { paths: ['MOVE'], region: true }],
  atcFirst: ['AtcAfterTlb', { paths: ['UNMAP'] }],
  atcSkipped: ['NoDmaToFreed', { paths: ['UNMAP'] }],
  atcByCurrentId: ['NoStaleAtc', { paths: ['DEA'], ats: 'kept' }],
  atsDisableAssumedEmpty: ['NoStaleAtc', { paths: ['MOVE'], vfs: true }],
  unlistedEarly: ['NoDmaToFreed', { paths: ['UNMAP', 'RST'] }],
  listUnlocked: ['NO-DEAD-FLUSH', { paths: ['UNMAP', 'RST'] }],
  atsDeviceFirst: ['AtsEnableOrder', { paths: ['RST'] }],
  atsIommuOffFirst: ['AtsEnableOrder', { paths: ['DEA'] }],
  submitOnly: ['FlushCompleteBeforeReturn', { paths: ['UNMAP'] }],
  noDrain: ['NoDmaToFreed', { paths: ['UNMAP'] }],
  flushShort: ['FlushCoversUnmap', { paths: ['UNMAP'], iovas: 2 }],
  flushBeforeWriteBack: ['TableVisible', { paths: ['UNMAP'], coherent: false }],
  pteSplit: ['NoTornEntry', { paths: ['REMAP'], iommu: 'amd' }],
  lazyFlush: ['StrictForUntrusted', { paths: ['UNMAP'], flush: 'lazy' }],
  iovaEarly: ['IovaFresh', { paths: ['UNMAP', 'MAP'], flush: 'lazy', trusted: true }],
  freelistEarly: ['SharedTableFlush', { paths: ['TABLE'], flush: 'lazy', trusted: true }],
  sharedNoFlush: ['SharedTableFlush', { paths: ['SVA'] }],
  pinLate: ['NoUnpinnedMapping', { paths: ['MAP'] }],
  rollbackMissing: ['RollbackComplete', { paths: ['MAP'], iovas: 2 }],
  noResetBlock: ['ResetUnderBlock', { paths: ['RST'] }],
  resetNotReentrant: ['ResetUnderBlock', { paths: ['RST'] }],
  deadDeviceWaits: ['NO-DEAD-FLUSH', { paths: ['UNMAP', 'GONE'] }],
  dteNotPrefilled: ['DetachedBlocked', { paths: ['INIT'], iommu: 'amd' }],
  steBypass: ['DetachedBlocked', { paths: ['INIT'], iommu: 'smmu' }],
  s2crBypass: ['QUARANTINE', { paths: ['DEA'], iommu: 'smmu', quarantine: 'basic' }],
  ivmdInverted: ['NoForeignIdentity', { paths: ['IVMD'], iommu: 'amd' }],
  quirkByIds: ['QuirkOnlyTrusted', { paths: ['PROBE'] }],
};

/** Properties that do not hold, or that nothing puts to the test. */
async function failing(given: Given): Promise<readonly string[]> {
  const { complete, properties } = await breadthFirst(link(physicalIommu.with(given)));
  expect(complete).toBe(true);
  return properties
    .filter(({ verdict, companion: met }) => verdict !== 'holds' || met !== 'met')
    .map(({ name }) => name);
}

describe.each(defects)('%s', (defect) => {
  const [property, given] = shown[defect];

  test('violates its property', async () => {
    const linked = link(physicalIommu.with({ ...given, defects: [defect] }));
    const found = (await breadthFirst(linked)).properties.find(({ name }) => name === property);
    expect(found).toMatchObject({ verdict: 'violated' });
  });

  test('is all that is wrong there', async () => {
    const byDesign = given.flush === 'lazy' && given.trusted === true;
    const gone = given.paths?.includes('UNMAP') === true ? ['DMA-CONFINED', 'NoDmaToFreed'] : [];
    expect(await failing(given)).toEqual(byDesign ? gone : []);
  });
});

const controls: readonly Given[] = [
  {},
  { iommu: 'amd', ats: 'kept' },
  { iommu: 'smmu' },
  { ats: 'off', iovas: 2 },
  { rids: 2, paths: ['MOVE', 'UNMAP', 'NEW'] },
  { devices: 2, coherent: false, paths: ['MOVE', 'UNMAP'] },
  { vfs: true, paths: ['MOVE', 'UNMAP', 'RST'] },
  { region: true, paths: ['MOVE', 'UNMAP'] },
  { paths: ['DEA', 'UNMAP', 'NEW'] },
  { paths: ['DEA', 'MAP'], iovas: 2, quarantine: 'basic' },
  { paths: ['SVA', 'RST', 'GONE'] },
  { paths: ['KEXEC'], iommu: 'amd' },
  { paths: ['TABLE', 'MOVE'] },
  { paths: ['REMAP', 'MOVE'] },
];

describe.each(controls.map((given) => [JSON.stringify(given), given] as const))(
  'as it should be, %s',
  (_, given) => {
    test('all that is asked holds, put to the test', async () => {
      expect(await failing(given)).toEqual([]);
    });

    test('nobody is stuck', () => {
      expect(stuck(physicalIommu.with(given))).toEqual([]);
    });

    test('every instruction is carried out', async () => {
      const linked = link(physicalIommu.with(given));
      const { coverage } = await breadthFirst({ ...linked, properties: [] });
      expect(neverEnabled(linked, coverage)).toEqual([]);
    });
  },
);

test('who waits for a device that is gone is stuck, and that is noticed', () => {
  const defective = { paths: ['UNMAP', 'GONE'], defects: ['deadDeviceWaits'] } as const;
  expect(stuck(physicalIommu.with(defective))).toContain('unmap:device-wait tlb=1');
});

describe('what is left out of a configuration', () => {
  test('is said, of every property once', () => {
    const lists = controls.map((given) => {
      const { properties, notAsked } = physicalIommu.with(given);
      const names = [...properties, ...notAsked].map(({ name }) => name.replace(/\/.*/, ''));
      return [...new Set(names)].sort();
    });
    for (const list of lists) expect(list).toEqual(lists[0]);
  });
});

/**
 * Where CPUs stand, in states in which one of them is at work and neither a CPU, the IOMMU nor a request
 * that is on its way can go on: new requests of devices, which are always possible, are no way out.
 */
function stuck(system: SystemDefinition): readonly string[] {
  const linked = link({ ...system, properties: [] });
  const goesOn = linked.steps.map(
    ({ actor, name }) => !/^dev\d$/.test(linked.actors[actor] ?? '') || name.endsWith('arrives'),
  );
  const cpus = linked.slots.flatMap(({ component }, slot) =>
    /^(cpu\d|timer)$/.test(component) ? [slot] : [],
  );
  const found = new Set<string>();
  forEveryState(linked, ({ state, enabled, enabledCount }) => {
    if (enabled.slice(0, enabledCount).some((step) => goesOn[step])) return;
    const places = cpus.map((slot) => linked.slots[slot]?.labels[state[slot] ?? 0] ?? '');
    if (places.some((place) => place !== 'idle')) found.add(places.join(', '));
  });
  return [...found];
}
