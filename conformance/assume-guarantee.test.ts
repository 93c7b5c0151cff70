/**
 * Families abstract the full system: whatever its reachable states say of the components of a family, that
 * family reaches too. So what holds in the family, whatever surrounds it, holds of its part of the whole.
 */

import { describe, expect, test } from 'vitest';
import { statesOf } from '../counterexamples/virtio-iommu/states.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import { assignment } from '../models/systems/assignment/index.ts';
import { backendReady } from '../models/systems/backend-ready/index.ts';
import { fullPassthrough } from '../models/systems/full-passthrough/index.ts';
import { grantDma } from '../models/systems/grant-dma/index.ts';
import { guestMsi } from '../models/systems/guest-msi/index.ts';
import { virtioIommu } from '../models/systems/virtio-iommu/index.ts';
import { vpciMapping } from '../models/systems/vpci-mapping/index.ts';

/**
 * A component of the full system, what the family calls it, its label in the family's words, and what is
 * left of the family's label where the full system does not know all of it.
 */
type Seen = readonly [
  full: string,
  family: string,
  said?: (label: string) => string,
  left?: (label: string) => string,
];

/** What the states of a system say of some components. */
function said(
  definition: SystemDefinition,
  components: readonly (readonly [name: string, said: (label: string) => string])[],
): ReadonlySet<string> {
  return new Set(
    statesOf(definition).map((state) =>
      components.map(([name, words]) => words(state.of(name))).join(' | '),
    ),
  );
}

const same = (label: string): string => label;

/** What the full system says of these components and the family never does; `size`, where few things are said. */
function unknownTo(
  family: SystemDefinition,
  full: SystemDefinition,
  components: readonly Seen[],
  forget: (label: string) => string = same,
  size: number | null = null,
): readonly string[] {
  const known = said(
    family,
    components.map(([, name, , left = same]) => [name, (label) => forget(left(label))] as const),
  );
  const projected = said(
    full,
    components.map(([name, , words = same]) => [name, (label) => forget(words(label))] as const),
  );
  if (size === null) expect(projected.size).toBeGreaterThan(20);
  else expect(projected.size).toBe(size);
  return [...projected].filter((state) => !known.has(state));
}

const small = { guests: 1, vcpus: 1, devices: 1 } as const;

/** Names and domain ids of the full system, as `assignment` has them. */
const inAssignment = (label: string): string =>
  label.replaceAll('dom1 page', 'guest page').replaceAll('#10', '#2').replaceAll('id 10', 'id 2');

const iommu: readonly Seen[] = [
  ['dev0.owner', 'owner'],
  ['dev0.context', 'context 0.0', inAssignment],
  ['dev0.dma', 'dma', inAssignment],
  ['dom1.pte', 'dom1.pte', inAssignment],
  ['dom1 page', 'guest page', inAssignment],
  ['IOTLB of id 0', 'IOTLB of id 0', inAssignment],
  ['IOTLB of id 1', 'IOTLB of id 1', inAssignment],
];

const scratch: Seen = ['IOTLB of id 10', 'IOTLB of id 2', inAssignment];

describe('assignment abstracts its part', () => {
  const family = (quarantine: 'basic' | 'scratch') =>
    assignment.with({
      quarantine,
      rids: 1,
      regions: 0,
      failures: [],
      paths: ['PRE', 'ASG', 'DEA', 'DEQ', 'RST', 'CFG', 'MEM'],
    });

  test('with a scratch page', () => {
    const full = fullPassthrough.with({ ...small, paths: ['MEM', 'DEQ'] });
    expect(unknownTo(family('scratch'), full, [...iommu, scratch])).toEqual([]);
  });

  test('with vPCI of vpci-mapping in place of its flag', () => {
    const full = fullPassthrough.with({
      ...small,
      quarantine: 'basic',
      paths: ['CMD', 'TOUCH', 'DEQ'],
    });
    const vpci: readonly Seen[] = [
      ['dev0.driven', 'driven'],
      ['dev0.vpci', 'vpci', (label) => (label.endsWith('published') ? 'on' : 'off')],
    ];
    expect(unknownTo(family('basic'), full, [...iommu, ...vpci])).toEqual([]);
  });

  test('and notices what it does not have', () => {
    const full = fullPassthrough.with({ ...small, paths: ['MEM'], flush: 'late' });
    expect(unknownTo(family('scratch'), full, [...iommu, scratch])).not.toEqual([]);
  });
});

describe('vpci-mapping abstracts its part', () => {
  const family = vpciMapping.with({
    scheme: 'S5',
    order: 'split',
    frames: 1,
    bits: [],
    incarnations: 3,
    paths: ['CMD', 'ASG', 'XL', 'TOUCH'],
    repairs: ['CANCEL', 'EXCLUSIVE', 'UNMAP', 'DEASSIGN_FIRST', 'UNMAP_FREE'],
  });
  const mapping: readonly Seen[] = [
    ['dom1.p2m.gfn0', 'p2m.gfn0'],
    ['dom1.iomem.mfn0', 'iomem.mfn0'],
    ['dom1.vcpu0.slot', 'vcpu0.slot'],
    ['dom1.vcpu0.task.dev0.bar0', 'vcpu0.task.dev0.bar0'],
    ['dev0.PCI_COMMAND', 'dev0.PCI_COMMAND'],
    ['dev0.guest_cmd', 'dev0.guest_cmd'],
    ['dev0.bars_mapped', 'dev0.bars_mapped'],
    ['dev0.bar0', 'dev0.bar0'],
    ['dev0.vpci', 'dev0.vpci'],
    ['dev0.owner', 'dev0.owner', (label) => (label === 'dom1' ? 'here' : 'elsewhere')],
  ];
  const generations = (label: string): string => label.replace(/^#\d+ /, '');

  test('with the IOMMU under it', () => {
    const full = fullPassthrough.with({ ...small, paths: ['CMD', 'TOUCH'] });
    expect(unknownTo(family, full, mapping, generations)).toEqual([]);
  });

  test('and notices what it does not have', () => {
    const full = fullPassthrough.with({ ...small, paths: ['CMD'], repairs: [] });
    expect(unknownTo(family, full, mapping, generations)).not.toEqual([]);
  });
});

/** Names and domain ids of the full system, where the backend is in dom0, as the families of backends have them. */
const inGrants = (label: string): string =>
  label.replaceAll('dom0.backend', 'be0.cpu').replaceAll('dom1', 'fe').replaceAll('dom0', 'dom1');

describe('grant-dma abstracts its part', () => {
  const family = grantDma.with({ grants: ['w'], maps: ['w'], copies: [], paths: ['GIVE'] });
  const grants: readonly Seen[] = [
    ['ref0', 'ref0', inGrants],
    ['ref0.use', 'ref0.use'],
    ['ref0.status', 'ref0.status'],
    ['ref0.active', 'ref0.active', inGrants],
    ['ref0.lock', 'ref0.lock', inGrants],
    ['dom1 page', 'p0', inGrants],
    ['dom1 page.use', 'p0.use'],
    ['dom0→dom1 page', 'be0→p0'],
    ['dom0.backend.handle', 'be0.handle0'],
  ];
  const one = { ...small, quarantine: 'none', grants: ['w'] } as const;

  test('with devices whose tables follow the grants', () => {
    const full = fullPassthrough.with({ ...one, paths: ['GRANT'] });
    expect(unknownTo(family, full, grants)).toEqual([]);
  });

  test('and notices a grant of another kind', () => {
    const full = fullPassthrough.with({ ...one, hostile: 'no', grants: ['r'], paths: ['GRANT'] });
    expect(unknownTo(family, full, grants)).not.toEqual([]);
  });
});

describe('backend-ready abstracts its part', () => {
  const inReady = (label: string): string =>
    label.replaceAll('vdev', 'dev0').replaceAll('dom0', 'dom1').replaceAll('domid=0', 'domid=1');
  const ready: readonly Seen[] = [
    ['dom0.domain', 'be0', inReady],
    ['dom0.server', 'server0'],
    ['dom0.loop', 'loop0'],
    ['vdev.range', 'dev0.range'],
    ['vdev.level', 'dev0.level'],
    ['vdev.port', 'dev0.port'],
    ['vdev.dma', 'dev0.dma', inReady],
    ['dom0.dm', 'dm0', inReady],
    ['dom1.probe', 'fe.dev0', inReady],
  ];
  const family = (variant: 'V0' | 'V3') =>
    backendReady.with({ variant, devices: 1, backends: 1, unmapped: 0 });

  test('with a backend in dom0', () => {
    const full = fullPassthrough.with({ ...small, paths: ['READY'] });
    expect(unknownTo(family('V0'), full, ready)).toEqual([]);
  });

  test('and notices another variant', () => {
    const full = fullPassthrough.with({ ...small, paths: ['READY'], backend: 'V3' });
    expect(unknownTo(family('V0'), full, ready)).not.toEqual([]);
    expect(unknownTo(family('V3'), full, ready)).toEqual([]);
  });
});

describe('virtio-iommu abstracts its part', () => {
  const inBoot = (label: string): string =>
    label.replaceAll('dev0', 'evil').replaceAll('disk', 'dev');
  const boot: readonly Seen[] = [
    ['viommu', 'vmm', inBoot],
    ['dom1.boot', 'guest', inBoot],
    ['viommu.status', 'status'],
    ['viommu.config', 'config'],
    ['viommu.queue', 'queue', inBoot],
    ['viommu.dev0', 'evil'],
    ['viommu.dev0.view', 'evil.view'],
    ['viommu.dev0.host.v0', 'evil.host.v0'],
    ['viommu.disk.view', 'dev.view'],
    ['viommu.d1.v0', 'd1.v0'],
  ];
  const family = (firmware: 'attach-only' | 'none', bypass: 0 | 1) =>
    virtioIommu.with({
      firmware,
      bypass,
      flags: ['rw'],
      bridge: 'virtual',
      hostileIgnoresBme: true,
    });

  test('before a device that comes and goes', () => {
    const full = fullPassthrough.with({ ...small, paths: ['VIOMMU'] });
    expect(unknownTo(family('attach-only', 0), full, boot)).toEqual([]);
  });

  test('where a device in bypass rewrites requests', () => {
    const full = fullPassthrough.with({ ...small, paths: ['VIOMMU'], bypass: 'until-attached' });
    expect(unknownTo(family('none', 1), full, boot)).toEqual([]);
  });

  test('and notices another policy', () => {
    const full = fullPassthrough.with({ ...small, paths: ['VIOMMU'], bypass: 'while-loading' });
    expect(unknownTo(family('attach-only', 0), full, boot)).not.toEqual([]);
  });
});

describe('guest-msi abstracts its part', () => {
  const inMessages = (label: string): string =>
    label.replaceAll('dom1', 'A').replaceAll('dom2', 'B').replaceAll('dev0', 'f0');
  /** What the hardware goes by: the family has no cache of contexts. */
  const inForce = (label: string): string =>
    inMessages(/\(cached (.+)\)/.exec(label)?.[1] ?? label.replace(' (cached)', ''));
  /** A device that is on no list is with whom it names. */
  const holder = (label: string): string => {
    const named = inMessages(label.split(' ').at(-1) ?? '');
    return named === 'dom_io' ? 'nobody' : named;
  };
  /** The interrupt that a message is about to raise; whose that is the full system asks when it is raised. */
  const raises = (label: string): string =>
    /^interrupt of \w+|^misdelivered/.exec(inMessages(label))?.[0] ?? 'nothing';
  const messages: readonly Seen[] = [
    ['dev0.owner', 'f0.holder', holder, (label) => label.replace(', told', '')],
    ['dev0.context', 'f0.context', inForce],
    ['dev0.IRTE', 'f0.entry', (label) => label.replace('dev0 to vector 0', 'for f0')],
    ['dev0.irq', 'f0.irq', inMessages],
    ['dev0.msi', 'f0.msi'],
    ['dev0.dma', 'f0', raises, raises],
  ];
  const family = guestMsi.with({
    functions: ['f0'],
    sends: ['ram', 'doorbell'],
    paths: ['ASG', 'MSI', 'DEA'],
  });
  const two = { ...small, guests: 2, vcpus: 2, quarantine: 'basic' } as const;

  test('with two guests whose vCPUs write the registers', () => {
    const full = fullPassthrough.with({ ...two, paths: ['MSI'] });
    expect(unknownTo(family, full, messages)).toEqual([]);
  });

  test('under the locks that landed, beside BARs that are mapped', () => {
    const full = fullPassthrough.with({
      ...small,
      quarantine: 'basic',
      scheme: 'S4',
      paths: ['MSI', 'CMD'],
    });
    expect(unknownTo(family, full, messages, same, 18)).toEqual([]);
  });

  test('and notices an interrupt that is left behind', () => {
    const full = fullPassthrough.with({ ...two, paths: ['MSI'], repairs: [] });
    expect(unknownTo(family, full, messages)).not.toEqual([]);
  });
});
