/** Requirements on accesses to registers: REG-ALLOW, REG-HOST, REG-RW1C, REG-VIEW, CAP-FILTER. */

import type {
  configRegister,
  registerCopy,
} from '../../models/components/config-register.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  implies,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant, stepInvariant } from '../kinds/index.ts';
import { type Actor, anyTagged } from './subject.ts';

type Hardware = Component<ReturnType<typeof configRegister>>;

/** A register in hardware, by what a requirement must know of it. */
export interface RegisterParts {
  readonly hardware: Hardware;
  /** The bits that are modelled, and those that are the host's. */
  readonly mask: number;
  readonly host: number;
  readonly rw1c: number;
}

/**
 * An access of a guest reaches hardware only through a registered handler.
 *
 * Source: item 4 of the cover letter of the series (v5), 80b0eb095a; XSA-131 for QEMU.
 *
 * A vCPU's register `via` tells whether what it did last was done by a handler.
 */
export function throughHandlers(
  vcpus: readonly Actor[],
  registers: readonly RegisterParts[],
): readonly Property[] {
  const names = registers.map(({ hardware }) => hardware.name);
  return vcpus.map((vcpu) =>
    stepInvariant({
      name: vcpus.length === 1 ? 'REG-ALLOW' : `REG-ALLOW/${vcpu.name}`,
      statement: 'an access of a guest reaches hardware only through a registered handler',
      stake: 'a guest reads and writes registers of the host that nobody thought of',
      steps: ({ actor, parts }) =>
        actor === vcpu.name && parts.some(({ component }) => names.includes(component)),
      after: vcpu.is('is served by a handler', (s) => registersOf(s)['via'] === 1),
    }),
  );
}

/**
 * Bits that are the host's are in hardware as the host left them.
 *
 * Source: the RsvdP bits of 9c831e429c; XSA-128 for the message data of MSI.
 *
 * @param accessing the guest is at work on such a register
 */
export function hostBitsKept(registers: readonly RegisterParts[], accessing: Expression): Property {
  const with_ = registers.filter(({ host }) => host !== 0);
  return invariant({
    name: 'REG-HOST',
    statement: "bits that are the host's are in hardware as the host left them",
    stake:
      'a guest decides what the host relies on: where interrupts go, which errors are reported',
    holds: allOf(
      ...with_.map(({ hardware, host }) =>
        hardware.is(
          'has the bits of the host as they were left',
          ({ context }) => (context.value & host) === context.host,
        ),
      ),
    ),
    companion: companion(
      'the guest is at work on a register in which the host has set a bit of its own',
      allOf(
        accessing,
        anyOf(...with_.map(({ hardware }) => hardware.is('has one', (s) => s.context.host !== 0))),
      ),
    ),
  });
}

/** An error bit is cleared only by a one that the guest wrote. Source: a3c8fb450a. */
export function errorsKept(registers: readonly RegisterParts[], accessing: Expression): Property {
  const with_ = registers.filter(({ rw1c }) => rw1c !== 0);
  return invariant({
    name: 'REG-RW1C',
    statement: 'an error bit is cleared only by a one that was written to it',
    stake: 'an error of the device is lost before anybody has seen it',
    holds: allOf(
      ...with_.map(({ hardware }) => hardware.is('has lost no error', (s) => s.context.lost === 0)),
    ),
    companion: companion(
      'the guest is at work on a register that has an error bit set',
      allOf(
        accessing,
        anyOf(
          ...with_.map(({ hardware, rw1c }) =>
            hardware.is('has an error', (s) => (s.context.value & rw1c) !== 0),
          ),
        ),
      ),
    ),
  });
}

/** A register of which Xen keeps a copy for the guest. */
export interface ViewParts {
  readonly hardware: Hardware;
  readonly copy: Component<ReturnType<typeof registerCopy>>;
  /** The bits that the guest controls. */
  readonly guest: number;
  /** The device is the guest's, and nobody is at work. */
  readonly quiescent: Expression;
}

/**
 * While nobody is at work, hardware agrees with what the guest believes, in the bits that it controls.
 * INTX_DISABLE that is forced on is in the guest's view too. VIEW, for one bit after the other.
 *
 * Source: 9c831e429c and the reviews of v5 and v6, patch 09.
 */
export function viewOfBits({ hardware, copy, guest, quiescent }: ViewParts): Property {
  const agree = relation(
    'hardware and the view of the guest agree',
    [
      hardware.view('guest bits', (s) => s.context.value & guest),
      copy.view('guest bits', (s) => s.context.value & guest),
    ],
    (real, believed) => real === believed,
  );
  return invariant({
    name: 'VIEW',
    statement: 'in the bits that a guest controls, hardware has what it believes to have written',
    stake: 'a device does what its owner believes to have forbidden, or not what it asked for',
    holds: implies(quiescent, agree),
    companion: companion(
      'a bit is set and nobody is at work',
      allOf(
        quiescent,
        copy.is('has a bit set', (s) => (s.context.value & guest) !== 0),
      ),
    ),
  });
}

/** A guest finds only capabilities that are emulated. Source: d830b0a7bc. */
export function capabilitiesFiltered(
  vcpus: readonly Actor[],
  walking: string,
  unemulated: string,
): Property {
  return invariant({
    name: 'CAP-FILTER',
    statement: 'a guest finds only capabilities that are emulated',
    stake: 'a guest uses a capability whose registers nobody guards, or that does not work',
    holds: not(anyTagged(vcpus, unemulated)),
    companion: companion('a vCPU walks the list', anyTagged(vcpus, walking)),
  });
}
