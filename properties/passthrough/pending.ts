/** Requirements on deferred work: CANCEL, ONE-SLOT, PEND-BLOCKS, PEND-KEPT. */

import { allOf, anyOf, implies, not, type Property, relation } from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import { anyTagged, type DeviceParts, type Subject, tagged } from './subject.ts';

type SlotOf = Subject['slots'][number]['slot'];

const filled = (slot: SlotOf) => slot.is('is filled', (s) => s.context.request !== null);

/** The generation of vpci that a slot remembers for a device, -1 when it does not name the device. */
function remembered(slot: SlotOf, { index }: DeviceParts) {
  return slot.view(`names dev${index}`, ({ context: { request } }) =>
    request?.device === index ? request.vpci : -1,
  );
}

/**
 * After remove, deassign or reset has returned, no slot names that incarnation of the device.
 *
 * Source: patch "cancel pending map/unmap on vpci removal" of the series (v5) and its review.
 */
export function cancelled(subject: Subject): Property {
  const { slots, devices, toolstacks } = subject;
  const returned = allOf(
    ...toolstacks.map((dom0) => tagged(dom0, 'guest')),
    not(anyTagged(subject.vcpus, 'teardown')),
  );
  const managed = devices.filter((device) => device.managed);
  const pairs = slots.flatMap(({ slot }) => managed.map((device) => ({ slot, device })));
  return invariant({
    name: 'CANCEL',
    statement: 'no slot names a device that was removed, deassigned or reset since',
    stake: 'deferred work is done on a device that is gone, or on one that has been reborn',
    holds: implies(
      returned,
      allOf(
        ...pairs.map(({ slot, device }) =>
          relation(
            `${slot.name} names the present dev${device.index}`,
            [
              remembered(slot, device),
              device.vpci.view('published', (s) =>
                s.matches('published') ? s.context.generation : null,
              ),
              device.owner.view('here', (s) => s.matches('here')),
            ],
            (named, published, here) => named === -1 || (here && named === published),
          ),
        ),
      ),
    ),
    companion: companion(
      'a slot is filled while dom0 takes the device away',
      allOf(anyOf(...slots.map(({ slot }) => filled(slot))), anyTagged(toolstacks, 'teardown')),
    ),
  });
}

/** A filled slot is never overwritten. */
export function oneSlot({ slots }: Pick<Subject, 'slots'>): Property {
  return invariant({
    name: 'ONE-SLOT',
    statement: 'a filled slot is never overwritten',
    stake: 'a request to map or unmap is lost',
    holds: not(
      anyOf(...slots.map(({ slot }) => slot.is('was overwritten', (s) => s.context.overwritten))),
    ),
    companion: companion('a slot is filled', anyOf(...slots.map(({ slot }) => filled(slot)))),
  });
}

/** A vCPU with deferred work does not run guest code. Source: 3e568fa9e1. */
export function pendingBlocks({ slots }: Pick<Subject, 'slots'>): Property {
  return invariant({
    name: 'PEND-BLOCKS',
    statement: 'a vCPU with a filled slot does not run guest code',
    stake: 'the guest believes that a mapping it asked for is in place',
    holds: allOf(
      ...slots.map(({ actor, slot }) => implies(tagged(actor, 'guest'), not(filled(slot)))),
    ),
    companion: companion('a slot is filled', anyOf(...slots.map(({ slot }) => filled(slot)))),
  });
}

/**
 * Deferred work is dropped only if the device is not the one it was asked for any more. The safety
 * part of "every filled slot is completed or cancelled".
 */
export function pendingKept({ slots, devices }: Subject): Property {
  const managed = devices.filter((device) => device.managed);
  const drops = anyOf(...slots.map(({ actor }) => tagged(actor, 'drops')));
  return invariant({
    name: 'PEND-KEPT',
    statement: 'no request for the present device is dropped',
    stake: 'the guest can never map the device again',
    holds: allOf(
      ...slots.flatMap(({ actor, slot }) =>
        managed.map((device) =>
          relation(
            `${actor.name} drops nothing that is asked of the present dev${device.index}`,
            [
              actor.view('drops', (s) => s.hasTag('drops')),
              remembered(slot, device),
              device.vpci.view('published', (s) =>
                s.matches('published') ? s.context.generation : null,
              ),
            ],
            (dropping, named, published) => !dropping || named === -1 || named !== published,
          ),
        ),
      ),
    ),
    companion: companion('a request is about to be dropped', drops),
  });
}
