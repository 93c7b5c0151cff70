/** Parameters of the family `grant-dma`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { defectMeanings, defects } from './defects.ts';

export const paths = ['PART', 'FLIP', 'FRAME', 'GIVE', 'DIE'] as const;
export type PathCode = (typeof paths)[number];

export const scenes = ['table', 'version', 'ops'] as const;
export type Scene = (typeof scenes)[number];

export const parameters = {
  scene: choice({
    values: scenes,
    default: 'table',
    help: 'what is looked at',
    meanings: {
      table:
        'entries, pins and status: each reference has an actor of its own that grants and ends',
      version: 'a guest switches the version of its table',
      ops: 'a device with grant-dma-ops: probe, buffers, unbind; hypercalls as in scene table',
    },
  }),
  tableVer: choice({
    values: ['1', '2'],
    default: '1',
    help: 'version of the grant table',
    meanings: {
      '1': 'status bits are in the same word as flags and domain id',
      '2': 'status bits are in a frame of their own',
    },
  }),
  refs: integer({ min: 1, max: 2, default: 1, help: 'grant references of the frontend' }),
  pages: integer({ min: 1, max: 2, default: 1, help: 'pages of the frontend' }),
  backends: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'backend domains; grants are for the first one, the second one tries all the same',
  }),
  cpus: integer({
    min: 1,
    max: 2,
    default: 1,
    help: 'CPUs of the first backend, each with one handle',
  }),
  maps: setOf({
    values: ['r', 'w'],
    default: ['r', 'w'],
    help: 'what backends map for',
    meanings: { r: 'reading', w: 'writing' },
  }),
  copies: setOf({
    values: ['r', 'w'],
    default: ['r', 'w'],
    help: 'what backends copy for, without mapping',
    meanings: { r: 'reading', w: 'writing' },
  }),
  grants: setOf({
    values: ['r', 'w'],
    default: ['r', 'w'],
    help: 'what the frontend grants',
    meanings: { r: 'reading, GTF_readonly', w: 'writing' },
  }),
  devices: flag({
    default: false,
    help: 'backends are PV domains that have devices: mappings by device too, and an IOMMU that follows grants',
  }),
  attempts: integer({
    min: 1,
    max: 5,
    default: 2,
    help: 'how often a compare-exchange is tried in all; 5 in Xen',
  }),
  failures: flag({
    default: false,
    help: 'creating a mapping may fail, and so may setting up grant-dma-ops',
  }),
  paths: setOf({
    values: paths,
    default: ['FLIP', 'DIE'],
    help: 'code paths besides granting, ending, mapping and unmapping',
    meanings: {
      PART: 'backends unmap the mapping by CPU and that by device one after the other',
      FLIP: 'scene table: the frontend makes granted entries read-only and writable, as it may',
      FRAME: 'scene table: a hostile frontend writes other frames into granted entries',
      GIVE: 'scene table: the frontend gives granted pages back to the hypervisor (ballooning, or its own end)',
      DIE: 'the first backend dies, and is built anew',
    },
  }),
  endAccess: choice({
    values: ['own', 'v1cas', 'v2clearFirst', 'queryFirst'],
    default: 'own',
    help: 'how the frontend ends a grant',
    meanings: {
      own: 'as its version needs: v1cas or v2clearFirst',
      v1cas: 'one compare-exchange of the word with flags and status',
      v2clearFirst: 'flags become 0, then the status is looked at',
      queryFirst: 'the status is looked at, then flags become 0 (before XSA-396)',
    },
  }),
  onBusy: choice({
    values: ['defer', 'markBrokenReuse', 'freeAnyway'],
    default: 'defer',
    help: 'what the frontend does with a grant that is still in use when it wants to end it',
    meanings: {
      defer: 'keeps reference and page, and tries again later',
      markBrokenReuse:
        'leaves the reference as it is and frees the page (grant-dma-ops, streaming)',
      freeAnyway: 'frees reference and page (drivers before XSA-396)',
    },
  }),
  unmapAtomic: flag({
    default: true,
    help: 'pins go in the same critical section as status bits; otherwise XSA-218',
  }),
  pinFirstCheckOnly: flag({
    default: true,
    help: 'type and domain id of an entry are checked for the first pin only, as in Xen',
  }),
  tlbFlush: choice({
    values: ['beforeStatus', 'afterStatus'],
    default: 'beforeStatus',
    help: 'when the TLBs of a backend are flushed that unmaps',
    meanings: {
      beforeStatus: 'before the frontend is told that its grant is unused',
      afterStatus: 'after that',
    },
  }),
  domidReuse: choice({
    values: ['never', 'afterDeath'],
    default: 'never',
    help: 'which id a backend has that is built anew (DIE)',
    meanings: { never: 'another one', afterDeath: 'the one that it had' },
  }),
  bePrivileged: flag({
    default: false,
    help: 'the first backend may map pages of the frontend that were not granted, as dom0 may',
  }),
  races: setOf({
    values: ['STATUS', 'TRANS'],
    default: ['STATUS', 'TRANS'],
    help: 'what is under way while the version is switched (scene version)',
    meanings: {
      STATUS: 'the guest maps the status frame',
      TRANS: 'a backend copies by a transitive grant',
    },
  }),
  buffer: choice({
    values: ['whole', 'crossing', 'offset', 'part'],
    default: 'whole',
    help: 'what a driver maps (scene ops)',
    meanings: {
      whole: 'one page',
      crossing: 'less than a page, from the middle of one page into the next',
      offset: 'the second page of an allocation of two, given as an offset into it',
      part: 'part of a page that holds other data too',
    },
  }),
  coherent: flag({
    default: false,
    help: 'the buffer is coherent memory of the DMA layer, not a page of the caller (scene ops)',
  }),
  bounce: flag({
    default: true,
    help: 'a buffer that is part of a page is copied to a page of its own (scene ops, buffer=part)',
  }),
  count: choice({
    values: ['offset+size', 'size'],
    default: 'offset+size',
    help: 'what the number of pages is computed from (scene ops)',
    meanings: {
      'offset+size': 'the offset within the page, and the size',
      size: 'the size alone (5.19)',
    },
  }),
  release: choice({
    values: ['all', 'partial'],
    default: 'all',
    help: 'what is granted and released for an offset beyond the first page (scene ops)',
    meanings: {
      all: 'what is touched is granted, and all of that is released',
      partial: 'everything up to it is granted, and only the end is released (before 875553e317b2)',
    },
  }),
  named: flag({
    default: true,
    help: 'the device tree names the backend of the device (scene ops)',
  }),
  forceGrant: choice({
    values: ['enforced', 'ignoredWithDT'],
    default: 'enforced',
    help: 'what becomes of a device that has a device tree node and no named backend (scene ops)',
    meanings: {
      enforced: 'it is refused',
      ignoredWithDT:
        'it works without grants, whatever CONFIG_XEN_VIRTIO_FORCE_GRANT says (Linux since 6.1)',
    },
  }),
  setupFail: choice({
    values: ['abort', 'retainPlatform'],
    default: 'abort',
    help: 'what becomes of a device whose grant operations cannot be set up (scene ops, failures)',
    meanings: {
      abort: 'its probe fails',
      retainPlatform: 'a message says so, and it works with the operations of the platform (Linux)',
    },
  }),
  xarrayErase: flag({
    default: true,
    help: 'the entry of a device goes when its driver is unbound; in Linux it stays (scene ops)',
  }),
  unbind: choice({
    values: ['clears', 'keeps'],
    default: 'clears',
    help: 'what becomes of DMA operations when a driver is unbound (scene ops)',
    meanings: {
      clears: 'the device has none afterwards (arm64 up to 6.11, arch_teardown_dma_ops)',
      keeps: 'they stay (x86)',
    },
  }),
  backendActs: choice({
    values: ['anything', 'asTold'],
    default: 'anything',
    help: 'what the backend does (scene ops)',
    meanings: {
      anything: 'maps and unmaps any reference at any time',
      asTold: 'maps what it was handed, unmaps it, and says that it is done',
    },
  }),
  mapFail: choice({
    values: ['error', 'beExit'],
    default: 'error',
    help: 'what a backend does when it cannot map a grant (scene ops, backendActs=asTold)',
    meanings: {
      error: 'reports an error for this buffer',
      beExit: 'exits, with all devices it serves (QEMU)',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;
