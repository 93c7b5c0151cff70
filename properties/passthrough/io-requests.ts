/**
 * Requirements on requests to device models: NO-STRANDED, NO-FOREIGN-DATA, IO-IDLE, IO-ONCE, NO-ABORT,
 * NO-SPIN, BROADCAST-DONE, SERVER-PAGE, REQ-COMPLETES.
 */

import type { ioreqServer } from '../../models/components/ioreq-server.machine.ts';
import type { memoryPage } from '../../models/components/memory-page.machine.ts';
import type { servedBy } from '../../models/components/served-by.machine.ts';
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
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, leadsTo } from '../kinds/index.ts';
import { type Actor, at, tagged } from './subject.ts';

/** A vCPU whose accesses a device model answers. */
export interface RequestSubject {
  readonly vcpu: Actor;
  readonly server: Component<typeof ioreqServer>;
  /** The state of its request is not NONE. */
  readonly latched: Component<typeof flag>;
  readonly blocked: Component<typeof flag>;
  readonly served: Component<typeof servedBy>;
}

const isGone = ({ server }: RequestSubject): Expression =>
  server.is('is gone', (s) => s.matches('absent'));

const waits = ({ vcpu }: RequestSubject): Expression => tagged(vcpu, 'waits');

/** The safe half of REQ-COMPLETES: nobody waits for a server that is gone and will wake nobody. */
export function noStranded(subject: RequestSubject): Property {
  return invariant({
    name: 'NO-STRANDED',
    statement: 'no vCPU waits in the hypervisor for a server that has been destroyed',
    stake: 'a vCPU hangs until its domain is torn down, because a device model has gone',
    holds: not(
      allOf(
        waits(subject),
        isGone(subject),
        subject.blocked.is('is set', (s) => s.matches('on')),
      ),
    ),
    companion: companion(
      'the server goes while a vCPU waits',
      allOf(waits(subject), isGone(subject)),
    ),
  });
}

/** A request ends, whatever becomes of who was to answer it. */
export function requestCompletes(vcpu: Actor, fairness: readonly Fairness[]): Property {
  return leadsTo({
    name: 'REQ-COMPLETES',
    statement:
      'an access that waits for a device model is completed in the end, or its domain has crashed',
    stake: 'a device model that goes away takes a vCPU of the guest with it',
    from: tagged(vcpu, 'waits'),
    to: anyOf(tagged(vcpu, 'over'), at(vcpu, 'crashed')),
    fairness,
  });
}

/** What an instruction reads comes from the model that it was sent to, or is all-ones. */
export function noForeignData(subject: RequestSubject, latched: number): Property {
  const { vcpu } = subject;
  return invariant({
    name: 'NO-FOREIGN-DATA',
    statement: 'a read returns what the model it was sent to has said, or all-ones',
    stake: 'a driver takes what nobody has said for the answer of its device',
    holds: not(
      vcpu.is(
        'reads what was in the request',
        (s) => s.hasTag('over') && registersOf(s)['data'] === latched,
      ),
    ),
    companion: companion(
      'a read is over and the server is gone',
      allOf(tagged(vcpu, 'over'), isGone(subject)),
    ),
  });
}

/** A vCPU that executes instructions of the guest has no request under way. Source: f7039ee41b. */
export function requestIdle(subject: RequestSubject): Property {
  const { vcpu, latched } = subject;
  return invariant({
    name: 'IO-IDLE',
    statement: 'a vCPU that runs code of its guest has no request under way',
    stake: 'its next access is refused, and tried again for ever',
    holds: implies(
      at(vcpu, 'guest'),
      latched.is('is NONE', (s) => s.matches('off')),
    ),
    companion: companion('an access is over', tagged(vcpu, 'over')),
  });
}

/** A model does once what an instruction asks for once. Source: b7e0d89788. */
export function requestOnce({ vcpu, served }: RequestSubject): Property {
  return invariant({
    name: 'IO-ONCE',
    statement: 'a model works once on what an instruction asks for once',
    stake: 'a counter is read twice, a command is given twice',
    holds: not(served.is('was served again', (s) => s.context.again)),
    companion: companion(
      'an access is over that a model has worked on',
      allOf(
        tagged(vcpu, 'over'),
        served.is('was served', (s) => s.context.by !== null),
      ),
    ),
  });
}

/** No access ends the guest because its server has gone. */
export function noAbort(subject: RequestSubject): Property {
  return invariant({
    name: 'NO-ABORT',
    statement: 'no access of a guest is refused as one that makes no sense',
    stake: 'a guest dies of it, or repeats its instruction for ever, when a device model goes',
    holds: not(anyOf(at(subject.vcpu, 'aborted'), at(subject.vcpu, 'retries'))),
    companion: companion(
      'the server is gone and the guest runs',
      allOf(at(subject.vcpu, 'guest'), isGone(subject)),
    ),
  });
}

/** The hypervisor goes on waiting only for what is ahead. Source: XSA-262. */
export function noSpin(subject: RequestSubject): Property {
  return invariant({
    name: 'NO-SPIN',
    statement: 'no device model can have the hypervisor go round a loop without waiting',
    stake: 'a device model takes a CPU of the host for as long as it likes',
    holds: not(tagged(subject.vcpu, 'spins')),
    companion: companion('a vCPU waits for a device model', waits(subject)),
  });
}

/** A broadcast is over when all servers are done with it. Source: da20c93108. */
export function broadcastDone(vcpu: Actor, pending: readonly Component<typeof flag>[]): Property {
  return invariant({
    name: 'BROADCAST-DONE',
    statement: 'a vCPU goes on once all servers are done with what it has told them all',
    stake: 'a device model goes on using a mapping of memory that is somebody else’s by now',
    holds: not(
      allOf(
        tagged(vcpu, 'over'),
        anyOf(...pending.map((one) => one.is('is pending', (s) => s.matches('on')))),
      ),
    ),
    companion: companion('a broadcast is over', tagged(vcpu, 'over')),
  });
}

/** The page of a server outlives the server. Source: XSA-276, f6b6ae7867. */
export function serverPage(
  deviceModel: Actor,
  page: Component<ReturnType<typeof memoryPage>>,
): Property {
  const has = tagged(deviceModel, 'has page');
  return invariant({
    name: 'SERVER-PAGE',
    statement: 'the page that a server has for requests is not freed before the server is gone',
    stake: 'a device model stops the host, or has the hypervisor write to memory of others',
    holds: not(
      allOf(
        has,
        page.is('is free', (s) => s.matches('free')),
      ),
    ),
    companion: companion(
      'the device model has given the page back that its server has',
      tagged(deviceModel, 'gave it back'),
    ),
  });
}
