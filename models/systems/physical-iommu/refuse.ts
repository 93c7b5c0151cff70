/** Combinations of parameters that make no sense. */

import { needs } from './defects.ts';
import type { PathCode, Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { iommu, flush, ats, devices, iovas, region, vfs, quarantine, paths, dte_update } = values;
  const boot = paths.filter((code) => beforeUse.includes(code));
  const other = paths.find((code) => !beforeUse.includes(code));
  if (boot.length > 1 || (boot[0] !== undefined && other !== undefined)) {
    return `path ${boot[0]} is about a device that nobody uses yet: it goes with no other path`;
  }
  if (paths.includes('KEXEC') && paths.length > 1) {
    return 'path KEXEC is about a kernel that finds nobody else at work: it goes with no other path';
  }
  if (paths.includes('NEW') && !paths.includes('MOVE') && !paths.includes('DEA')) {
    return 'path NEW needs MOVE or DEA, by which dom1 loses its last device';
  }
  if (paths.includes('NEW') && devices > 1) {
    return 'path NEW needs devices=1: dom1 goes on while it has another device';
  }
  if (paths.includes('TABLE') && paths.includes('SVA')) {
    return 'paths TABLE and SVA are about the same page: choose one';
  }
  if (paths.includes('REMAP') && (paths.includes('UNMAP') || paths.includes('MAP') || iovas > 1)) {
    return 'path REMAP is about the only entry there is: it goes without UNMAP and MAP, with iovas=1';
  }
  if (iovas > 1 && paths.includes('UNMAP') && paths.includes('MAP')) {
    return 'iovas is 2, which UNMAP takes for one superpage and MAP for two pages: choose one';
  }
  if (iommu === 'smmu' && ats === 'kept') {
    return 'ats is kept, but SMMUv3 drivers switch ATS with the entry; allowed are off and toggled';
  }
  if (iommu === 'smmu' && region) {
    return 'region is true, but an SMMUv3 entry goes through abort, where no region is mapped; allowed are vtd and amd';
  }
  if (region && !paths.includes('MOVE'))
    return 'region is true, but only MOVE takes a region along';
  if (region && paths.includes('RST')) {
    return 'region is true, but a reset would block the device: leave RST out';
  }
  if (iommu === 'smmu' && quarantine === 'scratch' && paths.includes('DEA')) {
    return 'quarantine is scratch, but an SMMUv3 has no scratch page in Xen; allowed are none and basic';
  }
  if (vfs && ats !== 'toggled') return `vfs is true, but ats is ${ats}; allowed is toggled`;
  if (values.retries && !paths.includes('DEA')) {
    return 'retries is true, but nothing blocks the device for good: add DEA';
  }
  if (values.removal === 'underWay' && !paths.includes('GONE')) {
    return 'removal is underWay, but the device is never pulled out: add GONE';
  }
  if (dte_update === 'split' && !paths.some((code) => changing.includes(code))) {
    return 'dte_update is split, but no entry is changed: add MOVE or DEA';
  }
  if (flush === 'lazy' && values.coherent === false) {
    return 'flush is lazy, but the flush of an IOMMU that does not snoop is modelled strict only';
  }
  for (const defect of values.defects) {
    if (!needs[defect].met(values)) return `defect ${defect} needs ${needs[defect].what}`;
  }
  return undefined;
}

/** Paths that come before anybody uses the IOMMU. */
const beforeUse: readonly PathCode[] = ['INIT', 'IVMD', 'PROBE'];
const changing: readonly PathCode[] = ['MOVE', 'DEA', 'RST'];
