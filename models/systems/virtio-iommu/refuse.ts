/** Which combinations of parameters of the family `virtio-iommu` make no sense, and why. */

import { misplacedDefect } from './defect-places.ts';
import type { Feature, Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const offers = (feature: Feature): boolean => values.offered.includes(feature);
  const endpoints = values.trusted + values.hostile + values.emulated;
  if (endpoints === 0) return 'there is no endpoint';
  if (endpoints > 3) return `there are ${endpoints} endpoints, but at most 3 are modelled`;
  for (const name of ['emulated', 'restore', 'renumber', 'masterOff'] as const) {
    if (values.firmware !== 'any' && values[name]) return `${name} belongs to firmware=any`;
  }
  const unusual = refuseLast(values) ?? refuseBreaks(values);
  if (unusual !== undefined) return unusual;
  if (values.renumber && !(values.systemReset && endpoints === 2)) {
    return 'renumber needs systemReset and exactly two endpoints, whose bus numbers are exchanged';
  }
  const scripted = values.firmware !== 'any' && values.firmware !== 'linux';
  if (values.firmware === 'linux' && !offers('MAP_UNMAP')) {
    return 'firmware=linux needs MAP_UNMAP, without which that driver gives up';
  }
  if (values.firmware === 'linux' && values.length > 1) {
    return 'length belongs to the other drivers: the callers of Linux map page by page';
  }
  if (scripted && values.trusted === 0)
    return 'the boot time line needs a trusted endpoint to boot from';
  if (scripted && !(offers('MAP_UNMAP') && offers('BYPASS_CONFIG'))) {
    return 'the boot time line needs MAP_UNMAP and BYPASS_CONFIG';
  }
  if (scripted && !values.flags.includes('rw'))
    return 'the boot time line needs rw among the flags';
  if (scripted && values.pages < 2) {
    return 'pages is 1, but in a boot time line requests have a page of their own';
  }
  if (!scripted && values.after.length > 0)
    return 'after belongs to a boot time line, not to firmware=any';
  const misplaced = misplacedDefect(values);
  if (misplaced !== undefined) return misplaced;
  if (values.length > values.iovas) {
    return `length is ${values.length}, but there are only ${values.iovas} pages of I/O virtual address space`;
  }
  if (values.length > values.pages) {
    return `length is ${values.length}, but the guest has only ${values.pages} pages`;
  }
  const without = values.breaks.includes('features');
  if (values.flags.some((flags) => flags.startsWith('mmio')) && !offers('MMIO') && !without) {
    return 'flags has mmio, but MMIO is not offered';
  }
  if (offers('MAP_UNMAP') && values.flags.length === 0)
    return 'flags is empty, but MAP_UNMAP is offered';
  if (values.bypass === 1 && !offers('BYPASS_CONFIG')) {
    return 'bypass is 1, but BYPASS_CONFIG is not offered';
  }
  return undefined;
}

/** Where the last endpoint cannot be connected in this way. */
function refuseLast({ last, firmware, restore, renumber, emulated, trusted, hostile }: Values) {
  if (last === 'own') return undefined;
  if (firmware !== 'any' || restore || renumber) {
    return `last is ${last}, but that belongs to firmware=any without restore and renumber`;
  }
  if (last === 'notAsking' && emulated === 0) {
    return 'last is notAsking, but the last endpoint is an assigned one: set emulated';
  }
  if (last === 'aliased' && (emulated > 0 || trusted + hostile < 2)) {
    return 'last is aliased, which needs two assigned endpoints and no emulated one';
  }
  return undefined;
}

/** What a driver cannot do wrong here, and choices that nobody makes. */
function refuseBreaks(values: Values) {
  const { breaks, illegalWrite, firmware, offered, declines, domains, iovas, flags } = values;
  if (breaks.length > 0 && firmware !== 'any') return 'breaks belongs to firmware=any';
  if (declines.length > 0 && firmware !== 'any') return 'declines belongs to firmware=any';
  const lost = declines.find((bit) => !offered.includes(bit));
  if (lost !== undefined) return `declines has ${lost}, but it is not offered`;
  if (breaks.includes('field') && !offered.includes('BYPASS_CONFIG')) {
    return 'breaks has field, but there is none: BYPASS_CONFIG is not offered';
  }
  if (illegalWrite !== 'ignored' && !breaks.includes('field')) {
    return `illegalWrite is ${illegalWrite}, but nobody makes one: set breaks to field`;
  }
  const mapping = (['unmapReserved', 'piece', 'inputRange'] as const).find((b) =>
    breaks.includes(b),
  );
  if (mapping !== undefined && !offered.includes('MAP_UNMAP')) {
    return `breaks has ${mapping}, but MAP_UNMAP is not offered`;
  }
  if (breaks.includes('features') && flags.length === 0) {
    return 'breaks has features, so flags must have some: MAP is sent whether it is accepted or not';
  }
  if (breaks.includes('smallBuffer') && !offered.includes('PROBE')) {
    return 'breaks has smallBuffer, but PROBE is not offered';
  }
  if (breaks.includes('domainRange') && domains < 2) {
    return 'breaks has domainRange, which needs two domains: the last one is outside';
  }
  if (breaks.includes('inputRange') && iovas < 2) {
    return 'breaks has inputRange, which needs two pages of address space: the last one is outside';
  }
  return refuseChoices(values);
}

/** A choice of the device that nothing here depends on. */
function refuseChoices(values: Values): string | undefined {
  const { breaks, outside, domainOutside, unmapReserved, bypassFlag, identity, firmware } = values;
  const ranges = breaks.includes('inputRange') || breaks.includes('domainRange');
  if (outside !== 'RANGE' && !ranges) {
    return `outside is ${outside}, but nothing is outside: set breaks to inputRange or domainRange`;
  }
  if (domainOutside !== 'rejected' && !breaks.includes('domainRange')) {
    return `domainOutside is ${domainOutside}, but nobody does that: set breaks to domainRange`;
  }
  if (unmapReserved !== 'ignored' && !breaks.includes('unmapReserved')) {
    return `unmapReserved is ${unmapReserved}, but nobody sends that: set breaks to unmapReserved`;
  }
  if (bypassFlag !== 'taken' && !values.offered.includes('BYPASS_CONFIG')) {
    return `bypassFlag is ${bypassFlag}, but BYPASS_CONFIG is not offered`;
  }
  if (identity && firmware !== 'linux') return 'identity belongs to firmware=linux';
  if (identity && (values.domains < 2 || !values.offered.includes('BYPASS_CONFIG'))) {
    return 'identity needs BYPASS_CONFIG and a second domain id, which is that of the identity domain';
  }
  return undefined;
}
