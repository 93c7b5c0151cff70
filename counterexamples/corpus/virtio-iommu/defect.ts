/** What the defects of virtio-iommu have in common. */

import type { DefectEntry } from '../../catalogue.ts';

type Parameters = DefectEntry['defect']['parameters'];

/** A defect by what differs from the smallest system. */
interface Init extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it; null when no repair is known. */
  readonly fixed: Parameters | null;
}

/** One hostile endpoint, one domain, one page; nothing is plugged, reset or taken away. */
const smallest: Parameters = {
  trusted: 0,
  hostile: 1,
  domains: 1,
  pages: 1,
  flags: [],
  offered: [],
  hotplug: false,
  systemReset: false,
  balloon: 0,
};

/** An entry of the catalogue. */
export function defect(init: Init): DefectEntry {
  const configuration = (parameters: Parameters) => ({
    system: 'virtio-iommu',
    parameters: { ...smallest, ...parameters },
  });
  return {
    kind: 'defect',
    ...init,
    defect: configuration(init.defect),
    fixed: init.fixed === null ? null : configuration({ ...init.defect, ...init.fixed }),
  };
}

/** What an entry needs that is about mappings. */
export const mapping: Parameters = { flags: ['rw'], offered: ['MAP_UNMAP'] };
/** What an entry needs that is about mappings and bypass. */
export const mappingAndBypass: Parameters = {
  flags: ['rw'],
  offered: ['MAP_UNMAP', 'BYPASS_CONFIG'],
};

/** Repaired by doing as the text says. */
export const asInTheText: Parameters = { defects: [] };

/** A boot disk and, unless told otherwise, a hostile endpoint; requests have a page of their own. */
export const booting: Parameters = { ...mappingAndBypass, trusted: 1, pages: 2 };
