/** Defects by which endpoints with different regions share a domain. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

const thread = 'virtio-dev, "[RFC] virtio-iommu version 0.4", 2017-09-06';

export const mergeDefects: readonly DefectEntry[] = [
  defect({
    id: 'F21',
    title: 'An endpoint reaches firmware memory that is mapped for another one',
    story:
      'One endpoint has a region that firmware uses, which must be mapped to itself wherever the endpoint is. It is put into a domain with an endpoint that has nothing there. All endpoints of a domain have the same mappings, so the second one reads and writes the memory of firmware. The table of 2017 leaves this cell open, and says that a device should be allowed to refuse.',
    source: `${thread}: the cell N+I; toggle mergeNI of the survey`,
    confidence: 'confirmed',
    defect: { merge: 'accept' },
    property: 'NoForeignIdentity',
    depth: 22,
    fix: 'The device answers UNSUPP when properties of endpoints are incompatible.',
    fixed: { merge: 'refuse' },
  }),
  defect({
    id: 'mergeRI',
    title: 'An endpoint for which the page is reserved reaches firmware memory there',
    story:
      'The same with an endpoint that has a reserved region in that place. The table merges R and I to I and calls it safe, since the driver never tells the endpoint to use the range. A hostile endpoint does not wait to be told. It is stopped only where its requests to the range do not reach the IOMMU, or where its host has tables of its own for it and maps nothing there.',
    source: `${thread}: the cell R+I; toggle mergeRI of the survey, which remarks upon it`,
    confidence: 'hypothesis',
    defect: { second: 'R', merge: 'accept', hostCheck: 'none' },
    property: 'NoForeignIdentity',
    depth: 22,
    fix: 'The device answers UNSUPP when properties of endpoints are incompatible.',
    fixed: { merge: 'refuse' },
  }),
  defect({
    id: 'mergeMI',
    title: 'An endpoint whose doorbell is at the page reads firmware memory there',
    story:
      'The same with an endpoint that has a hardware doorbell in that place. What it writes there becomes a message and never gets to memory. What it reads is translated like any other address, unless the platform claims reads as well.',
    source: `${thread}: the cell M+I; toggle mergeMI of the survey, which remarks upon it`,
    confidence: 'hypothesis',
    defect: { second: 'M', merge: 'accept', hostCheck: 'none' },
    property: 'NoForeignIdentity',
    depth: 22,
    fix: 'The device answers UNSUPP when properties of endpoints are incompatible.',
    fixed: { merge: 'refuse' },
  }),
  defect({
    id: 'IDENTITY_LATE',
    title: 'Between ATTACH and MAP the region of an endpoint is not mapped',
    story:
      'The proposal was that the driver maps an identity region, as it maps everything else. But a domain exists only once an endpoint is attached to it, and nothing can be mapped in a domain that does not exist. So the first endpoint of a domain is without its region from the answer to ATTACH to the end of its MAP. Firmware that uses the region meanwhile faults.',
    source:
      'virtio-dev, 2017-08-28 and 2017-09-06; the order of requests in the text of virtio-iommu',
    confidence: 'hypothesis',
    defect: { endpoints: 1, hostile: false, identityBy: 'driver' },
    property: 'RMRR-MAPPED',
    depth: 9,
    fix: 'The device maps the region before it answers ATTACH.',
    fixed: { identityBy: 'device' },
  }),
  defect({
    id: 'IDENTITY_TAKEN',
    title: 'A buffer is mapped where an endpoint that joins has its region',
    story:
      'A domain has an endpoint without regions, and a buffer is mapped. Then an endpoint joins that needs the page to be mapped to itself. The text does not say whether the mappings that are there are compared with the regions of who joins. If they are not, the endpoint is attached without its region, and what its firmware writes there goes to the buffer.',
    source:
      'virtio-spec at 15f488c, ATTACH request, which is silent; the region type is that of 2017',
    confidence: 'hypothesis',
    defect: { hostile: false, merge: 'accept', attachCheck: 'none' },
    property: 'RMRR-MAPPED',
    depth: 27,
    fix: 'ATTACH compares the mappings of the domain with the regions of the endpoint.',
    fixed: { attachCheck: 'reject' },
  }),
  defect({
    id: 'HINT_MERGED',
    title: 'A doorbell of one endpoint is taken for that of its neighbour',
    story:
      'A region M tells the driver that it need not map a doorbell for that endpoint. The table merges N and M to M. A driver that goes by the merged type for interrupts too believes the same of the other endpoint, whose messages are translated, find nothing mapped, and are lost. That M is a hint about one endpoint, and means no more than R for a domain, is said in the mail that has the table.',
    source: `${thread}: the cell N+M; 2018-03-20 ("what is the real point of differentiating MSI")`,
    confidence: 'hypothesis',
    defect: {
      first: 'N',
      second: 'M',
      hostile: false,
      messages: true,
      merged: 'M',
      hint: 'domain',
    },
    property: 'MSI-KEPT',
    depth: 14,
    fix: 'Interrupts go by the region of their endpoint, mappings by the merged type.',
    fixed: { hint: 'endpoint' },
  }),
];
