/** Parameters of setup=viommu. */

import { choice, flag, integer } from '../../../compose/index.ts';
import { regions, told } from '../regions.ts';

const regionMeanings = {
  N: 'none',
  R: 'reserved: not to be mapped',
  M: 'a hardware doorbell: writes are messages',
  I: 'memory of firmware, to be mapped to itself (RMRR, unity map)',
  S: 'the window in which the host maps a software doorbell; the guest is told R',
};

export const viommuParameters = {
  first: choice({
    values: regions,
    default: 'I',
    help: 'the region of dev at page v0 (viommu)',
    meanings: regionMeanings,
  }),
  second: choice({
    values: regions,
    default: 'N',
    help: 'the region of the second endpoint at page v0 (viommu)',
    meanings: regionMeanings,
  }),
  endpoints: integer({ min: 1, max: 2, default: 2, help: 'endpoints (viommu)' }),
  hostile: flag({
    default: true,
    help: 'the second endpoint reads and writes whatever address it likes (viommu)',
  }),
  merge: choice({
    values: ['refuse', 'accept'],
    default: 'refuse',
    help: 'ATTACH to a domain in which I would meet N, R or M (viommu)',
    meanings: { refuse: 'is answered UNSUPP', accept: 'is done' },
  }),
  merged: choice({
    values: ['seed', ...told],
    default: 'seed',
    help: 'what the driver takes page v0 of the domain for (viommu)',
    meanings: {
      seed: 'what the table of 2017 has for the endpoints that are in the domain',
      N: 'a page like any other, where it maps buffers',
      R: 'a page that it does not use',
      M: 'a doorbell: it does not use the page, and need not map a doorbell elsewhere',
      I: 'memory of firmware, which it maps to itself',
    },
  }),
  hint: choice({
    values: ['endpoint', 'domain'],
    default: 'endpoint',
    help: 'whose region tells the driver where messages of an endpoint go (viommu)',
    meanings: {
      endpoint: 'that of the endpoint',
      domain: 'what the page is taken for in the domain',
    },
  }),
  path: choice({
    values: ['translated', 'blocked'],
    default: 'translated',
    help: 'requests of an endpoint to its own region R or S, and reads of its region M (viommu)',
    meanings: {
      translated: 'reach the IOMMU like any other',
      blocked: 'do not: aborted before, or by a region test that comes before the look-up',
    },
  }),
  identityBy: choice({
    values: ['device', 'driver'],
    default: 'device',
    help: 'who maps a region I in the domain (viommu)',
    meanings: {
      device: 'the device, before it answers ATTACH',
      driver: 'the driver, by a MAP after ATTACH, as was proposed',
    },
  }),
  attachCheck: choice({
    values: ['reject', 'none'],
    default: 'reject',
    help: 'ATTACH to a domain that has mappings in a region of the endpoint (viommu)',
    meanings: { reject: 'is answered UNSUPP', none: 'is done' },
  }),
  mapCheck: choice({
    values: ['reject', 'rejectRange', 'none'],
    default: 'reject',
    help: 'MAP over a region of an endpoint of the domain (viommu)',
    meanings: {
      reject: 'is answered INVAL: the text has it rejected, and gives no status',
      rejectRange: 'is answered RANGE',
      none: 'is done as far as the host does it (QEMU, Cloud Hypervisor, crosvm)',
    },
  }),
  hostCheck: choice({
    values: ['validList', 'none'],
    default: 'validList',
    help: 'what the host says when it is asked to map over a region (viommu)',
    meanings: {
      validList: 'it refuses what is not in its list of valid addresses (VFIO since Linux 5.4)',
      none: 'it maps',
    },
  }),
  mapFail: choice({
    values: ['told', 'hidden'],
    default: 'told',
    help: 'a host that refuses (viommu)',
    meanings: {
      told: 'the request is undone and not answered OK',
      hidden: 'is logged, and the guest is told OK (QEMU)',
    },
  }),
  probe: choice({
    values: ['all', 'nothing'],
    default: 'all',
    help: 'what PROBE tells of regions (viommu)',
    meanings: { all: 'every region', nothing: 'none of them' },
  }),
  messages: flag({ default: false, help: 'endpoints send messages (viommu)' }),
  bypass: choice({
    values: ['none', 'unattached', 'domain'],
    default: 'none',
    help: 'which endpoints are in bypass, in which all memory is reached (viommu)',
    meanings: {
      none: 'none: the bypass bits are not offered',
      unattached: 'those that are in no domain',
      domain: 'those that the driver attaches with the flag BYPASS',
    },
  }),
  inBypass: choice({
    values: ['regions', 'everything'],
    default: 'regions',
    help: 'requests in bypass to a region of the endpoint; the text can be read in two ways (viommu)',
    meanings: {
      regions: 'are treated as such, as an access to a region should not affect anybody else',
      everything: 'reach memory like any other, as in bypass all accesses are allowed (QEMU)',
    },
  }),
  unattachedMsi: choice({
    values: ['message', 'fault', 'onceAttached'],
    default: 'message',
    help: 'what an unattached endpoint writes to its region M; the text is silent (viommu)',
    meanings: {
      message: 'is a message',
      fault: 'is blocked (QEMU since 1993d634d5)',
      onceAttached: 'is a message if it was ever attached, and else blocked (QEMU 7.2)',
    },
  }),
};
