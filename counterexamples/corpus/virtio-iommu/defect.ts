/** What the defects of virtio-iommu have in common. */

import { defectsOf, type Parameters } from '../../entries.ts';

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

/** A defect by what differs from the smallest system. */
export const defect = defectsOf('virtio-iommu', smallest);

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
