/**
 * An order of levels in which decision diagrams of the full system are small, at any size. It decides how long a
 * proof takes, and nothing else.
 *
 * It is in bands, one for each program, with the program counter at the top of its band. Below it is what the program
 * does with one device after the other: like beside like, or device by device, whichever is smaller. That is what
 * sifting the whole sets of many configurations came to; see docs/internals/symbolic.md.
 */

import { repeat } from '../../compose/index.ts';
import type { Values } from './parameters.ts';

/** What there is of everything. */
export type Sizes = Pick<Values, 'vcpus' | 'devices' | 'pages'>;

/** Names of components, the lowest level first. What a configuration does not have is passed over. */
export function levelsOf(sizes: Sizes): readonly string[] {
  const each = perDevice(sizes);
  return [
    ...virtualIommu(each),
    ...backend,
    ...registers(each),
    ...firstGuest(sizes, each),
    ...secondGuest(sizes, each),
    ...iommu(each),
    ...ownership(each),
    ...each((device) => [`${device}.broken`]),
    ...['viommu.config', 'viommu.p0', 'viommu.p1'],
  ];
}

/** A device by name, its number, and the numbers of the frames of its BAR. */
type OfDevice = (device: string, k: number, frames: readonly number[]) => readonly string[];
type Each = (names: OfDevice) => readonly string[];

/** Names of all devices, one device after the other. */
function perDevice({ devices, pages }: Sizes): Each {
  const frames = (k: number) => repeat(pages, (page) => k * pages + page);
  return (names) => repeat(devices, (k) => names(`dev${k}`, k, frames(k))).flat();
}

/** The vCPUs of a guest; guests get them in turn. */
function vcpusOf({ vcpus }: Sizes, guest: 1 | 2): readonly string[] {
  return repeat(Math.ceil((vcpus + 1 - guest) / 2), (i) => `dom${guest}.vcpu${i}`);
}

/** VIOMMU; domain k + 1 of it is for device k. */
function virtualIommu(each: Each): readonly string[] {
  return [
    'viommu.disk.view',
    ...each((device) => [`viommu.${device}.view`]),
    'dom1.crashed',
    'dom2.crashed',
    'viommu.bridge',
    'viommu.disk.master',
    'viommu.d0',
    'viommu.disk',
    ...each((device, k) => [`viommu.${device}`, `viommu.d${k + 1}`]),
    'viommu.disk.busy',
    ...each((device) => [`viommu.${device}.master`, `viommu.${device}.busy`]),
    ...each((device) => [`viommu.${device}.host.v0`]),
    ...each((_, k) => [`viommu.d${k + 1}.v0.believed`]),
    'viommu.d0.v0.believed',
    ...each((device) => [`viommu.${device}.believed`]),
    ...each((_, k) => [`viommu.d${k + 1}.v0`]),
    'viommu.status',
    'viommu.disk.believed',
    'viommu.d0.v0',
    'viommu.disk.host.v0',
    'viommu.queue',
    'viommu',
    'dom1.boot',
  ];
}

/** READY and GRANT. */
const backend = [
  'dom0.domain',
  'vdev.dma',
  'vdev.level',
  'vdev.range',
  'dom0.loop',
  'dom0.server',
  'vdev.port',
  'dom0.dm',
  'dom1.probe',
  'dom1 page',
  'dom0.pte of the grant',
  'ref0.lock',
  'ref0.active',
  'ref0.status',
  'dom0.backend.queue',
  'dom0→dom1 page',
  'dom0.backend.handle',
  'ref0',
  'dom0.backend',
  'dom1 page.use',
  'ref0.use',
  'dom1.grants',
];

/** Registers that vCPUs of either guest use. */
function registers(each: Each): readonly string[] {
  return [
    ...each((device) => [`${device}.bars_mapped`, `${device}.bar0`]),
    ...each((device) => [`${device}.driven`]),
    ...each((device) => [`${device}.msi`, `${device}.IRTE`]),
  ];
}

function firstGuest(sizes: Sizes, each: Each): readonly string[] {
  const vcpus = vcpusOf(sizes, 1);
  return [
    'dom1.pte',
    ...each((device) => vcpus.map((vcpu) => `${vcpu}.task.${device}.bar0`)),
    ...vcpus.map((vcpu) => `${vcpu}.queue`),
    ...each((_device, _k, frames) => frames.map((frame) => `dom1.p2m.gfn${frame}`)),
    ...vcpus.map((vcpu) => `${vcpu}.slot`),
    ...each((device) => [`${device}.lock`]),
    ...each((device) => [`${device}.PCI_COMMAND`]),
    ...each((device) => [`${device}.guest_cmd`]),
    ...vcpus,
    'dom1.pci_lock',
    ...each((device) => [`${device}.irq`]),
  ];
}

function secondGuest(sizes: Sizes, each: Each): readonly string[] {
  const vcpus = vcpusOf(sizes, 2);
  return [
    ...each((device, _, frames) => [
      ...vcpus.map((vcpu) => `${vcpu}.task.${device}.bar0`),
      ...frames.map((frame) => `dom2.p2m.gfn${frame}`),
    ]),
    ...vcpus.flatMap((vcpu) => [`${vcpu}.slot`, `${vcpu}.queue`]),
    'dom1',
    'dom1.tables',
    'dom2',
    'dom2.tables',
    ...vcpus,
    'dom2.pci_lock',
    'dom2.pte',
    'dom2 page',
  ];
}

/** What dom0 and devices have to do with: the IOMMU. */
function iommu(each: Each): readonly string[] {
  return [
    'IOTLB of id 2',
    ...each((device) => [`${device}.dma`]),
    'IOTLB of id 1',
    'IOTLB of the grant',
    'IOTLB of id 0',
    ...each((device, k) => [`IOTLB of id ${10 + k}`, `${device}.context`]),
    ...each((device) => [`${device}.vpci`]),
  ];
}

/** What dom0 alone changes. */
function ownership(each: Each): readonly string[] {
  return [
    ...each((device, _, frames) => [
      ...frames.map((frame) => `dom2.iomem.mfn${frame}`),
      `${device}.owner`,
      ...frames.map((frame) => `dom1.iomem.mfn${frame}`),
    ]),
    'pcidevs_lock',
    'dom0.queue',
    'dom0',
  ];
}
