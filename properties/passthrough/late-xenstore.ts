/**
 * Requirements on how a domain comes by xenstore when it runs first: RING-QUIET, NO-LOST-WAKE-UP,
 * NO-LOST-REQUEST, NO-LOST-WATCH, INTRODUCED, NODES-WRITTEN, NO-DEAD-END, XS-UP, ADOPTS-NOBODY.
 */

import type { createdDomain } from '../../models/components/created-domain.machine.ts';
import type { irqHandler } from '../../models/components/irq-handler.machine.ts';
import type { eventPort } from '../../models/components/ready-signal.machine.ts';
import type { requestQueue } from '../../models/components/request-queue.machine.ts';
import type { waitQueue } from '../../models/components/wait-queue.machine.ts';
import type {
  xenstoreClient,
  xenstorePage,
} from '../../models/components/xenstore-page.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  type Fairness,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import { companion, deadlockFree, invariant, leadsTo, stepInvariant } from '../kinds/index.ts';
import { type Actor, anyTagged, at, tagged } from './subject.ts';

type Flag = Component<typeof flag>;

/**
 * A domain, its kernel and xenstored.
 *
 * Places of the kernel have tags: `asleep` where the thread sleeps, `missed` where the initcall has
 * neither probed nor started the thread, `awaits-reply` after a request, `up` once it was answered,
 * `without` where it has given xenstore up. Places of xenstored: `starts`, `about-to-notify`. A run of
 * init-dom0less is `not-over` until it is at rest.
 */
export interface LateStart {
  readonly page: Component<typeof xenstorePage>;
  readonly ring: Component<typeof requestQueue>;
  readonly port: Component<ReturnType<typeof eventPort>>;
  readonly client: Component<typeof xenstoreClient>;
  readonly handler: Component<typeof irqHandler>;
  readonly waiters: Component<typeof waitQueue>;
  readonly nodes: Flag;
  readonly running: Flag;
  readonly xenstored: Actor;
  readonly inits: readonly Actor[];
  readonly initcall: Actor;
  readonly thread: Actor;
}

const kernel = ({ initcall, thread }: LateStart): readonly Actor[] => [initcall, thread];

const introduced = ({ client }: LateStart): Expression =>
  client.is('is introduced', (s) => !s.matches('unknown'));

const saysConnected = ({ page }: LateStart): Expression =>
  page.is('says CONNECTED', (s) => s.matches('connected'));

/** Nobody is left who would still introduce the domain or write its nodes. */
const through = ({ xenstored, inits }: LateStart): Expression =>
  allOf(at(xenstored, 'serving'), not(anyTagged(inits, 'not-over')));

/** The field `connection` comes first, as docs/misc/xenstore-ring.txt has it. */
export function ringQuiet(start: LateStart): Property {
  return stepInvariant({
    name: 'RING-QUIET',
    statement: 'a frontend looks at nothing of the ring but `connection` until that says CONNECTED',
    stake: 'it talks to a server that is not there, and what it said is thrown away',
    source: 'docs/misc/xenstore-ring.txt at c447b7308b',
    steps: ({ actor, tags }) =>
      tags.includes('touches-ring') && kernel(start).some(({ name }) => name === actor),
    after: saysConnected(start),
  });
}

/** Nobody sleeps on after the last event that could have woken him. */
export function noLostWakeUp(start: LateStart): Property {
  const { port, handler, waiters, xenstored, thread, initcall } = start;
  const nothingToCome = allOf(
    not(tagged(xenstored, 'about-to-notify')),
    port.is('has no event pending', (s) => !s.matches('pending')),
    handler.is('does not run', (s) => !s.matches('runs')),
  );
  const waits = waiters.is('has a sleeper', (s) => s.matches('waiting'));
  const up = allOf(introduced(start), saysConnected(start));
  return invariant({
    name: 'NO-LOST-WAKE-UP',
    statement:
      'no frontend sleeps, or has gone on without waiting, while xenstore is up and has said so for the last time',
    stake: 'the domain runs for ever without xenstore, and so without any PV device',
    holds: not(
      anyOf(allOf(tagged(thread, 'asleep'), waits, up, nothingToCome), tagged(initcall, 'missed')),
    ),
    companion: companion(
      'the frontend has an event pending before its thread is in the queue',
      allOf(
        port.is('has an event pending', (s) => s.matches('pending')),
        at(thread, 'unborn'),
      ),
    ),
  });
}

/** A request is answered. */
export function noLostRequest(start: LateStart): Property {
  const waits = anyTagged(kernel(start), 'awaits-reply');
  return invariant({
    name: 'NO-LOST-REQUEST',
    statement: 'while a frontend waits for an answer, its request or the answer is in the ring',
    stake: 'a reset of the ring throws a request away, and its sender waits for ever',
    holds: implies(
      waits,
      start.ring.is('is not empty', (s) => !s.matches('empty')),
    ),
    companion: companion('the frontend waits for an answer', waits),
  });
}

/** A watch that was set stays. */
export function noLostWatch(start: LateStart): Property {
  const up = anyTagged(kernel(start), 'up');
  return invariant({
    name: 'NO-LOST-WATCH',
    statement: 'a frontend that has set its watch is told of what happens there',
    stake: 'xenstored forgets the watches of a domain that lives, which learns of no device again',
    holds: implies(
      up,
      start.client.is('has a watch', (s) => s.matches('watching')),
    ),
    companion: companion('the frontend has set its watch', up),
  });
}

/** A domain with xenstore gets it from somebody. */
export function introducedAtLast(start: LateStart): Property {
  const { initcall } = start;
  return invariant({
    name: 'INTRODUCED',
    statement:
      'once nobody is left to introduce it, a domain that is to have xenstore is introduced',
    stake: 'the domain was configured to have xenstore, never gets it, and nobody complains',
    holds: implies(through(start), introduced(start)),
    companion: companion(
      'nobody is left to introduce the domain',
      allOf(through(start), not(at(initcall, 'boot'))),
    ),
  });
}

/** A domain that is introduced has its part of the tree. */
export function nodesAtLast(start: LateStart): Property {
  return invariant({
    name: 'NODES-WRITTEN',
    statement: 'once nobody is left to write them, a domain that is introduced has its nodes',
    stake: 'a device that is attached later finds no tree to be attached to',
    holds: implies(
      allOf(through(start), introduced(start)),
      start.nodes.is('are written', (s) => s.matches('on')),
    ),
    companion: companion(
      'the domain is introduced and nobody is left to write its nodes',
      allOf(through(start), introduced(start)),
    ),
  });
}

/** Nothing comes to rest too soon: what XS-UP says, as far as a dead end can. */
export function noDeadEnd(start: LateStart): Property {
  return deadlockFree({
    name: 'NO-DEAD-END',
    statement: 'nothing comes to rest before the frontend has xenstore',
    stake: 'the domain runs for ever without xenstore',
    rest: anyTagged(kernel(start), 'up'),
    companion: companion('the frontend has xenstore', anyTagged(kernel(start), 'up')),
  });
}

/** The frontend has xenstore in the end. */
export function xenstoreUp(start: LateStart, fairness: readonly Fairness[]): Property {
  return leadsTo({
    name: 'XS-UP',
    statement: 'once xenstored serves, a domain that is to have xenstore has it in the end',
    stake: 'the domain runs for ever without xenstore, and so without any PV device',
    from: allOf(
      at(start.xenstored, 'serving'),
      start.running.is('is unpaused', (s) => s.matches('on')),
    ),
    to: anyTagged(kernel(start), 'up'),
    fairness,
  });
}

/** Whoever creates a domain describes it. */
export function adoptsNobody(other: Component<typeof createdDomain>): Property {
  return invariant({
    name: 'ADOPTS-NOBODY',
    statement:
      'what xenstore says of a domain that the toolstack creates was written by the toolstack',
    stake: 'a domain gets the name, the UUID and the configuration of another kind of domain',
    holds: other.is(
      'is described by xl, if at all',
      ({ context: { author } }) => author === null || author === 'xl',
    ),
    companion: companion(
      'the toolstack has described its domain',
      other.is('is described by xl', ({ context }) => context.author === 'xl'),
    ),
  });
}
