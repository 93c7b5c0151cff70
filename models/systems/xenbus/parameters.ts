/** Parameters of the family `xenbus`. */

import { choice, flag, setOf, type ValuesOf } from '../../compose/index.ts';

export const defects = [
  'PUBLISH_FIRST',
  'CONNECT_FIRST',
  'END_FIRST',
  'CLOSING_AGAIN',
  'CLOSES_NEW',
] as const;
export type Defect = (typeof defects)[number];

export const parameters = {
  restart: choice({
    values: ['off', 'sameDomid', 'newDomid'],
    default: 'off',
    help: 'whether the backend domain may crash, once, and under which id it is built anew',
    meanings: {
      off: 'it does not crash',
      sameDomid: 'it comes back under the id it had',
      newDomid: 'it comes back under another id',
    },
  }),
  replace: choice({
    values: ['guarded', 'locked', 'unguarded', 'off'],
    default: 'guarded',
    help: 'how a frontend notices that its device was replaced by another at the same path',
    meanings: {
      guarded: 'by state and backend-id, the latter once it is known (patch of 2026-08-01)',
      locked:
        'as guarded, with the device locked: after its probe, which may have failed to find who the other end is (nobody has it)',
      unguarded: 'by state and backend-id, whether known or not (Linux e2dcf9065536)',
      off: 'not at all: the device is there, as it was (Linux before)',
    },
  }),
  enumThenWatch: choice({
    values: ['off', 'on'],
    default: 'off',
    help: 'order of looking for devices and of watching for them',
    meanings: {
      off: 'the watch is set before it looks for devices',
      on: 'it looks for devices, then sets the watch (Linux)',
    },
  }),
  coalescing: choice({
    values: ['on', 'off'],
    default: 'on',
    help: 'what becomes of a watch event of which an identical copy is pending',
    meanings: {
      on: 'it is dropped (xenstored since b5c0bdb96d)',
      off: 'it is queued',
    },
  }),
  detach: flag({ default: false, help: 'the toolstack detaches the device' }),
  expiry: choice({
    values: ['none', 'fails', 'forces'],
    default: 'none',
    help: 'what the toolstack does if the backend does not close in time',
    meanings: {
      none: 'it waits as long as it takes',
      fails: 'it gives up and leaves the device as it is',
      forces: 'it deletes the directory of the frontend, asks once more, and deletes the rest',
    },
  }),
  kdump: choice({
    values: ['off', 'patient', 'regardless'],
    default: 'off',
    help: 'whether the frontend crashes into another kernel while connected',
    meanings: {
      off: 'it does not',
      patient:
        'the new kernel drives the device to state 1, and waits for the backend at each step',
      regardless: 'as patient, and goes on when a wait takes too long (Linux)',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on',
    meanings: {
      PUBLISH_FIRST: 'the frontend publishes its ring before it grants it',
      CONNECT_FIRST: 'the backend says Connected before it has mapped the ring',
      END_FIRST: 'the frontend ends access to its ring before it says Closed (detach)',
      CLOSING_AGAIN: 'the toolstack says Closing where the backend has Closed (detach, kdump)',
      CLOSES_NEW: 'removing a device says Closed in its directory, whoever has it by now (restart)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { detach, expiry, restart, kdump } = values;
  if (expiry !== 'none' && !detach) {
    return `expiry is ${expiry}, but nobody waits for the device to close: set detach to true`;
  }
  if (detach && restart !== 'off') {
    return 'detach and restart are not modelled together: set restart to off';
  }
  if (kdump !== 'off' && restart !== 'off') {
    return 'kdump and restart are not modelled together: set restart to off';
  }
  if (values.coalescing === 'off' && restart === 'off') {
    return 'coalescing is off, which is about a device that is replaced: set restart';
  }
  for (const defect of values.defects) {
    const lacks = missingFor(defect, values);
    if (lacks !== null) return `defect ${defect} ${lacks}`;
  }
  return undefined;
}

function missingFor(defect: Defect, { detach, restart, kdump }: Values): string | null {
  switch (defect) {
    case 'END_FIRST':
      return detach ? null : 'is about closing: set detach to true';
    case 'CLOSING_AGAIN':
      if (!detach) return 'is about the toolstack: set detach to true';
      return kdump === 'off' ? 'needs a backend that closes by itself: set kdump' : null;
    case 'CLOSES_NEW':
      return restart === 'off' ? 'is about a backend that crashes: set restart' : null;
    default:
      return null;
  }
}
