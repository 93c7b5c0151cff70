/** Requirements on RAM of a guest over regions of the host: RESV-DISJOINT, HOTADD-CHECKED, VM-ALIVE, HOTADD-DECIDES. */

import { conflicts, type guestRam } from '../../models/components/guest-ram.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
} from '../../models/compose/index.ts';
import { companion, invariant, leadsTo, reachable, stepInvariant } from '../kinds/index.ts';
import { scheduled } from './fairness.ts';
import { type PassedFunction, stepsTagged } from './passed-function.ts';
import { type Actor, at, tagged } from './subject.ts';

/** A guest whose memory map was chosen before it got devices. */
export interface Migrant {
  readonly name: string;
  readonly ram: Component<typeof guestRam>;
  /** The guest has a function. */
  readonly attached: Expression;
  /** It has RAM over a region that is reserved where it runs. */
  readonly conflict: Expression;
}

/** A guest, and functions whose requests are translated by its tables when it has them. */
export function migrant(
  name: string,
  ram: Migrant['ram'],
  functions: readonly PassedFunction[],
): Migrant {
  const leads = ({ context }: PassedFunction): Expression =>
    context.is(`leads to ${name}`, (s) => s.context.entry?.tables === name);
  return {
    name,
    ram,
    attached: anyOf(...functions.map(leads)),
    conflict: ram.is('has a conflict', (s) => conflicts(s)),
  };
}

/**
 * A guest that has a function has no RAM over a region that is reserved on its host.
 *
 * Source: the LPC summary of November 2016; PlugRejectsConflict of the IOMMU note.
 *
 * @param guest its name, where there are several
 */
export function reservedDisjoint(
  { attached, conflict }: Pick<Migrant, 'attached' | 'conflict'>,
  guest?: string,
): Property {
  return invariant({
    name: guest === undefined ? 'RESV-DISJOINT' : `RESV-DISJOINT/${guest}`,
    statement: 'a guest that has a function has no RAM over a region reserved on its host',
    stake: 'what the function writes to that RAM goes to a doorbell, to a device or nowhere',
    holds: implies(attached, not(conflict)),
    companion: companion('there is RAM over a region reserved on the host', conflict),
  });
}

/** A function is attached only in a step that has looked at the RAM once more. */
export function hotAddChecked({ name, conflict }: Migrant): Property {
  return stepInvariant({
    name: 'HOTADD-CHECKED',
    statement: 'a function is attached only where RAM and reserved regions are disjoint',
    stake: 'what was compared is not what is there when the function is attached',
    steps: stepsTagged(`attaches to ${name}`),
    after: not(conflict),
  });
}

/** No conflict ends the guest. */
export function guestAlive({ ram, attached }: Migrant): Property {
  return invariant({
    name: 'VM-ALIVE',
    statement: 'no RAM that cannot be mapped for a device ends the guest',
    stake: 'a guest that is given more RAM dies of it',
    holds: not(ram.is('is aborted', (s) => s.matches('aborted'))),
    companion: companion(
      'the guest has a function and may get RAM',
      allOf(
        attached,
        ram.is('has none over a region', (s) => s.context.over === null),
      ),
    ),
  });
}

/** A guest can move to another host and get a function there. */
export function hotAddAfterMigration({ ram, attached }: Migrant): Property {
  return reachable({
    name: 'MIG-PROGRESS',
    statement: 'a guest can migrate and then get a function',
    goal: allOf(
      attached,
      ram.is('is on the other host', (s) => s.context.host === 1),
    ),
  });
}

/** Whatever the monitor was asked to add is added or refused, and the guest lives on. */
export function hotAddDecides(monitor: Actor): Property {
  const isBusy = not(tagged(monitor, 'rest'));
  return leadsTo({
    name: 'HOTADD-DECIDES',
    statement: 'every hot-add of a device or of RAM is accepted or refused, and the guest lives on',
    stake: 'a guest that is given something hangs or ends over it',
    from: isBusy,
    to: at(monitor, 'idle'),
    fairness: scheduled([monitor], 'the process of the monitor runs'),
  });
}
