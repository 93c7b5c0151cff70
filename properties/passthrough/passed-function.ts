/** What requirements on messages and on peer-to-peer traffic speak about: functions and their writes. */

import type { msiEnable } from '../../models/components/command-register.machine.ts';
import type { doorbellMapping } from '../../models/components/doorbell-mapping.machine.ts';
import { type FunctionHolder, holderOf } from '../../models/components/function-holder.machine.ts';
import type { hostIrq } from '../../models/components/host-irq.machine.ts';
import type { remapEntry } from '../../models/components/interrupt-remapping.machine.ts';
import type { IommuContext } from '../../models/components/iommu-context.machine.ts';
import {
  type Component,
  type Expression,
  not,
  relation,
  type Step,
} from '../../models/compose/index.ts';

/** A function that guests may get, with what stands between it and the others. */
export interface PassedFunction {
  readonly name: string;
  readonly holder: Component<FunctionHolder>;
  readonly context: Component<IommuContext>;
  /** Of its phantom function, if it has one. */
  readonly phantom: Component<IommuContext> | null;
  /** Its entry of the table that messages go through, if there is one. */
  readonly entry: Component<ReturnType<typeof remapEntry>> | null;
  readonly irq: Component<ReturnType<typeof hostIrq>>;
  readonly msi: Component<typeof msiEnable>;
}

/** A place a write of a function may end at: it is there from its last step until the next one begins. */
export interface WriteEnd {
  readonly by: PassedFunction;
  readonly there: Expression;
}

/** Writes that end in a page of a domain. */
export interface MemoryEnd extends WriteEnd {
  readonly page: string;
  /** The function is just being given to the domain whose page it is. */
  readonly arriving: Expression;
}

/** Writes that raise the interrupt of a function in a guest. */
export interface InterruptEnd extends WriteEnd {
  readonly of: PassedFunction;
  readonly guest: string;
}

/** Writes to the BAR of another function: those that are on their way, and those that got there. */
export interface PeerEnd extends WriteEnd {
  readonly to: PassedFunction;
  readonly onTheWay: Expression;
}

export type Doorbell = Component<typeof doorbellMapping>;

/** The function is with this guest. */
export function isWith({ holder }: PassedFunction, guest: string): Expression {
  return holder.is(`is ${guest}`, (s) => s.context.guest === guest);
}

/** The function is with some guest. */
export function isPassed({ holder }: PassedFunction): Expression {
  return holder.is('is a guest', (s) => s.context.guest !== null);
}

const holder = ({ holder }: PassedFunction) => holder.view('holder', holderOf);

/** Somebody has the function: a guest or dom0. */
export function isHeld({ holder }: PassedFunction): Expression {
  return holder.is("is somebody's", (s) => holderOf(s) !== null);
}

/** Whoever has the first has the second too, or nobody has the second. */
export function mayReach(by: PassedFunction, to: PassedFunction): Expression {
  return relation(
    `${by.name} may reach ${to.name}`,
    [holder(by), holder(to)],
    (mine, other) => other === null || mine === other,
  );
}

/** Each is with somebody, and not with the same one. */
export function apart(a: PassedFunction, b: PassedFunction): Expression {
  return relation(
    `${a.name} and ${b.name} are with different domains`,
    [holder(a), holder(b)],
    (x, y) => x !== null && y !== null && x !== y,
  );
}

/** Messages of the function are let through to nobody: it has no entry, and its pirq is not bound. */
export function isSilent({ entry, irq }: PassedFunction): readonly Expression[] {
  return [
    ...(entry === null ? [] : [entry.is('is not present', (s) => s.context.sources.length === 0)]),
    not(irq.is('is bound', (s) => s.matches('bound'))),
  ];
}

/** Selects steps with a tag, of one function if it is named. */
export function stepsTagged(tag: string, of?: PassedFunction): (step: Step) => boolean {
  return ({ tags }) => tags.includes(tag) && (of === undefined || tags.includes(of.name));
}

/** A property is asked of each function; its name says which where there are several. */
export function nameFor(
  name: string,
  { name: of }: PassedFunction,
  all: readonly PassedFunction[],
): string {
  return all.length === 1 ? name : `${name}/${of}`;
}
