/** Which combinations of parameters of the family `virtio-iommu` make no sense, and why. */

import type { Defect, Feature, Values } from './parameters.ts';

function isLinux({ firmware }: Values): boolean {
  return firmware === 'linux';
}

/** Where the defects that do not belong everywhere do. */
const belongTo = {
  bypassOnlyIfNegotiated: ({ offered }: Values) => offered.includes('BYPASS_CONFIG'),
  unplugNoDetach: ({ after }: Values) => after.includes('replug'),
  shutdownNoQuiesce: ({ after }: Values) => after.includes('kexec'),
  iommuResetFirst: ({ after }: Values) => after.includes('reboot'),
  unmapNonAtomic: ({ length }: Values) => length > 1,
  unmapFirstOnly: ({ iovas }: Values) => iovas > 1,
  unmapSplit: ({ length }: Values) => length === 3,
  lookupOffByOne: ({ emulated }: Values) => emulated > 0,
  neverRevoked: ({ emulated }: Values) => emulated > 0,
  staleBusCache: ({ renumber }: Values) => renumber,
  viewNotRestored: ({ restore }: Values) => restore,
  bypassNotSaved: ({ restore, offered }: Values) => restore && offered.includes('BYPASS_CONFIG'),
  countBeforeAttach: isLinux,
  countUnlocked: isLinux,
  unmapStatusIgnored: isLinux,
  lazyFlush: isLinux,
  bypassEffectHidden: ({ offered }: Values) => offered.includes('BYPASS_CONFIG'),
};
const needed: Readonly<Record<keyof typeof belongTo, string>> = {
  bypassOnlyIfNegotiated: 'BYPASS_CONFIG',
  unplugNoDetach: 'after=replug',
  shutdownNoQuiesce: 'after=kexec',
  iommuResetFirst: 'after=reboot',
  unmapNonAtomic: 'length=2 or more',
  unmapFirstOnly: 'iovas=2 or more',
  unmapSplit: 'length=3',
  lookupOffByOne: 'emulated=1',
  neverRevoked: 'emulated=1',
  staleBusCache: 'renumber',
  viewNotRestored: 'restore',
  bypassNotSaved: 'restore and BYPASS_CONFIG',
  countBeforeAttach: 'firmware=linux',
  countUnlocked: 'firmware=linux',
  unmapStatusIgnored: 'firmware=linux',
  lazyFlush: 'firmware=linux',
  bypassEffectHidden: 'BYPASS_CONFIG',
};

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const offers = (feature: Feature): boolean => values.offered.includes(feature);
  const endpoints = values.trusted + values.hostile + values.emulated;
  if (endpoints === 0) return 'there is no endpoint';
  if (endpoints > 3) return `there are ${endpoints} endpoints, but at most 3 are modelled`;
  for (const name of ['emulated', 'restore', 'renumber'] as const) {
    if (values.firmware !== 'any' && values[name]) return `${name} belongs to firmware=any`;
  }
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
  for (const [defect, needs] of Object.entries(belongTo)) {
    if (!values.defects.includes(defect as Defect) || needs(values)) continue;
    return `defect ${defect} has no effect here: it belongs to ${needed[defect as keyof typeof needed]}`;
  }
  if (values.length > values.iovas) {
    return `length is ${values.length}, but there are only ${values.iovas} pages of I/O virtual address space`;
  }
  if (values.length > values.pages) {
    return `length is ${values.length}, but the guest has only ${values.pages} pages`;
  }
  if (values.flags.includes('mmio') && !offers('MMIO')) {
    return 'flags has mmio, but MMIO is not offered';
  }
  if (offers('MAP_UNMAP') && values.flags.length === 0)
    return 'flags is empty, but MAP_UNMAP is offered';
  if (values.bypass === 1 && !offers('BYPASS_CONFIG')) {
    return 'bypass is 1, but BYPASS_CONFIG is not offered';
  }
  return undefined;
}
