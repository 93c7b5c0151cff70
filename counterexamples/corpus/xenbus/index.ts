/** Defects of the two ends of a PV device. Ids: Rn is a race of the survey; others are toggles, or found here. */

import type { DefectEntry } from '../../catalogue.ts';
import { defectsOf } from '../../entries.ts';

const defect = defectsOf('xenbus');

export const xenbusDefects: readonly DefectEntry[] = [
  defect({
    id: 'R7',
    title: 'A device is replaced before the frontend hears that the old one is gone',
    story:
      'The backend domain crashes. The toolstack deletes the directory of the frontend, and creates it anew for the backend domain that was built since. Only then does the frontend take the event: the directory is there, and it knows a device of that name, so there is nothing to do. It keeps the device of a backend that is gone, and the new one waits at state 1 for good.',
    source: 'Linux e2dcf9065536 (2026); survey R7; toggle replace: guarded to off',
    confidence: 'confirmed',
    defect: { restart: 'newDomid', replace: 'off' },
    property: 'REPLACEMENT-SEEN',
    depth: 17,
    fix: 'The frontend compares state and backend-id with what it knows, and begins anew where they differ.',
    fixed: { replace: 'guarded' },
  }),
  defect({
    id: 'R7-UNREAD',
    title: 'A device whose other end was never read is not compared',
    story:
      'The directory of the frontend is deleted after the device was registered and before its other end is read, so the probe fails and the device stays registered with no other end. When the directory has come back, for another backend, the comparison leaves out the backend-id, which is not known, and finds state 1 on both sides.',
    source:
      'xenbus_dev_changed of Linux with the patch of 2026-08-01; found by the model; no report of it is known',
    confidence: 'hypothesis',
    defect: { restart: 'newDomid' },
    property: 'NO-DEVICE-LEFT',
    depth: 16,
    fix: 'Compare with the device locked, when its probe is over: a device that has no other end by then is to be probed anew. Proposed by the model; nobody has posted it.',
    fixed: { replace: 'locked' },
  }),
  defect({
    id: 'R8',
    title: 'A device that is being probed is taken for one that was replaced',
    story:
      'One thread has registered the device and is about to read who the other end is. xenwatch handles the event for its directory, and compares the backend-id there with that of the device, which is not known yet. They differ, so it removes the device, and waits for the lock that the probe holds.',
    source:
      'patch "xen/xenbus: check otherend_id only after it has been initialized" (2026-08-01) for Linux e2dcf9065536; survey R8; toggle replace: guarded to unguarded',
    confidence: 'hypothesis',
    defect: { restart: 'sameDomid', replace: 'unguarded' },
    property: 'ONLY-REPLACED',
    depth: 9,
    fix: 'The backend-id is compared once it is known.',
    fixed: { replace: 'guarded' },
  }),
  defect({
    id: 'R8-STALE',
    title: 'What was read of the old device is compared with the new one',
    story:
      'xenwatch reads state and backend-id of the directory. Before it compares them the directory is made anew for another backend, and the thread that probes the device reads that one. Now the old backend-id differs from the new, so the right device is removed while it is being probed.',
    source:
      'xenbus_dev_changed of Linux with the patch of 2026-08-01; found by the model; no report of it is known',
    confidence: 'hypothesis',
    defect: { restart: 'newDomid' },
    property: 'ONLY-REPLACED',
    depth: 15,
    fix: 'Read and compare with the device locked. Proposed by the model; nobody has posted it.',
    fixed: { replace: 'locked' },
  }),
  defect({
    id: 'R9',
    title: 'A device comes between the look for devices and the watch for them',
    story:
      'The frontend looks for devices and finds none. The toolstack creates one. Then the frontend sets its watch, which xenstored fires at once; but that event names the parent, not the device, and is ignored. The device waits until something is written below it, and nothing is.',
    source:
      'survey R9; frontend_probe_and_watch and xenbus_dev_changed of Linux; toggle enumThenWatch: off to on',
    confidence: 'hypothesis',
    defect: { enumThenWatch: 'on' },
    property: 'NO-DEVICE-LEFT',
    depth: 5,
    fix: 'The watch is set before the frontend looks for devices.',
    fixed: { enumThenWatch: 'off' },
  }),
  defect({
    id: 'PUBLISH_FIRST',
    title: 'A reference is published before it is granted',
    story:
      'The frontend publishes the reference of its ring and says Initialised, and grants it afterwards. The backend maps it as soon as it is told, is refused, and gives up.',
    source:
      'survey A.7, wrong orders; toggle PUBLISH_FIRST; no released frontend is known to do so',
    confidence: 'hypothesis',
    defect: { defects: ['PUBLISH_FIRST'] },
    property: 'MAP-GRANTED',
    depth: 15,
    fix: 'Grant first, as all frontends do.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'CONNECT_FIRST',
    title: 'The backend says Connected before it has mapped the ring',
    story:
      'The backend says state 4 and maps the ring afterwards. The frontend goes on, and puts requests into a ring that nobody looks at yet.',
    source: 'survey A.7, wrong orders; toggle CONNECT_FIRST; no released backend is known to do so',
    confidence: 'hypothesis',
    defect: { defects: ['CONNECT_FIRST'] },
    property: 'XB-ORDER/MAP',
    depth: 16,
    fix: 'Map first, as xen-blkback does.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'END_FIRST',
    title: 'A frontend ends access to a ring that is still mapped',
    story:
      'The device is detached. The frontend stops, says Closing, and ends access to its ring before it says Closed; but the backend unmaps only when it sees that the frontend closes.',
    source: 'survey A.7, wrong orders, and B.4 G2 for what becomes of the page; toggle END_FIRST',
    confidence: 'hypothesis',
    defect: { detach: true, defects: ['END_FIRST'] },
    property: 'XB-ORDER/END',
    depth: 22,
    fix: 'Access ends when the device is removed, after the backend has closed.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'CLOSING_AGAIN',
    title: 'The toolstack says Closing to a backend that has closed',
    story:
      'Another kernel in the frontend resets the device, so the backend closes by itself. The toolstack detaches the device without a look at that, and writes Closing over Closed. Then it waits for Closed, which the backend has said.',
    source:
      'survey X6; libxl__initiate_device_generic_remove, which does look; toggle CLOSING_AGAIN',
    confidence: 'hypothesis',
    defect: { detach: true, kdump: 'patient', defects: ['CLOSING_AGAIN'] },
    property: 'CLOSED-STAYS',
    depth: 31,
    fix: 'The toolstack writes Closing unless the backend has closed, in one transaction.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'CLOSES_NEW',
    title: 'The removal of a device closes the one that is in its place',
    story:
      'The frontend finds the directory of its device gone, and removes the device. Meanwhile the toolstack has made the directory anew, for another backend. To say Closed for the device it removes, the driver writes to the same path, and so closes the new one.',
    source:
      'Linux before e2dcf9065536, which says nothing for a device that vanished; toggle CLOSES_NEW; the consequence is of the model',
    confidence: 'hypothesis',
    defect: { restart: 'newDomid', replace: 'locked', defects: ['CLOSES_NEW'] },
    property: 'OWN-DIRECTORY',
    depth: 16,
    fix: 'Nothing is said for a device that vanished.',
    fixed: { defects: [] },
  }),
  defect({
    id: 'KDUMP',
    title: 'A kernel that does not wait takes the old Connected of a backend for a new one',
    story:
      'The frontend crashes, and another kernel finds its device at state 4. It writes 5, 6 and 1, and each time waits for the backend; but it goes on when a wait takes too long. The backend has not looked meanwhile, and still says Connected. The kernel takes that for an answer to its new ring, while the backend works on that of the kernel before.',
    source: 'survey X10; xenbus_reset_frontend of Linux; kdump: patient to regardless',
    confidence: 'hypothesis',
    defect: { kdump: 'regardless' },
    property: 'SAME-RING',
    depth: 40,
    fix: 'The kernel leaves the device alone where the backend does not answer.',
    fixed: { kdump: 'patient' },
  }),
];
