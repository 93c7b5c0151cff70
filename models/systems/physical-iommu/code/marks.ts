/** Where code paths begin and end, and tags of places and steps that requirements ask about. */

/** The landmark: a CPU runs nothing of this. */
export const idle = 'idle';

/** Tags of places. */
export const places = {
  rest: 'rest',
  /** Waits for the device to answer an invalidation of its device-TLB. */
  waitsForDevice: 'waits for the device',
  /** Waits for the IOMMU to say that it has dropped what it was told to drop. */
  waitsForIommu: 'waits for the IOMMU',
  /** And looks meanwhile whether it is still there. */
  looksAfterIt: 'looks after the device',
  /** The last thing that was to be mapped failed. */
  failed: 'failed',
  /** An untrusted device claims IDs that a quirk goes by. */
  claims: 'claims the IDs of a quirk',
} as const;

/** Tags of steps. */
export const tags = {
  /** An invalidation of the device-TLB is put into the queue. */
  flushesDevice: 'flushes the device-TLB',
  /** An invalidation of the IOTLB is put into the queue. */
  flushesIotlb: 'flushes the IOTLB',
  /** A request that was on its way arrives in memory. */
  arrives: 'arrives',
  /** An unmap returns. */
  returns: 'returns from unmap',
  /** An unmap returns without a flush of its own. */
  returnsLazily: 'returns from unmap before the flush',
  /** What was unmapped is given up by the driver: flushed, as it believes. */
  unpins: 'unpins',
  /** A domain id is handed out. */
  takesId: 'takes a domain id',
  /** An entry is written for an I/O address that was given out. */
  publishes: 'publishes an entry',
  /** A page of the tables is given back. */
  freesTable: 'frees a page of the tables',
} as const;

/** The register that says that the IOTLB was flushed on this code path. */
export const flushed = 'tlb';
