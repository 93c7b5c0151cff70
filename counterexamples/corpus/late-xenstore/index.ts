/** Defects of late initialisation of xenstore. Ids: Ln is a race of the survey. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf, type Parameters } from '../../entries.ts';

const defect = defectsOf('late-xenstore');

/** Sleeps without a look, and is woken without one. */
const blind: Parameters = { threadRecheck: 'off', handlerChecksConnected: 'off' };

export const lateXenstoreDefects: readonly DefectEntry[] = [
  defect({
    id: 'L1',
    title: 'xenstored notifies between the look and the sleep',
    story:
      'The initcall finds that xenstore is not there yet and starts a thread that is to wait for it. xenstored connects and notifies; the handler wakes a queue that nobody is in. Then the thread enters the queue and sleeps, without a look at what it waits for. Nobody will notify again.',
    source:
      'survey L1; xenbus_probe_thread of Linux 2025; toggle threadRecheck: on to off; no report of it in the field is known',
    confidence: 'hypothesis',
    defect: { generation: 'G1', threadRecheck: 'off' },
    property: 'NO-LOST-WAKE-UP',
    depth: 36,
    fix: 'The thread looks again once it is in the queue, as wait_event does.',
    fixed: { threadRecheck: 'on' },
  }),
  defect({
    id: 'L1-TWICE',
    title: 'The initcall asks the same question twice, and hears two answers',
    story:
      'Whether to probe at once and whether to start the thread are two reads of the same field of a page that xenstored writes to. It writes between them: the first read says not yet, so nothing is probed, the second says ready, so nobody is to wait. That the thread looks again is no help, as there is none.',
    source:
      'xenbus_probe_initcall of Linux 2025, which asks XS_INTERFACE_READY twice (since a3607581cd49); found by reading for the model; a compiler may make one read of the two',
    confidence: 'hypothesis',
    defect: { generation: 'G1', readyRead: 'twice' },
    property: 'NO-LOST-WAKE-UP',
    depth: 29,
    fix: 'The initcall asks once, and either probes or starts the thread.',
    fixed: { readyRead: 'once' },
  }),
  defect({
    id: 'L2',
    title: 'The event comes while there is no page yet to look at',
    story:
      'STORE_PFN is all ones, so the frontend has installed its handler and has no page mapped. init-dom0less makes the page, xenstored connects and notifies. The handler finds the page and wakes an empty queue; the thread comes later, and sleeps.',
    source: 'survey L2; xenbus_late_init and xenbus_probe_thread of Linux; toggle threadRecheck',
    confidence: 'hypothesis',
    defect: { generation: 'G0', threadRecheck: 'off' },
    property: 'NO-LOST-WAKE-UP',
    depth: 36,
    fix: 'The thread reads STORE_PFN and `connection` itself once it is in the queue.',
    fixed: { threadRecheck: 'on' },
  }),
  defect({
    id: 'L3',
    title: 'Any event is taken for the one that says that xenstore is there',
    story:
      'The handler looks at STORE_PFN, which has been valid from the start, and the thread at nothing. An event that announces nothing wakes the thread, which goes on to the ring although `connection` still says RECONNECT.',
    source: 'survey L3; docs/misc/xenstore-ring.txt; toggle handlerChecksConnected: on to off',
    confidence: 'hypothesis',
    defect: { generation: 'G1', strayEvent: 'one', ...blind },
    property: 'RING-QUIET',
    depth: 21,
    fix: 'The handler wakes nobody before `connection` says CONNECTED.',
    fixed: { handlerChecksConnected: 'on' },
  }),
  defect({
    id: 'L3-REQUEST',
    title: 'A request that came before the introduction is thrown away by it',
    story:
      'As in L3, the frontend has gone on too early, and has put a request into the ring. Then init-dom0less has the domain introduced, and xenstored begins with an empty ring: it sets the indices to zero. The frontend waits for an answer to a request that is gone.',
    source: 'survey L3; domain_conn_reset at c447b7308b',
    confidence: 'hypothesis',
    defect: { generation: 'G1', strayEvent: 'one', ...blind },
    property: 'NO-LOST-REQUEST',
    depth: 39,
    fix: 'The thread looks at `connection` before it goes on.',
    fixed: { threadRecheck: 'on' },
  }),
  defect({
    id: 'L3b',
    title: 'A domain that lives is introduced once more',
    story:
      'Two runs of init-dom0less both hear that the domain is not introduced, and both have it introduced. The second introduction resets a ring in use, with a request in it. And it tells nobody: `connection` says CONNECTED already, so xenstored neither writes nor notifies.',
    source:
      'survey L3b; do_introduce at c447b7308b; that two runs are how it comes about is of the model',
    confidence: 'hypothesis',
    defect: { inits: 2 },
    property: 'NO-LOST-REQUEST',
    depth: 49,
    fix: 'Run init-dom0less once.',
    fixed: { inits: 1 },
  }),
  defect({
    id: 'L3b-WATCH',
    title: 'An introduction of a domain that lives drops its watches',
    story:
      'The frontend has set its watch and waits for devices. The second run of init-dom0less has the domain introduced again, which drops all its watches. Nobody tells the frontend, which hears of no device from then on.',
    source: 'domain_conn_reset at c447b7308b; found by the model',
    confidence: 'hypothesis',
    defect: { inits: 2 },
    property: 'NO-LOST-WATCH',
    depth: 53,
    fix: 'Run init-dom0less once.',
    fixed: { inits: 1 },
  }),
  defect({
    id: 'L4',
    title: 'What the scrubber left is taken for an event channel',
    story:
      'The hypervisor did not clear the ring page. xenstored takes a port in the page, if there is one, before that of the message. It found 0xc2c2c2c2, the pattern that memory is scrubbed with, and could not bind it; neither when it started nor when it was asked.',
    source: 'Xen 76f9dbf9a2; survey L4; toggle pageZeroed: on to off',
    confidence: 'confirmed',
    defect: { pageZeroed: 'off' },
    property: 'INTRODUCED',
    depth: 25,
    fix: 'The hypervisor clears the page.',
    fixed: { pageZeroed: 'on' },
  }),
  defect({
    id: 'L5',
    title: 'Legacy mode is asked for by two bits, and its macro sets one',
    story:
      'The builder takes the legacy branch if two feature bits are set, and the other one if the first of them is. The macro for legacy mode sets the second alone. Neither branch is taken: STORE_PFN stays 0, no channel is allocated, and init-dom0less finds nothing to do.',
    source: 'Xen 379a23677e, and so at c447b7308b; survey L5; toggle legacyMask: any to both',
    confidence: 'hypothesis',
    defect: { mode: 'legacy', legacyMask: 'both' },
    property: 'INTRODUCED',
    depth: 13,
    fix: 'The bit for legacy mode is looked at alone.',
    fixed: { legacyMask: 'any' },
  }),
  defect({
    id: 'L6',
    title: 'What xenstored has introduced, init-dom0less takes for initialised',
    story:
      'With its port in the page a domain is introduced as soon as xenstored starts. init-dom0less asks whether it is introduced, hears yes, and goes on to the next. It was to write the nodes of the domain and its stub configuration, too, and nobody does.',
    source:
      'survey L6, latent: no builder fills evtchn_port at c447b7308b; main of init-dom0less.c',
    confidence: 'hypothesis',
    defect: { portInPage: 'valid', initSkips: 'introduced' },
    property: 'NODES-WRITTEN',
    depth: 18,
    fix: 'The tool init-dom0less looks whether the nodes are there.',
    fixed: { initSkips: 'nodes' },
  }),
  defect({
    id: 'L7',
    title: 'init-dom0less adopts a domain that xl is creating',
    story:
      'Whatever has a xenstore port and is not introduced is a dom0less domain to init-dom0less. A domain that xl creates at the same time is like that for a while. It gets another UUID, the name and nodes of a dom0less domain, and a stub configuration.',
    source: 'survey L7; docs/features/dom0less.pandoc: "do not run init-dom0less while creating"',
    confidence: 'confirmed',
    defect: { xlCreate: 'racing' },
    property: 'ADOPTS-NOBODY',
    depth: 34,
    fix: 'Domains are created once init-dom0less is through, as documented.',
    fixed: { xlCreate: 'after' },
  }),
  defect({
    id: 'L8',
    title: 'A kernel that does not know `connection` talks to a server that is not there',
    story:
      'STORE_PFN is valid from the start since the hypervisor makes the page. A kernel that knows only "all ones: wait" does not wait, and uses the ring long before xenstored is started.',
    source:
      'survey L8; docs/features/dom0less.pandoc; Linux a3607581cd49 for kernels since 5b3353949e89',
    confidence: 'confirmed',
    defect: { generation: 'G1', guest: 'pfn' },
    property: 'RING-QUIET',
    depth: 11,
    fix: 'The kernel waits for CONNECTED.',
    fixed: { guest: 'connection' },
  }),
  defect({
    id: 'L8-LEGACY',
    title: 'Legacy mode leaves such a kernel a moment to boot in too early',
    story:
      'In legacy mode STORE_PFN is all ones until init-dom0less has made the page. It sets the parameter before it has the domain introduced. A kernel that does not know `connection` and reads the parameter in between takes xenstore for up.',
    source: 'init_domain of init-dom0less.c at c447b7308b; found by the model',
    confidence: 'hypothesis',
    defect: { generation: 'G1', mode: 'legacy', guest: 'pfn' },
    property: 'RING-QUIET',
    depth: 22,
    fix: 'The kernel waits for CONNECTED.',
    fixed: { guest: 'connection' },
  }),
];
