/**
 * What frontends and their backends come to in the long run: designs that are asked by name, and defects
 * that keep a device from ever working.
 */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { type AskedByName, lasso, type Parameters, runsDesignOf } from '../../entries.ts';
import { defect, none, reference, sharedBridge } from './defect.ts';

const design = (id: string, title: string, parameters: Parameters, asks: AskedByName) =>
  runsDesignOf(
    { id: `READY-${id}-RUNS`, title, design: { system: 'backend-ready', parameters } },
    asks,
  );

const variant = (name: string, asks: AskedByName) =>
  design(name, `${name}: does a device whose backend is up come to work?`, { variant: name }, asks);

const alone: Parameters = { devices: 1, backends: 1, unmapped: 0 };

export const backendReadyRunDesigns: readonly DesignEntry[] = [
  variant('V0', { 'EVENTUALLY-PROBES': 'holds' }),
  design(
    'V0-RESTART',
    'reference protocol with a backend that is built anew under another id',
    { variant: 'V0', ...alone, deaths: 'anytime', restart: 'newDomid' },
    { 'EVENTUALLY-PROBES': 'holds', 'RE-PROBES': 'holds' },
  ),
  design(
    'V0-SHARED',
    'reference protocol with two backends, of which one may die while it boots',
    { variant: 'V0', unmapped: 0, deaths: 'boot' },
    { 'EVENTUALLY-PROBES': 'holds', 'NO-CROSS-BLOCK': 'holds' },
  ),
  design(
    'V0-LOST',
    'reference protocol over a medium that loses an edge',
    { variant: 'V0', ...alone, glitch: 'lost' },
    { 'EVENTUALLY-PROBES': [11, 0] },
  ),
  variant('V1', { 'EVENTUALLY-PROBES': [19, 0] }),
  variant('V2', { 'EVENTUALLY-PROBES': [14, 0] }),
  variant('V3', { 'EVENTUALLY-PROBES': 'holds' }),
  design(
    'V3-ALL',
    'root complex driver that waits for all backends, none of which dies',
    { variant: 'V3', unmapped: 0, waitFor: 'all' },
    { 'EVENTUALLY-PROBES': 'holds' },
  ),
  variant('V4', { 'EVENTUALLY-PROBES': [14, 0] }),
  variant('V5', { 'EVENTUALLY-PROBES': [14, 0] }),
  variant('V6', { 'EVENTUALLY-PROBES': 'holds' }),
  variant('V6b', { 'EVENTUALLY-PROBES': [16, 0] }),
  variant('V7', { 'EVENTUALLY-PROBES': [14, 0] }),
  variant('V8', { 'EVENTUALLY-PROBES': [14, 0] }),
  variant('V9', { 'EVENTUALLY-PROBES': [16, 0] }),
  variant('V10', { 'EVENTUALLY-PROBES': [22, 0] }),
  variant('V11', { 'EVENTUALLY-PROBES': 'holds' }),
  variant('V12', { 'EVENTUALLY-PROBES': 'holds' }),
];

export const backendReadyRunDefects: readonly DefectEntry[] = [
  defect({
    id: 'EDGE_ONLY-RUNS',
    title: 'A wake-up is taken for ready, and the device never works',
    story:
      'Without a level the frontend cannot tell a wake-up from readiness. The bind wakes it, it probes, all-ones answer, and it takes the slot for empty. The backend comes up afterwards and signals to nobody.',
    source: 'toggle signal: level+edge to edge; evtchn_bind_interdomain of Xen',
    confidence: 'hypothesis',
    defect: { variant: 'V3', defects: ['EDGE_ONLY'] },
    property: 'EVENTUALLY-PROBES',
    ...lasso(9, 0),
    fix: 'A level beside the edge, sampled at every wake-up.',
    fixed: none,
  }),
  defect({
    id: 'BIND_SILENT-RUNS',
    title: 'An edge without a level goes by before anybody listens, and none follows',
    story:
      'The backend signals while the frontend has not bound its port. Binding does not mark the port pending, and there is no level to look at: the frontend sleeps, the backend has said what it had to say.',
    source: 'A.3, toggle bindSetsPending: on to off, with signal: edge',
    confidence: 'hypothesis',
    defect: { variant: 'V3', defects: ['EDGE_ONLY', 'BIND_SILENT'] },
    property: 'EVENTUALLY-PROBES',
    ...lasso(7, 0),
    fix: 'A level that is sampled after the port is bound.',
    fixed: { defects: ['BIND_SILENT'] },
  }),
  defect({
    id: 'R2-V2-RUNS',
    title: 'An agent that listens too late listens for ever',
    story:
      'The backend signals before the agent of the frontend has registered its listener. There is nothing else to look at, so the node stays disabled although its backend is ready.',
    source: 'R2, V2: V2.5 before V2.3',
    confidence: 'hypothesis',
    defect: { variant: 'V2' },
    property: 'EVENTUALLY-PROBES',
    ...lasso(7, 0),
    fix: 'A level beside the edge, sampled after the listener is registered (V3).',
    fixed: { variant: 'V3' },
  }),
  defect({
    id: 'TS_DIES-RUNS',
    title: 'A toolstack that dies leaves a device that nobody plugs in',
    story:
      'The toolstack writes both directories, then dies. The backend sees its directory and gets ready, but raising the hot-plug event was up to the toolstack.',
    source: 'V1, races: the toolstack dies between V1.4 and V1.9',
    confidence: 'hypothesis',
    defect: { variant: 'V1', defects: ['TS_DIES'] },
    property: 'EVENTUALLY-PROBES',
    ...lasso(11, 0),
    fix: 'Whoever is ready raises the event himself (V3).',
    fixed: { variant: 'V3', defects: [] },
  }),
  defect({
    id: 'WAIT_ANY-RUNS',
    title: 'A shared bridge is scanned once, for the faster of two backends',
    story:
      'The driver waits for one level of the bridge and scans. The function of the slower backend answers all-ones and is taken for absent; when that backend is ready nobody scans again.',
    source: 'V3 with waitFor=any; toggle waitFor: perBDF to any',
    confidence: 'hypothesis',
    defect: { variant: 'V3', ...sharedBridge, waitFor: 'any' },
    property: 'EVENTUALLY-PROBES',
    ...lasso(23, 0),
    fix: 'Readiness is told for each BDF.',
    fixed: { waitFor: 'perBDF' },
  }),
  defect({
    id: 'WAIT_ALL',
    title: 'A backend that is dead keeps the devices of the others from the guest',
    story:
      'The driver scans a shared bridge once all backends behind it are ready. One of them died while it booted. The other is up, its level is set, and the frontend goes on sleeping.',
    source: 'V3 with waitFor=all; toggle waitFor: perBDF to all; derived in the survey',
    confidence: 'hypothesis',
    defect: { variant: 'V3', ...sharedBridge, waitFor: 'all', deaths: 'boot' },
    property: 'NO-CROSS-BLOCK',
    ...lasso(17, 0),
    fix: 'Readiness is told for each BDF.',
    fixed: { waitFor: 'perBDF' },
  }),
  defect({
    id: 'R3-RUNS',
    title: 'A frontend that is held by a dead backend does not meet the new one',
    story:
      'A backend dies after its signal, and the first access waits at its server, which stays. The backend is built anew, makes a server of its own and is ready; the access waits on.',
    source: 'R3, V3; ioreq_send at c447b7308b',
    confidence: 'hypothesis',
    defect: { variant: 'V3', deaths: 'anytime', restart: 'sameDomid' },
    property: 'RE-PROBES',
    ...lasso(17, 0),
    fix: 'The hypervisor takes a server away with its domain, and answers what waits with all-ones (V0).',
    fixed: reference,
  }),
  defect({
    id: 'R4-RUNS',
    title: 'A backend comes back under another id, and the frontend grants to the old one',
    story:
      'The id of the backend was written into the device tree at build. Its domain dies while it boots and is built anew under another id. The frontend finds a ready device and grants its pages to a domain that is no more.',
    source: 'R4, V3; derived in the survey',
    confidence: 'hypothesis',
    defect: { variant: 'V3', deaths: 'boot', restart: 'newDomid' },
    property: 'RE-PROBES',
    ...lasso(15, 0),
    fix: 'A record with a generation, kept by the hypervisor and read again before DRIVER_OK (V0).',
    fixed: reference,
  }),
  defect({
    id: 'SERVER_STAYS-RUNS',
    title: 'The record is withdrawn, the server is not, and a restart does not help',
    story:
      'The hypervisor clears the record of a backend that died and raises an edge, but leaves its server. The access that waits there is not answered, so the frontend never reads the record of the new backend.',
    source: 'V0.7; found by the model',
    confidence: 'hypothesis',
    defect: { variant: 'V0', deaths: 'anytime', restart: 'newDomid', defects: ['SERVER_STAYS'] },
    property: 'RE-PROBES',
    ...lasso(18, 0),
    fix: 'The hypervisor takes the server away in the same step, and answers what waits.',
    fixed: none,
  }),
];
