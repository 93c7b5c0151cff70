/**
 * The variants that the survey proposes (9.3): deviations by the names it gives them, what they should break,
 * and how small a system it takes, as it was estimated before anything was run.
 */

import type { Family } from '../../models/compose/index.ts';
import type { CatalogueEntry, Configuration } from '../catalogue.ts';
import { tableOf } from '../table-of.ts';

interface Variant {
  readonly name: string;
  readonly breaks: string;
  /** Endpoints, domain ids, pages of I/O virtual address space and of memory; H: one of them is hostile. */
  readonly estimate: string;
  /** Entries of the catalogue that show it; a design where nothing should break. */
  readonly entries: readonly string[];
}

const row = (name: string, breaks: string, estimate: string, ...entries: string[]): Variant => ({
  name,
  breaks,
  estimate,
  entries,
});

const variants: readonly Variant[] = [
  row('nonStickyBypass', 'StickyBypass, UntrustedNeverOpen', '1/1/1/1', 'nonStickyBypass'),
  row('noSystemRestore', 'RestoredBypass', '1/0/0/1', 'noSystemRestore'),
  row(
    'resetKeepsDomains',
    'ResetDetachesAll, FreshDomainEmpty',
    '2/2/1/2',
    'F1',
    'resetKeepsDomains',
  ),
  row('bypassOnlyIfNegotiated', 'EventuallyBoots', '1/0/0/1', 'bypassOnlyIfNegotiated'),
  row('bothBypassBits', 'BypassFieldDecides', '1/0/0/1', 'F48'),
  row('fwFlipsGlobal', 'UntrustedNeverOpen', '2H/0/0/1', 'F12', 'virtualBridgeBme'),
  row('fwAttachOnly', 'none', '2H/1/1/2', 'boot-attach-only'),
  row('osNeverClears', 'DetachedBlocked, RidFreshOnPlug', '2H/1/1/1', 'F9'),
  row('moveThroughUnattached', 'NoTransientBypass', '1H/2/1/2', 'F2'),
  row('attachRejectDetaches', 'RejectIsNoop, GuestContained', '2/2/1/1', 'F3'),
  row('reattachDropsMaps', 'that DMA goes on, FreshDomainEmpty', '1/1/1/1', 'reattachDropsMaps'),
  row('unmapNonAtomic', 'UnmapAtomic', '1/1/3/3', 'F4'),
  row('lookupOffByOne', 'MapExact', '1/1/2/3', 'F5'),
  row(
    'unmapStatusIgnored, unmapRefused',
    'UnmapMeansGone, NoDmaToFreed',
    '1/1/1/1',
    'unmapStatusIgnored',
  ),
  row('countBeforeAttach', 'UnmapMeansGone', '1/2/1/1', 'F7'),
  row('lazyFlush', 'NoDmaToFreed', '1H/1/1/1', 'viommuLazyFlush', 'F39', 'F39-FREED'),
  row('hostUnmapFails', 'UnmapMeansGone', '1/1/1/1', 'F6'),
  row(
    'lateJoinerNoReplay, flagsDropped',
    'DomainSharedByAll, NoWriteWithoutW',
    '2/1/1/1',
    'F19',
    'F20',
  ),
  row('unplugNoDetach', 'RidFreshOnPlug', '2H/1/1/1', 'F8', 'unplugNoDetach'),
  row('mergeNI, mergeRI, mergeMI', 'NoForeignIdentity', '2H/1/2/1', 'F21', 'mergeRI', 'mergeMI'),
  row('regionAfterMap', 'PlugRejectsConflict', '2/1/2/1', 'regionAfterMap'),
  row('queueRewrite', 'ControlNotReachable', '1H/1/1/2', 'F13'),
  row('iommuResetFirst', 'ViewMatchesState, NoIovaAsGpa', '1/1/1/2', 'F14'),
  row('tornContext', 'NoTornEntry', '1/2/1/2', 'F33'),
  row(
    'flushOldIdMissing, atcFirst, atcSkipped, atsDisableAssumedEmpty',
    'NoStaleContext, AtcAfterTlb, NoStaleAtc',
    '1H/2/1/2',
    'flushOldIdMissing',
    'contextNotFlushed',
    'F37',
    'atcSkipped',
    'atcSkipped-MOVE',
    'atsDisableAssumedEmpty',
  ),
  row('flushTimeoutOk', 'FlushCompleteBeforeReturn', '1/1/1/1', 'submitOnly', 'XSA-373'),
  row('domIdRace', 'DomIdFresh', '2/2/1/2', 'idBeforeFlush', 'XSA-399'),
  row(
    'noQuarantine, basicQuarantine, scratch',
    'Quarantine, EventuallyQuiesced',
    '1H/2/1/2',
    'XSA-302',
    'basicQuarantine',
    'ASG-VTD-SCRATCH',
  ),
  row('rmrrGap', 'RmrrAlwaysMapped', '1/2/1/1', 'rmrrGap', 'XSA-400-ORDER'),
  row('phantomLeft, aliasLeft', 'AllAliasesMove', '1/2/1/2', 'XSA-449', 'aliasLeft'),
  row('noIntRemap, sharedIrt', 'MsiOwn', '2H', 'XSA-3', 'F43'),
  row('noResetBlock', 'ResetUnderBlock, FlushTerminates', '1', 'F41', 'F41-WAIT'),
  row('pfUntrusted', 'PfOwnerTrustedByVfs', 'PF and 1 VF', 'pfUntrusted'),
];

/** The table: what was expected, and what was found where. Throws for an entry that there is not. */
export function variantsTable(
  families: readonly Family[],
  catalogue: readonly CatalogueEntry[],
): string {
  const entryOf = (id: string): CatalogueEntry => {
    const entry = catalogue.find((candidate) => candidate.id === id);
    if (entry === undefined) throw new Error(`no entry of the catalogue is called ${id}`);
    return entry;
  };
  return tableOf(
    ['variant', 'should break', 'estimate', 'entry, and what it breaks', 'smallest system found'],
    variants.flatMap(({ name, breaks, estimate, entries }) =>
      entries.map((id, i) => {
        const entry = entryOf(id);
        const configuration = entry.kind === 'design' ? entry.design : entry.defect;
        const first = i === 0 ? [name.replace(/\w+/g, '`$&`'), breaks, estimate] : ['', '', ''];
        return [...first, `${id}: ${outcomeOf(entry)}`, sizeOf(families, configuration)];
      }),
    ),
  );
}

function outcomeOf(entry: CatalogueEntry): string {
  if (entry.kind === 'defect') {
    return `${entry.property} of ${entry.defect.system}, after ${entry.depth}`;
  }
  const violated = Object.keys(entry.violated);
  return violated.length === 0 ? `nothing of ${entry.design.system}` : violated.join(', ');
}

/** As in the estimate, for a virtual IOMMU; for other families what there is a number of. */
function sizeOf(families: readonly Family[], { system, parameters }: Configuration): string {
  const family = families.find(({ name }) => name === system);
  if (family === undefined) throw new Error(`no family is called ${system}`);
  const values = family.instantiate(parameters).parameters;
  const number = (name: string): number => Number(values[name] ?? 0);
  if (system === 'virtio-iommu') {
    const endpoints = number('trusted') + number('hostile') + number('emulated');
    return [endpoints, number('domains'), number('iovas'), number('pages')].join('/');
  }
  const counted = Object.entries(family.parameters).flatMap(([name, { kind }]) =>
    kind === 'integer' ? [`${name}=${values[name]}`] : [],
  );
  return [system, ...counted].join(' ');
}
