/** Where the defects that do not belong everywhere do. */

import type { Defect } from './defects.ts';
import type { Values } from './parameters.ts';

function isLinux({ firmware }: Values): boolean {
  return firmware === 'linux';
}

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
  reservedUnchecked: ({ breaks }: Values) => breaks.includes('attachReserved'),
  mapUnchecked: ({ breaks }: Values) => breaks.includes('piece') || breaks.includes('inputRange'),
  shortBreaks: ({ breaks }: Values) => breaks.includes('short'),
  unknownAnswered: ({ breaks }: Values) => breaks.includes('unknown'),
  servedEarly: ({ firmware }: Values) => firmware === 'any',
  featuresUnchecked: ({ breaks }: Values) => breaks.includes('features'),
  faultUnknown: ({ emulated }: Values) => emulated > 0,
  endpointUnchecked: ({ hotplug }: Values) => hotplug,
  bypassBlocked: ({ offered }: Values) => offered.some((bit) => bit.startsWith('BYPASS')),
  reattachReplays: ({ reattach, offered }: Values) =>
    reattach === 'keeps' && offered.includes('MAP_UNMAP'),
  mmioNotForwarded: ({ flags }: Values) => flags.some((f) => f.startsWith('mmio')),
  replayFailureLeft: isLinux,
  identityWrongId: ({ identity }: Values) => identity,
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
  reservedUnchecked: 'breaks=attachReserved',
  mapUnchecked: 'breaks=piece or breaks=inputRange',
  shortBreaks: 'breaks=short',
  unknownAnswered: 'breaks=unknown',
  servedEarly: 'firmware=any',
  featuresUnchecked: 'breaks=features',
  faultUnknown: 'emulated=1',
  endpointUnchecked: 'hotplug',
  bypassBlocked: 'BYPASS or BYPASS_CONFIG',
  reattachReplays: 'MAP_UNMAP and reattach=keeps',
  mmioNotForwarded: 'flags with MMIO',
  replayFailureLeft: 'firmware=linux',
  identityWrongId: 'identity',
};

/** A defect that has no effect in a configuration, in words; undefined where there is none. */
export function misplacedDefect(values: Values): string | undefined {
  for (const [defect, needs] of Object.entries(belongTo)) {
    if (!values.defects.includes(defect as Defect) || needs(values)) continue;
    return `defect ${defect} has no effect here: it belongs to ${needed[defect as keyof typeof needed]}`;
  }
  return undefined;
}
