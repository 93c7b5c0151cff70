/**
 * What becomes of each bit, for whom: read off the reachable states of the family `vpci-registers`.
 *
 * For each bit a system with nothing but the bit in it is searched. Which sources a read has is read
 * off the steps that were taken; what a write does to hardware is the first of a few claims that hold of
 * every such step.
 */

import { breadthFirst, link } from '../../../explorer/index.ts';
import {
  always,
  type Component,
  type Expression,
  not,
  type Property,
  relation,
  type Step,
  type SystemDefinition,
} from '../../../models/compose/index.ts';
import { vpciRegisters } from '../../../models/systems/vpci-registers/index.ts';
import { COMMAND, STATUS } from '../../../models/systems/vpci-registers/layout.ts';
import type {
  CommandBit,
  RegisterName,
  StatusBit,
} from '../../../models/systems/vpci-registers/parameters.ts';
import { invariant, stepInvariant } from '../../../properties/kinds/index.ts';

/** A bit of a register; of most registers there is one. */
export interface Bit {
  readonly register: RegisterName;
  readonly name: CommandBit | StatusBit | null;
}

/** For whom, and when. */
export interface Who {
  readonly scheme: 'S1' | 'S4';
  readonly profile: 'hwdom' | 'domU';
}

/** What becomes of a bit. */
export interface Fate {
  /** What a read returns: hardware, a copy, a value that was fixed before, 0, or all-ones. */
  readonly read: string;
  /** What a write does to hardware. */
  readonly write: string;
}

/** The number of a bit within its register. */
function maskOf({ register, name }: Bit): number {
  if (register === 'command') return COMMAND[name as CommandBit];
  return register === 'status' ? STATUS[name as StatusBit] : 1;
}

type Paths = readonly ('RD' | 'WR' | 'MSI' | 'HOST' | 'REPORT' | 'ASG' | 'DEA')[];

function systemOf(bit: Bit, who: Who, paths: Paths): SystemDefinition {
  const { register, name } = bit;
  return vpciRegisters.with({
    scheme: who.scheme,
    profile: who.profile,
    registers: [register],
    widths: [widthOf(register)],
    paths,
    ...(register === 'command' ? { command: [name as CommandBit] } : {}),
    ...(register === 'status' ? { status: [name as StatusBit] } : {}),
  });
}

/** The access that covers a register and nothing else. */
function widthOf(register: RegisterName): 'byte' | 'word' | 'dword' {
  if (register === 'capptr') return 'byte';
  return ['command', 'status', 'msidata', 'msihole'].includes(register) ? 'word' : 'dword';
}

type Valued = Component & { is: Component['is'] };

/** The bit is set in a component. */
function setIn(component: Component, mask: number): Expression {
  const predicate = (s: { readonly context: { readonly value: number } }): boolean =>
    (s.context.value & mask) !== 0;
  return (component as Valued).is('has the bit set', predicate as never);
}

/** The value that a tag `kind register value` tells. */
function told({ tags }: Step, kind: 'returns' | 'asks', register: string): number | null {
  const tag = tags.find((text) => text.startsWith(`${kind} ${register} `));
  return tag === undefined ? null : Number(tag.split(' ')[2]);
}

/** Everything is searched: which steps were taken, and which claims hold and are put to the test. */
async function searched(definition: SystemDefinition, claims: readonly Property[]) {
  const everything = invariant({
    name: 'everything',
    statement: 'every state is visited',
    holds: always,
    companion: { label: 'there is a state', goal: always },
  });
  const linked = link({ ...definition, properties: [everything, ...claims] });
  const { properties, coverage } = await breadthFirst(linked);
  const taken = new Set(
    linked.steps.filter((_, s) => coverage.steps[s] === 1).map(({ name }) => name),
  );
  return {
    taken: definition.steps.filter(({ name }) => taken.has(name)),
    holds: (name: string) =>
      properties.some((p) => p.name === name && p.verdict === 'holds' && p.companion === 'met'),
    violated: (name: string) => properties.some((p) => p.name === name && p.verdict === 'violated'),
  };
}

/** What becomes of a bit. */
export async function fateOf(bit: Bit, who: Who): Promise<Fate> {
  const busy: Paths = ['RD', 'WR', 'HOST', 'REPORT'];
  const definition = systemOf(bit, who, busy);
  const hardware = componentOf(definition, `hw.${bit.register}`);
  const copy = definition.components.find(({ name }) => ['guest_cmd', 'msi.data'].includes(name));
  const claims = claimsOf(bit, hardware, copy);
  const { taken, holds, violated } = await searched(definition, claims);
  const reads = taken.filter((step) => told(step, 'returns', bit.register) !== null);
  const touches = (step: Step, component: Component | undefined): boolean =>
    step.parts.some((part) => part.component === component?.name);
  const writes = taken.filter(
    (step) => told(step, 'asks', bit.register) !== null && touches(step, hardware),
  );
  return {
    read: readOf(
      bit,
      reads,
      (step) => touches(step, hardware),
      (step) => touches(step, copy),
    ),
    write: await writeOf(bit, who, taken, writes, holds, violated, copy),
  };
}

function componentOf(definition: SystemDefinition, wanted: string): Component {
  const found = definition.components.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`there is no component ${wanted}`);
  return found;
}

function readOf(
  bit: Bit,
  reads: readonly Step[],
  ofHardware: (step: Step) => boolean,
  ofCopy: (step: Step) => boolean,
): string {
  const values = reads.map((step) => told(step, 'returns', bit.register) ?? 0);
  if (values.every((value) => (value & maskOf(bit)) === 0)) return '0';
  if (reads.some(ofHardware)) return 'hardware';
  if (reads.some(ofCopy)) return 'the copy';
  return reads.every(({ name }) => name.includes('no handler')) ? 'all-ones' : 'a fixed value';
}

/** Claims about steps that write the register, by the name that is given to the outcome. */
const outcomes = ['as written', 'from the copy', 'zero', 'cleared by a one', 'unchanged'] as const;

function claimsOf(bit: Bit, hardware: Component, copy: Component | undefined): readonly Property[] {
  const mask = maskOf(bit);
  const set = setIn(hardware, mask);
  const asking =
    (value: 0 | 1) =>
    (step: Step): boolean => {
      const asked = told(step, 'asks', bit.register);
      const writes = step.parts.some((part) => part.component === hardware.name);
      return asked !== null && writes && ((asked & mask) !== 0 ? 1 : 0) === value;
    };
  const any = (step: Step): boolean => asking(0)(step) || asking(1)(step);
  const claim = (
    name: string,
    steps: (step: Step) => boolean,
    before: Expression,
    after: Expression,
  ) => stepInvariant({ name, statement: name, steps, before, after });
  const copied = copy === undefined ? null : same(hardware, copy, mask);
  return [
    claim('as written 1', asking(1), always, set),
    claim('as written 0', asking(0), always, not(set)),
    claim('cleared by a one 1', asking(1), always, not(set)),
    claim('cleared by a one 0', asking(0), set, set),
    claim('unchanged 1', any, set, set),
    claim('unchanged 0', any, not(set), not(set)),
    ...(copied === null ? [] : [claim('from the copy 1', any, always, copied)]),
    claim('zero 1', any, always, not(set)),
  ];
}

function same(hardware: Component, copy: Component, mask: number): Expression {
  const view = (component: Component) => ({
    component: component.name,
    label: 'bit',
    read: ((s: { readonly context: { readonly value: number } }) =>
      s.context.value & mask) as never,
  });
  return relation('is that of the copy', [view(hardware), view(copy)], (a, b) => a === b);
}

async function writeOf(
  bit: Bit,
  who: Who,
  taken: readonly Step[],
  writes: readonly Step[],
  holds: (name: string) => boolean,
  violated: (name: string) => boolean,
  copy: Component | undefined,
): Promise<string> {
  if (writes.length === 0) {
    const stored = taken.some(({ parts }) =>
      parts.some((part) => part.kind === 'event' && part.component === copy?.name),
    );
    return stored ? 'not reached, the copy is' : 'not reached';
  }
  // A claim that is violated is none; one whose premise never comes about says nothing.
  const found = outcomes.find(
    (name) =>
      (holds(`${name} 1`) || holds(`${name} 0`)) &&
      !violated(`${name} 1`) &&
      !violated(`${name} 0`),
  );
  const deferred = writes.some(({ name }) => name.includes('modify_decoding'));
  const forced = bit.name === 'INTX_DISABLE' && (await isForced(bit, who));
  return `${found ?? 'otherwise'}${deferred ? ', deferred' : ''}${forced ? ', on while MSI is' : ''}`;
}

/** Whether a write of the register while MSI is on always leaves the bit on. */
async function isForced(bit: Bit, who: Who): Promise<boolean> {
  const definition = systemOf(bit, who, ['WR', 'MSI']);
  const hardware = componentOf(definition, `hw.${bit.register}`);
  const msi = componentOf(definition, 'msi');
  const on = (msi as Valued).is('is on', ((s: { matches(state: string): boolean }) =>
    s.matches('on')) as never);
  const { holds } = await searched(definition, [
    stepInvariant({
      name: 'forced',
      statement: 'INTX_DISABLE stays on while MSI is on',
      steps: ({ parts, name }) =>
        name.includes('command: writes hardware') &&
        parts.some((part) => part.component === hardware.name),
      before: on,
      after: setIn(hardware, maskOf(bit)),
    }),
  ]);
  return holds('forced');
}

/** What assignment to a guest does to a bit of the command register, whatever dom0 left there. */
export async function atAssignment(bit: Bit): Promise<'cleared' | 'kept'> {
  const definition = systemOf(bit, { scheme: 'S4', profile: 'domU' }, ['RD', 'ASG', 'DEA']);
  const hardware = componentOf(definition, `hw.${bit.register}`);
  const { holds } = await searched(definition, [
    stepInvariant({
      name: 'cleared',
      statement: 'assignment clears the bit',
      steps: ({ name }) => name.includes('writes PCI_COMMAND, decode off'),
      after: not(setIn(hardware, maskOf(bit))),
    }),
  ]);
  return holds('cleared') ? 'cleared' : 'kept';
}
