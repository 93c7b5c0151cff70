/** Instructions that several requests have in common. */

import type { Participation } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { Domain, Endpoint, World } from '../world.ts';

const cites = 'virtio-spec at 15f488c, IOMMU device';

/** Names of what the lines stand for. */
export const sources = {
  reset: `${cites}, Device initialization; virtio_iommu_device_reset in QEMU 10.0.91`,
  config: `${cites}, Device configuration layout; virtio_iommu_set_config in QEMU 10.0.91`,
  negotiation: `${cites}, Feature bits`,
  request: `${cites}, Device operations`,
  attach: `${cites}, ATTACH request; virtio_iommu_attach in QEMU 10.0.91`,
  detach: `${cites}, DETACH request; virtio_iommu_detach in QEMU 10.0.91`,
  map: `${cites}, MAP request; virtio_iommu_map in QEMU 10.0.91`,
  unmap: `${cites}, UNMAP request; virtio_iommu_unmap in QEMU 10.0.91`,
  probe: `${cites}, PROBE request; virtio_iommu_probe in QEMU 10.0.91`,
  shadow: 'vfio_iommu_map_notify, hw/vfio/listener.c in QEMU 10.0.91; vfio_dma_do_unmap in Linux',
  view: 'virtio_iommu_switch_address_space in QEMU 10.0.91',
  plug: 'pci_qdev_realize and pci_qdev_unrealize in QEMU 10.0.91; virtio-iommu endpoint per BDF',
  firmware:
    'virtio-dev, "virtio-iommu: Rework the bypass feature", v3, 2021-10-22: the firmware it describes',
  os: 'viommu_probe and viommu_attach_dev in Linux at f088104d837a, drivers/iommu/virtio-iommu.c',
  queue: 'virtio-spec at 15f488c, split virtqueues: memory that the driver has written',
  host: 'the host takes back memory that is not pinned: balloon, discard or free page reporting',
} as const;

/** The endpoint is in the domain, by the device's record. */
export function isIn({ attached }: Endpoint, { index }: Domain): Participation {
  return attached.when(`is in d${index}`, (s) => s.context.domain === index);
}

/** The endpoint is in no domain. */
export function isFree({ attached }: Endpoint): Participation {
  return attached.when('is unattached', (s) => s.context.domain === null);
}

/** Which record of endpoints is meant. */
export type Side = 'attached' | 'believed';

/**
 * Cases by whether the endpoint is the last one in the domain, as one side records it: `last` takes
 * part then. The cases exclude each other.
 */
export function whenLast(
  { endpoints }: World,
  side: Side,
  endpoint: Endpoint,
  domain: Domain,
  last: readonly Participation[],
): readonly Case[] {
  const others = endpoints.filter((other) => other !== endpoint).map((other) => other[side]);
  const inside = others.map((other) =>
    other.when(`is in d${domain.index}`, (s) => s.context.domain === domain.index),
  );
  const outside = others.map((other) =>
    other.when(`is not in d${domain.index}`, (s) => s.context.domain !== domain.index),
  );
  return [
    {
      name: `the last one in d${domain.index}`,
      with: [...outside, ...last].map((part) => () => part),
    },
    ...others.map((other, i) => ({
      name: `${other.name} stays in d${domain.index}`,
      with: [...outside.slice(0, i), inside[i]].flatMap((part) =>
        part === undefined ? [] : [() => part],
      ),
    })),
  ];
}

/** The domain and all its mappings go. */
export function dropped({ kind, mappings }: Domain): readonly Participation[] {
  return [kind.on('DROP'), ...mappings.map((mapping) => mapping.on('CLEAR'))];
}

/** The driver forgets the mappings of a domain. */
export function forgotten({ believed }: Domain): readonly Participation[] {
  return believed.map((mapping) => mapping.on('CLEAR'));
}

/** A page of the shadow of an endpoint. */
export interface Place {
  readonly endpoint: Endpoint;
  readonly iova: number;
}

/** What else takes part when a place is unmapped, and what becomes of a host that refuses. */
interface Unmapping {
  /** Takes part in every step; a place where it does not hold is passed over. */
  readonly only?: (place: Place) => { readonly is: Participation; readonly isNot: Participation };
  /** Where it goes on when the host refuses to unmap; by default the host does not refuse. */
  readonly refused?: string;
}

/**
 * The host unmaps places one by one: entry, IOTLB, pin. Then it goes on at `next`.
 *
 * Labels begin with `at`, which is the first.
 */
export function unmapPlaces(
  path: CodePath,
  world: World,
  does: string,
  at: string,
  places: readonly Place[],
  next: string,
  { only, refused }: Unmapping = {},
): void {
  const labelOf = (i: number): string => (i === 0 ? at : `${at}-${i}`);
  if (places.length === 0) path.line(at, `${does} has nothing to unmap`, [{ to: next }]);
  places.forEach((place, i) => {
    const { endpoint, iova } = place;
    const entry = endpoint.entries[iova];
    if (entry === undefined) throw new Error(`no page ${iova}`);
    const condition = only?.(place);
    const also = condition === undefined ? [] : [() => condition.is];
    const after = i + 1 < places.length ? labelOf(i + 1) : next;
    const what = `v${iova} of ${endpoint.name}`;
    const lines = flushLines(world, `${labelOf(i)}-flush`);
    path.calls(sources.shadow, (p) => {
      p.line(labelOf(i), `${does} clears ${what} at the host`, [
        {
          name: 'nothing there',
          with: [...also, () => entry.when('is not mapped', (s) => !s.matches('mapped'))],
          to: after,
        },
        { with: [...also, () => entry.on('CLEAR')], to: lines[0]?.at ?? after },
        ...(condition === undefined
          ? []
          : [{ name: 'not its domain', with: [() => condition.isNot], to: after }]),
        ...(world.values.hostFails.includes('unmap') && refused !== undefined
          ? [
              {
                name: 'the host refuses',
                with: [...also, () => entry.when('is mapped', (s) => s.matches('mapped'))],
                to: world.defect('hostFailureHidden') ? after : refused,
              },
            ]
          : []),
      ]);
      lines.forEach(({ event, words }, k) => {
        p.line(lines[k]?.at ?? '', `${does} ${words} ${what}`, [
          { with: [() => entry.on(event)], to: lines[k + 1]?.at ?? after },
        ]);
      });
    });
  });
}

interface FlushLine {
  readonly at: string;
  readonly event: 'FLUSH' | 'UNPIN';
  readonly words: string;
}

function flushLines(world: World, at: string): readonly FlushLine[] {
  if (world.defect('answerBeforeFlush')) return [];
  const flush: FlushLine = { at, event: 'FLUSH', words: 'flushes, then unpins' };
  return world.defect('unpinBeforeFlush')
    ? [
        { at: `${at}-unpin`, event: 'UNPIN', words: 'unpins' },
        { ...flush, words: 'flushes' },
      ]
    : [flush];
}

/** All places of one endpoint. */
export function placesOf(endpoint: Endpoint): readonly Place[] {
  return endpoint.entries.map((_entry, iova) => ({ endpoint, iova }));
}

/** The device takes the endpoint out of the domain it is in; with the last one the domain goes. */
export function unlinkFrom(
  world: World,
  endpoint: Endpoint,
  domain: Domain,
  to: string,
): readonly Case[] {
  return whenLast(world, 'attached', endpoint, domain, dropped(domain)).map((c) => ({
    ...c,
    with: [() => endpoint.attached.on('LEAVE', { from: domain.index }), ...(c.with ?? [])],
    to,
  }));
}

/**
 * The view of an unattached endpoint follows what it may do: everything, or nothing. That of an attached
 * one is left as it is.
 */
export function followField(
  { field, status, offers, defect }: World,
  endpoint: Endpoint,
  to: string,
): readonly Case[] {
  const { attached, view } = endpoint;
  const free = () =>
    attached.when('is there, unattached', (s) => s.matches('present') && s.context.domain === null);
  const is = (open: boolean) => () =>
    field.when(`bypass=${open ? 1 : 0}`, (s) => s.context.open === open);
  const old = (accepted: boolean) => () =>
    status.when(`has BYPASS ${accepted ? '' : 'not '}accepted`, (s) => s.context.old === accepted);
  const config = (accepted: boolean) => () =>
    status.when(
      `has BYPASS_CONFIG ${accepted ? '' : 'not '}accepted`,
      (s) => s.context.config === accepted,
    );
  const openByField: readonly Case[] = defect('bypassOnlyIfNegotiated')
    ? [
        { name: 'everything', with: [free, is(true), config(true), () => view.on('OPEN')], to },
        {
          name: 'nothing, as the bit is not accepted',
          with: [free, is(true), config(false), () => view.on('TRANSLATE')],
          to,
        },
      ]
    : [{ name: 'everything', with: [free, is(true), () => view.on('OPEN')], to }];
  return [
    {
      name: 'attached, or not there',
      with: [
        () =>
          attached.when(
            'is attached or absent',
            (s) => s.matches('absent') || s.context.domain !== null,
          ),
      ],
      to,
    },
    ...(offers('BYPASS_CONFIG') ? openByField : []),
    ...(offers('BYPASS')
      ? [
          {
            name: 'everything, by the old bit',
            with: [free, is(false), old(true), () => view.on('OPEN')],
            to,
          },
        ]
      : []),
    { name: 'nothing', with: [free, is(false), old(false), () => view.on('TRANSLATE')], to },
  ];
}
