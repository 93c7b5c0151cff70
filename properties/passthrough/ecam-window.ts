/** Requirements on where an ECAM window is: ECAM-COHERENT, DECODE-DISJOINT of the window, DM-ALIVE. */

import type { AddressWindow } from '../../models/components/address-window.machine.ts';
import type { Pciexbar } from '../../models/components/pciexbar.machine.ts';
import {
  allOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { companion, invariant } from '../kinds/index.ts';
import { type Actor, at, tagged } from './subject.ts';

/** What tells where the window is. */
export interface EcamParts {
  readonly pciexbar: Component<Pciexbar>;
  /** The base by which the hypervisor decodes. */
  readonly base: Component<AddressWindow>;
  /** The vCPU that moves the window. */
  readonly mover: Actor;
  /** The guest runs, and nothing changes the register behind its back just now. */
  readonly settled: Expression;
  /** Where the window is at first. */
  readonly starts: number;
}

/** Between two instructions of the vCPU that moves the window. Source: ECAM-COHERENT of the survey. */
export function ecamCoherent({ pciexbar, base, mover, settled, starts }: EcamParts): Property {
  const boundary = allOf(tagged(mover, 'boundary'), settled);
  const elsewhere = pciexbar.is(
    'is not as it was at first',
    ({ context }) => context.window !== starts || context.reserved,
  );
  return invariant({
    name: 'ECAM-COHERENT',
    statement:
      'between two instructions of the vCPU that moves it, the hypervisor has the window where its model has it',
    stake: 'accesses go by a map of the bus that the guest has left behind',
    holds: implies(
      boundary,
      relation(
        'the hypervisor has the window where its model has it',
        [base.view('base', (s) => s.context.at), pciexbar.view('window', (s) => s.context.window)],
        (mine, model) => mine === model,
      ),
    ),
    companion: companion('the register has been written', allOf(boundary, elsewhere)),
  });
}

/** The ECAM window is never decoded over what is something else. Source: DECODE-DISJOINT of the survey. */
export function ecamDisjoint(pciexbar: Component<Pciexbar>, taken: readonly number[]): Property {
  return invariant({
    name: 'DECODE-DISJOINT',
    statement: 'the ECAM window is not over RAM, and not over a BAR',
    stake: 'RAM of the guest turns into registers, or a device shadows another one',
    holds: not(
      pciexbar.is('is over something else', ({ context: { window } }) =>
        window === null ? false : taken.includes(window),
      ),
    ),
    companion: companion(
      'the halves of the register are those of different positions',
      pciexbar.is('is half written', ({ context: { low, high } }) =>
        taken.includes(2 * high + low),
      ),
    ),
  });
}

/** No write of a guest ends its device model. Source: 9b0ca75e01 of QEMU. */
export function deviceModelAlive(deviceModel: Actor, put: Expression): Property {
  return invariant({
    name: 'DM-ALIVE',
    statement: 'no write of a guest ends its device model',
    stake: 'a guest ends the program that serves it, and whatever else that program serves',
    holds: not(at(deviceModel, 'aborted')),
    companion: companion('the write that is hard on it is under way', put),
  });
}
