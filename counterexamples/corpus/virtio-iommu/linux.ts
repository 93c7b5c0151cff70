/** Defects of the driver of Linux. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { asInTheText, defect, mapping, mappingAndBypass } from './defect.ts';

const driven = { ...mapping, firmware: 'linux' };

/** The driver as it should be. */
export const linuxDesigns: readonly DesignEntry[] = [
  {
    kind: 'design',
    id: 'viommu-linux',
    title: 'The driver of Linux, had it all statuses read and all counts locked',
    design: {
      system: 'virtio-iommu',
      parameters: { ...driven, trusted: 0, domains: 2, pages: 1, balloon: 0, refusesMove: true },
    },
    violated: {},
  },
];

export const linuxDefects: readonly DefectEntry[] = [
  defect({
    id: 'F7',
    title: 'Endpoints are counted out of a domain before they have left it',
    story:
      'The driver counts the endpoints of each domain, and sends no UNMAP for a domain without any. When an endpoint is to be moved it is counted out of the old domain first, and then ATTACH is sent. The device answers UNSUPP, as it may; the count stays too low by one. The next UNMAP on the old domain is not sent, its caller frees the page, and the endpoint, which has never left, still reaches it.',
    source: 'L4; toggle countBeforeAttach: Linux f088104d837a; its author agreed in 2023',
    confidence: 'confirmed',
    defect: { ...driven, domains: 2, refusesMove: true, defects: ['countBeforeAttach'] },
    property: 'UnmapMeansGone',
    depth: 50,
    fix: 'Count when ATTACH has succeeded.',
    fixed: asInTheText,
  }),
  defect({
    id: 'unmapStatusIgnored',
    title: 'An UNMAP that was rejected frees the page',
    story:
      'The driver queues UNMAP and waits for the queue to be worked off, but does not read the status. A device whose host refuses to unmap says so honestly; the page is freed all the same, and the endpoint still reaches it.',
    source: 'F6, L2; toggle unmapStatusIgnored: Linux f088104d837a, by reading',
    confidence: 'reported',
    defect: { ...driven, hostFails: ['unmap'], defects: ['unmapStatusIgnored'] },
    property: 'UnmapMeansGone',
    depth: 45,
    fix: 'Read the status; a page that could not be unmapped stays in use.',
    fixed: asInTheText,
  }),
  defect({
    id: 'viommuLazyFlush',
    title: 'Pages are freed before UNMAP has been answered',
    story:
      'In lazy mode the driver returns from unmapping at once, and sends UNMAP later together with others. The caller frees the page; until the device has come to it the endpoint reads and writes what is somebody else’s now. Maintainers: only where device and driver are trusted, which a guest cannot tell.',
    source: 'L3; toggle lazyFlush: Linux since 6f01a732608f',
    confidence: 'confirmed',
    defect: { ...driven, defects: ['lazyFlush'] },
    property: 'UnmapMeansGone',
    depth: 40,
    fix: 'Strict mode: unmapping returns when the device has answered.',
    fixed: asInTheText,
  }),
  defect({
    id: 'countUnlocked',
    title: 'A mapping is taken out between its replay and the counting of the endpoint',
    story:
      'Attaching the first endpoint of a domain sends what is in the tree of the domain, and counts the endpoint afterwards. A thread that unmaps in between takes the page out of the tree, sees that there is no endpoint, sends nothing and frees the page. The device has just been told of it by the other thread.',
    source: 'L6; toggle countUnlocked: Linux; its author named the missing lock',
    confidence: 'confirmed',
    defect: { ...driven, defects: ['countUnlocked'] },
    property: 'UnmapMeansGone',
    depth: 37,
    fix: 'A lock around replay and count, which mapping and unmapping take too.',
    fixed: asInTheText,
  }),
  defect({
    id: 'replayFailureLeft',
    title: 'After a replay that failed, driver and device have different ideas',
    story:
      'An endpoint is attached to a domain that has mappings in its tree. ATTACH is answered OK; the driver sends the mappings again, and the host refuses one. The driver returns an error to its caller and leaves it at that: it believes the endpoint where it was before, and the device has it in the new domain. What was mapped for it is out of its reach.',
    source: 'L5: Linux f088104d837a, by reading',
    confidence: 'reported',
    defect: { ...driven, domains: 2, hostFails: ['map'], defects: ['replayFailureLeft'] },
    property: 'MapMeansThere',
    depth: 67,
    fix: 'The endpoint is detached again, and believed to be in no domain.',
    fixed: asInTheText,
  }),
  defect({
    id: 'identityWrongId',
    title: 'What is released from the identity domain is not detached',
    story:
      'The identity domain of the driver is one object for all devices, while its id on a device is the first one of the device’s range. DETACH takes the id from the object, which is 0. Where the range begins elsewhere the device answers INVAL, which is not read: the driver believes the endpoint in no domain, and it goes on reaching all memory.',
    source: 'L7: Linux f088104d837a, by reading',
    confidence: 'hypothesis',
    defect: {
      ...mappingAndBypass,
      firmware: 'linux',
      domains: 2,
      identity: true,
      defects: ['identityWrongId'],
    },
    property: 'DetachedBlocked',
    depth: 26,
    fix: 'DETACH names the id by which the device has the domain.',
    fixed: asInTheText,
  }),
];
