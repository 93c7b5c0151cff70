/** Parameters of the family `grant-dma`. */

import { choice, flag, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { defectMeanings, defects } from './defects.ts';

export const paths = ['PART', 'FLIP', 'FRAME', 'GIVE', 'DIE'] as const;
export type PathCode = (typeof paths)[number];

export const parameters = {
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
  failures: flag({ default: false, help: 'creating a mapping may fail' }),
  paths: setOf({
    values: paths,
    default: ['FLIP', 'DIE'],
    help: 'code paths besides granting, ending, mapping and unmapping',
    meanings: {
      PART: 'backends unmap the mapping by CPU and that by device one after the other',
      FLIP: 'the frontend makes granted entries read-only and writable, as it may',
      FRAME: 'a hostile frontend writes other frames into granted entries',
      GIVE: 'the frontend gives granted pages back to the hypervisor (ballooning, or its own end)',
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
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on',
    meanings: defectMeanings,
  }),
};

export type Values = ValuesOf<typeof parameters>;
