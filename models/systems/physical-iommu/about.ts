/** Where the family comes from, and what it leaves out: printed with every pass. */

import type { Values } from './parameters.ts';

export const familySources: readonly string[] = [
  'xen-project/xen at c447b7308b (August 2026), xen/drivers/passthrough',
  'Linux, drivers/iommu: the commits named with each catalogue entry',
  'VT-d, AMD-Vi and SMMUv3 specifications, PCI Express Base Specification (ATS, resets), by way of the survey',
];

/** What was bounded and abstracted, in sentences. */
export function assumptions(values: Values): readonly string[] {
  return [
    `${values.devices === 1 ? 'One device' : 'Two devices, of which one stays where it is'}; requests are writes to ${values.iovas === 1 ? 'one I/O page' : 'two I/O pages'} that dom1 has mapped, or to the one page of another domain.`,
    'cpu0 does one thing at a time, and so does cpu1; the two go on side by side.',
    'Hardware reads an entry in one step; the CPU may write it in two.',
    'A device sends what it likes, but keeps to ATS: it sends translated only what it was given.',
    'Caches drop nothing of their own accord.',
    'The invalidation queue has room for two commands and is worked off in order.',
    ...unsourced(values),
  ];
}

/** Defaults that no source decides: what is assumed, and which value of which parameter is the other way. */
function unsourced({ iommu, ats, paths, removal }: Values): readonly string[] {
  const has = (...codes: readonly Values['paths'][number][]): boolean =>
    codes.some((code) => paths.includes(code));
  return [
    ...(has('GONE') && removal === 'arrived'
      ? [
          'What a device has sent has arrived when anybody can notice that it is gone: no source says so, and removal=underWay is the other way.',
        ]
      : []),
    ...(iommu === 'vtd' && ats !== 'off' && has('MOVE', 'DEA', 'RST')
      ? [
          'A device leaves the list of device-TLBs that are flushed with its domain after its own flush, as with AMD and SMMUv3; for VT-d that is an assumption, and defects=unlistedEarly is the other way.',
        ]
      : []),
    ...(has('KEXEC') && iommu !== 'smmu'
      ? [
          'Between the entry of the old kernel and that of the new one the device is blocked; set_dte_entry writes one over the other, and what the device sends in between is not judged.',
        ]
      : []),
  ];
}
