/**
 * Requirements on who answers a config access of a guest: CFG-OWNER, CFG-ONCE, PT-GUARD, READ-YOUR-WRITES.
 *
 * Source: section C.8 of the survey. What a guest may expect is in `topology-history.machine.ts`.
 */

import type { servedBy } from '../../models/components/served-by.machine.ts';
import {
  type ConfigAccess,
  ownerOf,
  type Target,
  type Topology,
  type topologyHistory,
} from '../../models/components/topology-history.machine.ts';
import {
  allOf,
  anyOf,
  type Component,
  type Expression,
  not,
  type Property,
  relation,
} from '../../models/compose/index.ts';
import { registersOf } from '../../models/kit/program.ts';
import { companion, invariant } from '../kinds/index.ts';
import { type Actor, tagged } from './subject.ts';

/** A vCPU, and who has worked on its access. */
export interface Accessor {
  readonly vcpu: Actor;
  readonly served: Component<typeof servedBy>;
}

/** What makes up config accesses of a guest. */
export interface ConfigSubject {
  readonly accessors: readonly Accessor[];
  readonly history: Component<typeof topologyHistory>;
  /** The topologies that the guest goes through. */
  readonly topologies: readonly Topology[];
  /** Tags of the places of an access, with its address. */
  readonly accesses: ReadonlyMap<string, ConfigAccess>;
}

/** The functions that an access may reach; null stands for nobody. Empty where there is no access. */
function dueOf(
  { accesses, topologies }: ConfigSubject,
  tag: string,
  since: number,
  begun: number,
): readonly (Target | null)[] {
  const access = accesses.get(tag);
  if (access === undefined) return [];
  return topologies.slice(since, begun + 1).map((topology) => ownerOf(topology, access));
}

/** A relation between the access of a vCPU, what it may reach, and what it has reached. */
function judged(
  subject: ConfigSubject,
  { vcpu, served }: Accessor,
  label: string,
  judge: (
    due: readonly (Target | null)[],
    by: string | null,
    again: boolean,
    ending: boolean,
  ) => boolean,
): Expression {
  const tags = [...subject.accesses.keys()];
  const access = vcpu.view('access', (s) => {
    const tag = tags.find((one) => s.hasTag(one));
    if (tag === undefined) return null;
    return `${s.hasTag('ending') ? 1 : 0}|${registersOf(s)['since'] ?? 0}|${tag}`;
  });
  const reached = served.view('reached', ({ context }) => `${context.by ?? ''}|${context.again}`);
  return relation(
    `${vcpu.name} ${label}`,
    [access, subject.history.view('begun', (s) => s.context.begun), reached],
    (place, begun, who) => {
      if (place === null) return false;
      const [ending, since, tag] = place.split('|') as [string, string, string];
      const [by, again] = who.split('|') as [string, string];
      const due = dueOf(subject, tag, Number(since), begun);
      return judge(due, by === '' ? null : by, again === 'true', ending === '1');
    },
  );
}

const any = (
  subject: ConfigSubject,
  label: string,
  judge: Parameters<typeof judged>[3],
): Expression =>
  anyOf(...subject.accessors.map((accessor) => judged(subject, accessor, label, judge)));

const isAstray: Parameters<typeof judged>[3] = (due, by) =>
  by !== null && !due.includes(by as Target);
const isMissed: Parameters<typeof judged>[3] = (due, by, again, ending) =>
  again || (ending && by === null && !due.includes(null));

/**
 * A config access reaches only the function that the topology, as the guest has programmed it, has at its
 * address. What overlaps with a change of the topology may come before it or after it.
 */
export function configOwner(subject: ConfigSubject): Property {
  return invariant({
    name: 'CFG-OWNER',
    statement: 'a config access reaches only the function that the guest has at its address',
    stake: 'a device model acts on accesses that are meant for the device of another one',
    holds: not(any(subject, 'has reached what its access is not for', isAstray)),
    companion: companion(
      'an access has reached a model',
      any(subject, 'has reached a model', (_due, by) => by !== null),
    ),
  });
}

/** An access for a function that is there reaches one model, and reaches it once. */
export function configOnce(subject: ConfigSubject): Property {
  return invariant({
    name: 'CFG-ONCE',
    statement: 'an access for a function that is there reaches one model, once',
    stake: 'a device that is there reads as absent, or does twice what it was told once',
    holds: not(any(subject, 'has an answer of nobody, or of several', isMissed)),
    companion: companion(
      'an access for a function ends',
      any(
        subject,
        'ends an access for a function',
        (due, _by, _again, ending) => ending && due.some((one) => one !== null),
      ),
    ),
  });
}

/** A passthrough function is reached only by accesses that are for it. */
export function passthroughGuarded(subject: ConfigSubject, there: Expression): Property {
  return invariant({
    name: 'PT-GUARD',
    statement: 'registers of a passthrough function are reached only by accesses that are for it',
    stake: 'what a guest writes to the chipset ends in a register of a real device',
    holds: not(
      any(
        subject,
        'has reached the passthrough function, which its access is not for',
        (due, by, again, ending) => by === 'pt' && isAstray(due, by, again, ending),
      ),
    ),
    companion: companion(
      'the function can be reached while an access is under way',
      allOf(
        there,
        any(subject, 'is at an access', () => true),
      ),
    ),
  });
}

/**
 * The vCPU that moved the window finds its functions there on its next access.
 *
 * @param mover the vCPU
 * @param moved the tags of its accesses after the move
 */
export function readYourWrites(subject: ConfigSubject, mover: Accessor, moved: string): Property {
  const wrong = judged(
    subject,
    mover,
    'has found something else',
    (due, by, again, ending) =>
      isAstray(due, by, again, ending) || isMissed(due, by, again, ending),
  );
  return invariant({
    name: 'READ-YOUR-WRITES',
    statement: 'the vCPU that moved the window finds its functions where it has moved it',
    stake: 'firmware that moves the window finds no devices, or those of another bus',
    holds: not(allOf(tagged(mover.vcpu, moved), wrong)),
    companion: companion(
      'it has moved the window and ends an access',
      allOf(tagged(mover.vcpu, moved), tagged(mover.vcpu, 'ending')),
    ),
  });
}
