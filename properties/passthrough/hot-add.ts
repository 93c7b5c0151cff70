/** Requirements on RAM of a guest over regions of the host: RESV-DISJOINT, HOTADD-CHECKED, VM-ALIVE. */

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
import { companion, invariant, reachable, stepInvariant } from '../kinds/index.ts';
import { type PassedFunction, stepsTagged } from './passed-function.ts';

/** A guest whose memory map was chosen before it got devices. */
export interface Migrant {
  readonly name: string;
  readonly ram: Component<typeof guestRam>;
  readonly functions: readonly PassedFunction[];
}

/** The requests of the function are translated by the tables of this guest. */
function isAttached({ context }: PassedFunction, guest: string): Expression {
  return context.is(`leads to ${guest}`, (s) => s.context.entry?.tables === guest);
}

/**
 * A guest that has a function has no RAM over a region that is reserved on its host.
 *
 * Source: the LPC summary of November 2016; PlugRejectsConflict of the IOMMU note.
 */
export function reservedDisjoint({ name, ram, functions }: Migrant): Property {
  const conflict = ram.is('has a conflict', (s) => conflicts(s));
  return invariant({
    name: 'RESV-DISJOINT',
    statement: 'a guest that has a function has no RAM over a region reserved on its host',
    stake: 'what the function writes to that RAM goes to a doorbell, to a device or nowhere',
    holds: implies(anyOf(...functions.map((fn) => isAttached(fn, name))), not(conflict)),
    companion: companion('there is RAM over a region reserved on the host', conflict),
  });
}

/** A function is attached only in a step that has looked at the RAM once more. */
export function hotAddChecked({ name, ram }: Migrant): Property {
  return stepInvariant({
    name: 'HOTADD-CHECKED',
    statement: 'a function is attached only where RAM and reserved regions are disjoint',
    stake: 'what was compared is not what is there when the function is attached',
    steps: stepsTagged(`attaches to ${name}`),
    after: not(ram.is('has a conflict', (s) => conflicts(s))),
  });
}

/** No conflict ends the guest. */
export function guestAlive({ name, ram, functions }: Migrant): Property {
  return invariant({
    name: 'VM-ALIVE',
    statement: 'no RAM that cannot be mapped for a device ends the guest',
    stake: 'a guest that is given more RAM dies of it',
    holds: not(ram.is('is aborted', (s) => s.matches('aborted'))),
    companion: companion(
      'the guest has a function and may get RAM',
      allOf(
        anyOf(...functions.map((fn) => isAttached(fn, name))),
        ram.is('has none over a region', (s) => s.context.over === null),
      ),
    ),
  });
}

/** A guest can move to another host and get a function there. */
export function hotAddAfterMigration({ name, ram, functions }: Migrant): Property {
  return reachable({
    name: 'MIG-PROGRESS',
    statement: 'a guest can migrate and then get a function',
    goal: allOf(
      anyOf(...functions.map((fn) => isAttached(fn, name))),
      ram.is('is on the other host', (s) => s.context.host === 1),
    ),
  });
}
