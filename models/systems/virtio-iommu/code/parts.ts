/** Instructions that several requests have in common. */

import type { Participation } from '../../../compose/index.ts';
import type { Case } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Domain, World } from '../world.ts';

const cites = 'virtio-spec at 15f488c, IOMMU device';

/** Names of what the lines stand for. */
export const sources = {
  reset: `${cites}, Device initialization; virtio_iommu_device_reset in QEMU 10.0.91`,
  config: `${cites}, Device configuration layout; virtio_iommu_set_config in QEMU 10.0.91`,
  negotiation: `${cites}, Feature bits`,
  request: `${cites}, Device operations`,
  master:
    'PCI command register of the virtual IOMMU; virtqueues of QEMU 10.0.91 while it is no bus master',
  attach: `${cites}, ATTACH request; virtio_iommu_attach in QEMU 10.0.91`,
  detach: `${cites}, DETACH request; virtio_iommu_detach in QEMU 10.0.91`,
  map: `${cites}, MAP request; virtio_iommu_map in QEMU 10.0.91`,
  unmap: `${cites}, UNMAP request; virtio_iommu_unmap in QEMU 10.0.91`,
  probe: `${cites}, PROBE request; virtio_iommu_probe in QEMU 10.0.91`,
  shadow: 'vfio_iommu_map_notify, hw/vfio/listener.c in QEMU 10.0.91; vfio_dma_do_unmap in Linux',
  view: 'virtio_iommu_switch_address_space in QEMU 10.0.91',
  rid: 'the cache of bus numbers, hw/virtio/virtio-iommu.c in QEMU 10.0.91 (9a457383ce)',
  firmwareNumbers: 'enumeration of buses by firmware, after a reset',
  restore: 'what is done after loading, hw/virtio/virtio-iommu.c in QEMU 10.0.91 (d355566bd9)',
  translate:
    'virtio_iommu_translate in QEMU 10.0.91; devices/src/virtio/iommu.rs in crosvm at f1e797a68 (a8fcde063)',
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
