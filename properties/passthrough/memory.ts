/** Requirements on memory: NO-UAF, NO-NULL, PTR-STABLE, ASSERT-FREE. */

import { pointsTo } from '../../models/components/vpci.machine.ts';
import {
  allOf,
  anyOf,
  type Expression,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { type Companion, companion, invariant } from '../kinds/index.ts';
import { type Actor, anyTagged, at, type DeviceParts, type Subject, tagged } from './subject.ts';

/** Somebody is on a code path that works on a device whose vpci is gone. */
function workingWithoutVpci({ actors, devices }: Subject): Expression {
  return anyOf(
    ...devices.flatMap(({ vpci, index }) =>
      actors.map((actor) =>
        allOf(
          tagged(actor, `on ${index}`),
          not(tagged(actor, 'teardown')),
          vpci.is('is gone', (s) => pointsTo(s) === null),
        ),
      ),
    ),
  );
}

/**
 * No step reads or writes a freed pdev or vpci.
 *
 * Source: motivation of the 2018, v5 and landed locking patches (4f78438b45).
 */
export function noUseAfterFree(subject: Subject): Property {
  return invariant({
    name: 'NO-UAF',
    statement: 'no step reads or writes a freed pdev or vpci',
    stake: "a guest access that races with removal reads or writes memory that is somebody else's",
    holds: not(
      anyOf(...[...subject.vcpus, ...subject.toolstacks].map((a) => at(a, 'use-after-free'))),
    ),
    companion: companion(
      'an actor is on its way to a device whose vpci is gone',
      workingWithoutVpci(subject),
    ),
  });
}

/**
 * The same where something else than pdev and vpci is freed, or a pointer may be NULL for another reason.
 *
 * @param what what is freed, or which pointer is NULL, in the words of the field
 * @param put what puts it to the test
 */
export function memorySafe(
  kind: 'NO-UAF' | 'NO-NULL',
  what: string,
  actors: readonly Actor[],
  put: Companion,
): Property {
  const freed = kind === 'NO-UAF';
  return invariant({
    name: kind,
    statement: freed ? `no step reads or writes ${what}` : `no step follows ${what}`,
    stake: freed
      ? "the hypervisor reads or writes memory that is somebody else's"
      : 'a guest crashes the host',
    holds: not(anyOf(...actors.map((a) => at(a, freed ? 'use-after-free' : 'null-dereference')))),
    companion: put,
  });
}

/**
 * A handler that runs in no domain's name reads no freed pdev. Asked apart from NO-UAF, since it is
 * no matter of how accesses are locked.
 *
 * @param code the code of its path, which is part of the name of the property
 */
export function noUseAfterFreeIn(
  handler: Actor,
  code: 'FLT' | 'DBG',
  { devices }: Subject,
): Property {
  const gone = anyOf(...devices.map(({ pdev }) => pdev.is('is freed', (s) => s.matches('freed'))));
  const what = code === 'FLT' ? 'the fault handler' : 'the debug key';
  return invariant({
    name: `NO-UAF-${code}`,
    statement: `${what} reads no freed pdev`,
    stake: "a handler that races with removal reads memory that is somebody else's",
    holds: not(at(handler, 'use-after-free')),
    companion: companion(
      `${what} is at work while the pdev is freed`,
      allOf(not(tagged(handler, 'rest')), gone),
    ),
  });
}

/** No step follows `pdev->vpci`, or another pointer, while it is NULL. */
export function noNull(subject: Subject): Property {
  return noNullIn(
    [...subject.vcpus, ...subject.toolstacks],
    companion('an actor is on its way to a device whose vpci is gone', workingWithoutVpci(subject)),
  );
}

/** NO-NULL of these actors. @param test where it is put to the test */
export function noNullIn(actors: readonly Actor[], test: Companion): Property {
  return invariant({
    name: 'NO-NULL',
    statement: 'no step follows a pointer that is NULL',
    stake: 'a guest access that races with removal crashes the host',
    holds: not(anyOf(...actors.map((a) => at(a, 'null-dereference')))),
    companion: test,
  });
}

/**
 * From the test of `pdev->vpci` to its last use the pointer stays the same and the object alive.
 *
 * This is what holding one lock that every freer needs in write mode is for; it is stated without
 * naming the lock, so that it can be asked of every scheme.
 */
export function pointerStable(subject: Subject): Property {
  const { actors, devices, toolstacks } = subject;
  const uses = ({ index }: DeviceParts, actor: Actor) =>
    actor.view(`vpci of dev${index} in use`, (s) =>
      s.hasTag(`uses ${index}`) ? (registersOf(s)['vpci'] ?? null) : null,
    );
  const points = ({ vpci }: DeviceParts) =>
    vpci.view('published', (s) => (s.matches('published') ? s.context.generation : null));
  const managed = devices.filter((device) => device.managed);
  return invariant({
    name: 'PTR-STABLE',
    statement: 'between the test of pdev->vpci and its last use the pointer does not change',
    stake: 'the test proves nothing: what is used is not what was tested',
    holds: allOf(
      ...managed.flatMap((device) =>
        actors.map((actor) =>
          relation(
            `${actor.name} uses what pdev${device.index}->vpci leads to`,
            [uses(device, actor), points(device)],
            (used, published) => used === null || used === published,
          ),
        ),
      ),
    ),
    companion: companion(
      'an actor uses vpci while dom0 manages devices or waits to',
      anyOf(
        ...managed.map(({ index }) =>
          allOf(
            anyTagged(actors, `uses ${index}`),
            not(allOf(...toolstacks.map((dom0) => tagged(dom0, 'guest')))),
          ),
        ),
      ),
    ),
  });
}

/** No debug assertion fails. */
export function assertFree({ vcpus, toolstacks }: Pick<Subject, 'vcpus' | 'toolstacks'>): Property {
  return invariant({
    name: 'ASSERT-FREE',
    statement: 'no assertion fails',
    stake: 'a debug build of the hypervisor stops',
    holds: not(anyOf(...[...vcpus, ...toolstacks].map((a) => at(a, 'assertion-failed')))),
    companion: companion(
      'an assertion is about to be tested',
      anyTagged([...vcpus, ...toolstacks], 'asserts'),
    ),
  });
}
