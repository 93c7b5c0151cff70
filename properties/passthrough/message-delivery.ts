/**
 * Requirements on messages that devices send: MSI-CONFINE, NO-FAKE-TRAP, MSI-KEPT,
 * DOORBELL-MAPPED, IR-BEFORE-DMA, REVOKE-BEFORE-REASSIGN.
 */

import {
  allOf,
  anyOf,
  type Expression,
  implies,
  never,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import {
  type Doorbell,
  type InterruptEnd,
  isSilent,
  isWith,
  nameFor,
  type PassedFunction,
  stepsTagged,
  type WriteEnd,
} from './passed-function.ts';

/**
 * An interrupt that a message raises is the one that was set up for the function that sent it, in the
 * guest that has the function. IRQ-OWNER asks for less: it forgives a guest that confuses its own.
 *
 * Source: CVE-2011-1898, XSA-33, XSA-36, XSA-49; MsiOwn of the IOMMU note, MSI-CONFINE of the MSI note.
 */
export function messagesConfined(
  ends: readonly InterruptEnd[],
  astray: readonly WriteEnd[],
): Property {
  return stepInvariant({
    name: 'MSI-CONFINE',
    statement: 'an interrupt that a message raises is one set up for the function that sent it',
    stake: 'a guest makes interrupts of devices that it does not have',
    steps: stepsTagged('interrupts'),
    after: allOf(
      ...ends.map(({ by, of, guest, there }) =>
        implies(there, by === of ? boundTo(of, guest) : never),
      ),
      ...astray.map(({ there }) => not(there)),
    ),
  });
}

function boundTo({ irq }: PassedFunction, guest: string): Expression {
  return irq.is(`is bound to ${guest}`, (s) => s.matches('bound') && s.context.domain === guest);
}

/**
 * No message passes for a trap that a PV guest has made.
 *
 * Source: CVE-2011-1898 (XSA-3); `untrusted_msi` at c447b7308b.
 */
export function noFakeTrap(traps: readonly WriteEnd[], attempted: Expression): Property {
  return invariant({
    name: 'NO-FAKE-TRAP',
    statement: 'no message passes for a trap of a guest',
    stake: 'a guest with a device makes the hypervisor do a hypercall in the name of another',
    holds: not(anyOf(...traps.map(({ there }) => there))),
    companion: companion('a message is about to be taken for what its data says', attempted),
  });
}

/**
 * A message that a function sends as it was told to is not refused while its MSI is enabled.
 *
 * Source: b953a99da9, where an entry in use was disabled before it was written anew.
 *
 * @param steps the tag of steps that say what becomes of such a message, or that refuse one
 */
export function messagesKept(
  refused: readonly { readonly by: Pick<PassedFunction, 'msi'>; readonly there: Expression }[],
  steps = 'own message refused',
): Property {
  return stepInvariant({
    name: 'MSI-KEPT',
    statement: 'a message sent as it was set up is not refused while MSI is enabled',
    stake: 'interrupts are lost, and the IOMMU reports faults of a device that does nothing wrong',
    steps: stepsTagged(steps),
    after: allOf(
      ...refused.map(({ by: { msi }, there }) =>
        implies(there, not(msi.is('is on', (s) => s.matches('on')))),
      ),
    ),
  });
}

/**
 * Where a message is translated like any other write, the doorbell is mapped before MSI is enabled, to
 * be written only, and nothing else is in its page.
 *
 * Source: "Summary of LPC guest MSI discussion in Santa Fe", November 2016, case 2.
 */
export function doorbellMapped(
  functions: readonly PassedFunction[],
  doorbells: ReadonlyMap<string, Doorbell>,
): Property {
  const enabled = ({ msi }: PassedFunction) => msi.is('is on', (s) => s.matches('on'));
  return invariant({
    name: 'DOORBELL-MAPPED',
    statement: 'while MSI is enabled its doorbell is mapped to be written only, alone in its page',
    stake: 'messages fault, or a guest reaches registers of the interrupt controller',
    holds: allOf(
      ...functions.flatMap((fn) =>
        [...doorbells].map(([guest, doorbell]) =>
          implies(
            allOf(enabled(fn), isWith(fn, guest)),
            doorbell.is('is mapped as it should be', (s) => s.matches('writeOnly')),
          ),
        ),
      ),
    ),
    companion: companion('MSI of a function is enabled', anyOf(...functions.map(enabled))),
  });
}

/**
 * The interrupt of a function is torn down before the function leaves the tables of its guest.
 *
 * Source: 710f62cc82.
 */
export function interruptBeforeDma(functions: readonly PassedFunction[]): readonly Property[] {
  return functions.map((fn) =>
    stepInvariant({
      name: nameFor('IR-BEFORE-DMA', fn, functions),
      statement: `the interrupt of ${fn.name} is torn down before it leaves the tables of its guest`,
      stake: 'the tear-down follows a remapping table that is gone',
      steps: stepsTagged('leaves', fn),
      after: allOf(...isSilent(fn)),
    }),
  );
}

/**
 * What a guest had for a function is gone when the function changes hands: translations, the entry for
 * its messages, the pirq.
 */
export function revokedBeforeReassigned(functions: readonly PassedFunction[]): readonly Property[] {
  return functions.map((fn) => {
    const contexts = [fn.context, ...(fn.phantom === null ? [] : [fn.phantom])];
    return stepInvariant({
      name: nameFor('REVOKE-BEFORE-REASSIGN', fn, functions),
      statement: `translations and interrupts of ${fn.name} are gone when it changes hands`,
      stake: 'whoever gets the function next works with what the last guest had',
      steps: stepsTagged('changes hands', fn),
      after: allOf(
        ...contexts.map((context) =>
          context.is('leads to no guest', ({ context: { entry } }) =>
            [null, 'dom0'].includes(entry?.tables ?? null),
          ),
        ),
        ...isSilent(fn),
        fn.irq.is('is free', (s) => s.matches('free')),
      ),
    });
  });
}
