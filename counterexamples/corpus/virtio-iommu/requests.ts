/** Defects of requests: ATTACH, DETACH, MAP and UNMAP. */

import type { DefectEntry } from '../../catalogue.ts';
import { asInTheText, defect, mapping } from './defect.ts';

export const requestDefects: readonly DefectEntry[] = [
  defect({
    id: 'F2',
    title: 'An endpoint that is moved between two domains is open in between',
    story:
      'The text describes ATTACH of an attached endpoint as DETACH followed by ATTACH. Done literally with bypass = 1, the endpoint passes through the state of an unattached one, which reaches all memory. For an assigned device the host maps all memory of the guest and unmaps it again, while the device runs.',
    source: 'Q2; toggle moveThroughUnattached: QEMU 7.2.22, the switch of views seen by running it',
    confidence: 'confirmed',
    defect: {
      domains: 2,
      bypass: 1,
      offered: ['BYPASS_CONFIG'],
      move: 'literal',
    },
    property: 'NoTransientBypass',
    depth: 17,
    fix: 'The device goes from one view to the other in one step, or the driver clears bypass first.',
    fixed: { move: 'atomic' },
  }),
  defect({
    id: 'F3',
    title: 'An ATTACH that is rejected has detached the endpoint',
    story:
      'The device detaches the endpoint from its old domain before it compares the kind of the new one. ATTACH with the flag BYPASS to a plain domain is answered INVAL, and the driver believes that nothing has changed; but the endpoint is in no domain any more, which under bypass = 1 means that it reaches all memory.',
    source: 'Q3: QEMU 7.2.22, seen by running it; cloud-hypervisor validates first since 024188cb7',
    confidence: 'confirmed',
    defect: {
      trusted: 1,
      domains: 2,
      offered: ['BYPASS_CONFIG'],
      defects: ['attachRejectDetaches'],
    },
    property: 'RejectIsNoop',
    depth: 22,
    fix: 'Everything is validated before anything is changed.',
    fixed: asInTheText,
  }),
  defect({
    id: 'reattachDropsMaps',
    title: 'ATTACH to the domain an endpoint is in destroys all mappings',
    story:
      'The text does not say what ATTACH means for an endpoint that is in this domain already. A device that detaches first finds that it was the last one, destroys the domain with all mappings, and makes an empty one of the same number. The driver was told OK and believes that all mappings are there.',
    source: 'Q4; toggle reattachDropsMaps: QEMU 7.2.22, seen by running it',
    confidence: 'confirmed',
    defect: { ...mapping, reattach: 'drops' },
    property: 'MapMeansThere',
    depth: 27,
    fix: 'ATTACH to the domain the endpoint is in changes nothing.',
    fixed: { reattach: 'keeps' },
  }),
  defect({
    id: 'F50',
    title: 'DETACH does not compare the domain',
    story:
      'The device takes the endpoint that is named out of whatever domain it is in, and unmaps at the host what is mapped in the domain that is named. If these are two, the table says that the endpoint is unattached while the host goes on translating for it.',
    source: 'H4, C7: cloud-hypervisor ae44c2971 and crosvm f1e797a68, by reading',
    confidence: 'reported',
    defect: { ...mapping, domains: 2, defects: ['detachWrongDomain'] },
    property: 'DetachedUnreachable',
    depth: 23,
    fix: 'DETACH with a domain the endpoint is not in is answered INVAL.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F6',
    title: 'The host refuses to unmap, and the driver is told OK',
    story:
      'UNMAP removes the mapping from the table and asks the host to do the same. When the host fails, the device writes a line to its log and answers OK. The driver gives the page to somebody else while the device behind the IOMMU still reaches it. The page stays pinned, so the host itself is not harmed.',
    source: 'Q12; toggle hostUnmapFails: QEMU 10.0.91, hw/vfio/listener.c, by reading',
    confidence: 'reported',
    defect: { ...mapping, hostFails: ['unmap'], defects: ['hostFailureHidden'] },
    property: 'UnmapMeansGone',
    depth: 21,
    fix: 'The failure is passed on: the request is not answered OK, and the mapping stays in the table.',
    fixed: asInTheText,
  }),
  defect({
    id: 'hostMapFails',
    title: 'The host refuses to map, and the driver is told OK',
    story:
      'The same in the other direction: MAP enters the mapping into the table and asks the host, which refuses, for instance because the range meets one of its reserved regions. The driver is told OK and hands the buffer to the device, which faults.',
    source: 'Q12: QEMU 10.0.91, hw/vfio/listener.c, by reading',
    confidence: 'reported',
    defect: { ...mapping, hostFails: ['map'], defects: ['hostFailureHidden'] },
    property: 'MapMeansThere',
    depth: 16,
    fix: 'The failure is passed on, and the mapping is taken back.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F19',
    title: 'Who joins a domain does not get what is mapped there',
    story:
      'A mapping belongs to a domain: endpoints that are attached later reach it as well. The device told the host about a mapping only for the endpoints that were there when it was made, so an endpoint that joined later had an empty table.',
    source: 'cloud-hypervisor 5668f02eb; toggle lateJoinerNoReplay',
    confidence: 'confirmed',
    defect: { ...mapping, trusted: 1, defects: ['lateJoinerNoReplay'] },
    property: 'DomainSharedByAll',
    depth: 23,
    fix: 'ATTACH maps at the host what is mapped in the domain.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F20',
    title: 'The flags of a mapping are not stored',
    story:
      'MAP says whether endpoints may read, write, or both. The device keeps the address and forgets the flags, and asks the host for a mapping that may be read and written. A buffer that the device was only to read can be changed by it.',
    source: 'H2; toggle flagsDropped: cloud-hypervisor ae44c2971, by reading',
    confidence: 'reported',
    defect: { ...mapping, flags: ['r'], defects: ['flagsDropped'] },
    property: 'NoWriteWithoutW',
    depth: 15,
    fix: 'The flags are stored with the mapping and given to the host.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F4',
    title: 'An UNMAP that is rejected has removed something',
    story:
      'UNMAP covers a mapping and a part of another one. It should be answered RANGE and remove nothing. The device walks its tree and removes what it meets until it meets the part; what has gone by then depends on the shape of the tree. The driver was told that nothing has happened.',
    source:
      'Q5; toggle unmapNonAtomic: QEMU 7.2.22, seen by running it; cloud-hypervisor has two passes since 4d6c7c95c',
    confidence: 'confirmed',
    defect: { ...mapping, iovas: 3, pages: 2, length: 2, defects: ['unmapNonAtomic'] },
    property: 'UnmapAtomic',
    depth: 33,
    fix: 'Look at the whole range first, then remove (4d6c7c95c).',
    fixed: asInTheText,
  }),
  defect({
    id: 'unmapFirstOnly',
    title: 'UNMAP removes one mapping of several',
    story:
      'A driver may take back with one UNMAP what it has mapped with several MAPs. The device looks for the mapping that begins where the range begins, removes that one, and answers OK. The driver gives all pages to somebody else; the endpoint still reaches those of the other mappings.',
    source: 'F19, second half: cloud-hypervisor fbdc5d448',
    confidence: 'confirmed',
    defect: { ...mapping, iovas: 2, defects: ['unmapFirstOnly'] },
    property: 'UnmapMeansGone',
    depth: 21,
    fix: 'Everything in the range is removed (fbdc5d448).',
    fixed: asInTheText,
  }),
  defect({
    id: 'moveNoDetach',
    title: 'An endpoint that is moved keeps what it reached in the old domain',
    story:
      'ATTACH of an endpoint that is in another domain means that it leaves that one first. A device that only writes the new domain into its table leaves the mappings of the old one at the host: the endpoint reaches what was mapped for it in a domain it is not in any more.',
    source:
      'cloud-hypervisor 3fa02b34c: a guest that rebooted inside a guest could not attach again',
    confidence: 'confirmed',
    defect: { ...mapping, domains: 2, defects: ['moveNoDetach'] },
    property: 'GuestContained',
    depth: 24,
    fix: 'ATTACH leaves the old domain first (3fa02b34c).',
    fixed: asInTheText,
  }),
  defect({
    id: 'mapperPerDomain',
    title: 'A domain knows how to map for one of its endpoints only',
    story:
      'The record of a domain has one mapper, and each endpoint that joins puts its own there. If that is how it works with endpoints of several groups, then UNMAP does not reach those that joined before the last one. This is a reading of the code that nobody has confirmed.',
    source: 'C3: crosvm f1e797a68, by reading',
    confidence: 'hypothesis',
    defect: { ...mapping, trusted: 1, defects: ['mapperPerDomain'] },
    property: 'UnmapMeansGone',
    depth: 32,
    fix: 'A mapper for each endpoint, or one for what shares a table at the host.',
    fixed: asInTheText,
  }),
];
