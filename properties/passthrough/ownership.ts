/** Requirements on who may touch what: OWNER-CFG, SLOT-INJ, SLOT-REACH, SLOT-ONCE, SLOT-GUEST. */

import {
  allOf,
  always,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { anyTagged, at, type DeviceParts, type Subject, tagged } from './subject.ts';

/**
 * A config access of a guest touches only a device that it owns at that instant.
 *
 * Source: item 4 of the seed's cover letter, and review of the translation patches (v5, 11 and 12).
 *
 * @param vcpus names of the actors that run guest code
 * @param index number of the device, which steps that access it are tagged with
 * @param owned the device belongs to the guest
 */
export function ownConfigOf(
  vcpus: readonly string[],
  name: string,
  index: number,
  owned: Expression,
): Property {
  return stepInvariant({
    name,
    statement: 'a config access of a guest touches only a device that it owns at that instant',
    stake: 'a guest configures a device of dom0 or of another guest',
    steps: (step) => vcpus.includes(step.actor) && step.tags.includes(`access ${index}`),
    after: owned,
  });
}

/** The same of every device that is managed. */
export function ownConfig({ vcpus, devices }: Subject): readonly Property[] {
  const managed = devices.filter((device) => device.managed);
  return managed.map(({ index, owner }) =>
    ownConfigOf(
      vcpus.map((vcpu) => vcpu.name),
      managed.length === 1 ? 'OWNER-CFG' : `OWNER-CFG/dev${index}`,
      index,
      owner.is('is here', (s) => s.matches('here')),
    ),
  );
}

type Placed = DeviceParts & { readonly guestSlot: NonNullable<DeviceParts['guestSlot']> };

/**
 * Virtual slots of devices are distinct; while dom0 is not at work, the bitmap is the set in use.
 *
 * Source: d6a7fd8303 and its review (YeAOhksC1rRuYl4x@Air-de-Roger).
 */
export function slotsInjective({ devices, bitmap, toolstacks }: Subject): readonly Property[] {
  const placed = devices.filter((device): device is Placed => device.guestSlot !== null);
  if (bitmap === null || placed.length === 0) return [];
  const slotView = ({ guestSlot }: Placed) => guestSlot.view('slot', (s) => s.context.slot);
  const distinct = placed.flatMap((a, i) =>
    placed
      .slice(i + 1)
      .map((b) =>
        relation(
          `dev${a.index} and dev${b.index} have different slots`,
          [slotView(a), slotView(b)],
          (x, y) => x === null || x !== y,
        ),
      ),
  );
  const matching = relation(
    'the bitmap is the set of slots in use',
    [bitmap.view('bits', (s) => s.context.bits), ...placed.map(slotView)],
    (bits, ...slots) =>
      bits === slots.reduce<number>((set, slot) => (slot === null ? set : set | (1 << slot)), 0),
  );
  const resting = allOf(...toolstacks.map((dom0) => tagged(dom0, 'guest')));
  return [
    invariant({
      name: 'SLOT-INJ',
      statement: 'virtual slots of devices are distinct, and the bitmap is the set in use',
      stake: 'two devices answer at one address, or a slot is lost',
      holds: allOf(...distinct, implies(resting, matching)),
      companion: companion(
        'dom0 takes a slot for a device, while another device has one if there are several',
        allOf(
          anyTagged(toolstacks, 'placing'),
          placed.length === 1
            ? always
            : anyOf(
                ...placed.map(({ guestSlot }) =>
                  guestSlot.is('is valid', (s) => s.context.slot !== null),
                ),
              ),
        ),
      ),
    }),
  ];
}

/** Somebody of dom0 is at work. */
const atWork = ({ toolstacks }: Pick<Subject, 'toolstacks'>) =>
  not(allOf(...toolstacks.map((dom0) => tagged(dom0, 'guest'))));

/**
 * A config access reaches the device that has the addressed slot at that instant.
 *
 * Source: ad3ac58a9d, which translates where it accesses; review of v5, patch 12.
 *
 * @param misdirected where an access ends that has reached another one
 * @param translated tag of the places between translation and access
 */
export function reachesSlot(subject: Subject, misdirected: string, translated: string): Property {
  const { vcpus } = subject;
  return invariant({
    name: 'SLOT-REACH',
    statement: 'a config access reaches the device that has the addressed slot at that instant',
    stake: 'a guest configures a device that it does not mean, or that is not its own any more',
    holds: not(anyOf(...vcpus.map((vcpu) => at(vcpu, misdirected)))),
    companion: companion(
      'an address has been translated while dom0 is at work',
      allOf(anyTagged(vcpus, translated), atWork(subject)),
    ),
  });
}

/**
 * Both halves of one access reach the same device.
 *
 * @param torn where an access ends whose halves have reached two
 * @param between tag of the places between the halves
 */
export function reachesOnce(subject: Subject, torn: string, between: string): Property {
  const { vcpus } = subject;
  return invariant({
    name: 'SLOT-ONCE',
    statement: 'both halves of one access reach the same device',
    stake: 'a guest combines half of what one of its devices says with half of another',
    holds: not(anyOf(...vcpus.map((vcpu) => at(vcpu, torn)))),
    companion: companion(
      'an access is between its halves while dom0 is at work',
      allOf(anyTagged(vcpus, between), atWork(subject)),
    ),
  });
}

/** A domain that is not translated takes no slots. Source: review of v5, patch 11. */
export function onlyGuestsTakeSlots(
  bitmap: NonNullable<Subject['bitmap']>,
  placing: Expression,
): Property {
  return invariant({
    name: 'SLOT-GUEST',
    statement: 'the hardware domain, which sees its devices where they are, takes no slots',
    stake: 'a host with more devices than the bus has slots leaves some of them without emulation',
    holds: bitmap.is('is empty', (s) => s.context.bits === 0),
    companion: companion('dom0 adds a device', placing),
  });
}
