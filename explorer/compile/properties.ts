/** Properties of a system definition, over local state ids. */

import { ModelError } from '../../base/errors.ts';
import type {
  Companion,
  Formula,
  NoLivelock,
  SafetyProperty,
  Step,
  Temporal,
  WaitCycleFree,
} from '../../models/compose/index.ts';
import type {
  LinkedCompanion,
  LinkedFormula,
  LinkedLivelock,
  LinkedProperty,
  LinkedTemporal,
  LinkedWaitCycle,
} from '../system.ts';
import { classesOf, type ExpressionLinker, slotsOf } from './expressions.ts';
import { type Tabulated, value } from './tabulated.ts';

/** A set of waiting actors is a 32-bit number. */
const WAITERS_MAX = 31;

export function linkProperty(
  property: SafetyProperty,
  steps: readonly Step[],
  tabulated: ReadonlyMap<string, Tabulated>,
  expressions: ExpressionLinker,
): LinkedProperty {
  const companion = ({ label, goal }: Companion): LinkedCompanion => ({
    label,
    goal: expressions.link(goal),
  });
  const { name } = property;
  switch (property.kind) {
    case 'invariant': {
      const holds = expressions.link(property.holds);
      const met = companion(property.companion);
      return { name, kind: 'invariant', holds, companion: met, support: slotsOf(holds, met.goal) };
    }
    case 'stepInvariant':
      return {
        name,
        kind: 'stepInvariant',
        steps: Uint8Array.from(steps, (step) => (property.steps(step) ? 1 : 0)),
        before: expressions.link(property.before),
        after: expressions.link(property.after),
        support: [],
      };
    case 'deadlockFree': {
      const rest = expressions.link(property.rest);
      const met = companion(property.companion);
      return { name, kind: 'deadlockFree', rest, companion: met, support: slotsOf(met.goal) };
    }
    case 'waitCycleFree': {
      const linked = linkWaitCycle(property, tabulated);
      const support = [
        ...new Set([...linked.waiters.map((w) => w.slot), ...linked.requests.map((r) => r.slot)]),
      ];
      return { name, ...linked, support: support.sort((a, b) => a - b) };
    }
    case 'reachable': {
      const goal = expressions.link(property.goal);
      return { name, kind: 'reachable', goal, support: slotsOf(goal) };
    }
  }
}

/** A property about what cannot be left. */
export function linkLivelock(
  { name, progress, content }: NoLivelock,
  steps: readonly Step[],
  expressions: ExpressionLinker,
): LinkedLivelock {
  return {
    name,
    progress: Uint8Array.from(steps, (step) => (progress(step) ? 1 : 0)),
    content: expressions.link(content),
  };
}

/** A property of runs. */
export function linkTemporal(
  { name, formula, fairness, companion }: Temporal,
  steps: readonly Step[],
  expressions: ExpressionLinker,
): LinkedTemporal {
  const chosen = (choose: (step: Step) => boolean): Uint8Array =>
    Uint8Array.from(steps, (step) => (choose(step) ? 1 : 0));
  const linked = (part: Formula): LinkedFormula => {
    switch (part.kind) {
      case 'state':
        return { kind: 'state', holds: expressions.link(part.holds) };
      case 'taken':
        return { kind: 'taken', label: part.label, steps: chosen(part.steps) };
      case 'until':
        return { kind: 'until', left: linked(part.left), right: linked(part.right) };
      case 'and':
      case 'or':
        return { kind: part.kind, of: part.of.map(linked) };
      default:
        return { kind: part.kind, of: linked(part.of) };
    }
  };
  return {
    name,
    formula: linked(formula),
    fairness: fairness.map(({ kind, label, steps: meant }) => {
      return { kind, label, steps: chosen(meant) };
    }),
    companion: { label: companion.label, goal: expressions.link(companion.goal) },
  };
}

function linkWaitCycle(
  property: WaitCycleFree,
  tabulated: ReadonlyMap<string, Tabulated>,
): LinkedWaitCycle {
  const where = `property ${JSON.stringify(property.name)}`;
  if (property.waiters.length > WAITERS_MAX) {
    throw new ModelError(
      'MODEL-PROPERTY',
      `${where} has ${property.waiters.length} waiting actors; at most ${WAITERS_MAX} are supported`,
    );
  }
  const actors = property.waiters.map((waiter) => waiter.actor);
  const requestIds = new Map<string, number>();
  const waiters = property.waiters.map((waiter) => {
    const { slot, values, of } = classesOf(waiter.wants, tabulated);
    const ids = values.map((wanted) => {
      if (wanted === null) return 0;
      const known = requestIds.get(String(wanted)) ?? requestIds.size + 1;
      requestIds.set(String(wanted), known);
      return known;
    });
    return { actor: waiter.actor, slot, request: Uint16Array.from(of, (c) => ids[c] ?? 0) };
  });
  const requests = [...requestIds.keys()].map((request) => {
    const resource = property.resources.find(
      (r) => request === r.name || request.startsWith(`${r.name}:`),
    );
    if (resource === undefined) {
      throw new ModelError(
        'MODEL-PROPERTY',
        `${where}: request ${JSON.stringify(request)} is for no resource`,
        {
          hint: `Resources: ${property.resources.map((r) => r.name).join(', ')}. A request is a resource's name, then a colon and how.`,
        },
      );
    }
    const { table, slot } = tabulated.get(resource.component) as Tabulated;
    const blockedBy = new Int32Array(actors.length * table.snapshots.length);
    actors.forEach((actor, w) => {
      table.snapshots.forEach((snapshot, local) => {
        const names = value(where, () => resource.blockedBy(snapshot as never, request, actor));
        blockedBy[w * table.snapshots.length + local] = setOfActors(names, actors, where);
      });
    });
    return { text: request, slot, blockedBy };
  });
  return { kind: 'waitCycleFree', cycles: property.cycles, waiters, requests };
}

function setOfActors(names: readonly string[], actors: readonly string[], where: string): number {
  let set = 0;
  for (const name of names) {
    const index = actors.indexOf(name);
    if (index < 0) {
      throw new ModelError(
        'MODEL-PROPERTY',
        `${where}: ${JSON.stringify(name)} blocks, but is no waiter`,
        {
          hint: `Waiters: ${actors.join(', ')}.`,
        },
      );
    }
    set |= 1 << index;
  }
  return set;
}
