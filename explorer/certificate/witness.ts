/** Runs that show that properties are no empty words: to the companion, or to what should be reachable. */

import { slotsOf } from '../compile/expressions.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { symbolic } from '../symbolic/symbolic.ts';
import type {
  LinkedExpression,
  LinkedProperty,
  LinkedStep,
  LinkedSystem,
  LinkedWaitCycle,
} from '../system.ts';
import type { PropertyResult, SearchOptions } from '../verdict.ts';

/** Explicit search looks at so many states before symbolic search is asked. */
const STATES_MAX = 200_000;

/**
 * What is known of a run to the companion or goal of each of these properties: `holds` with a shortest
 * path, `violated` if there is none, `inconclusive` where a limit was reached. `options` are asked for
 * before each of two searches.
 */
export async function witnesses(
  system: LinkedSystem,
  properties: readonly LinkedProperty[],
  options: () => Omit<SearchOptions, 'onProgress'>,
): Promise<readonly PropertyResult[]> {
  const goals = properties.map((property) => goalProperty(system, property));
  const nearby = options();
  const limits = { ...nearby.limits, statesMax: STATES_MAX };
  const near = await breadthFirst({ ...system, properties: goals }, { ...nearby, limits });
  const isOpen = ({ verdict }: PropertyResult): boolean => verdict === 'inconclusive';
  if (near.limit?.kind !== 'states' || !near.properties.some(isOpen)) return near.properties;
  const open = goals.filter((_, p) => near.properties[p]?.verdict === 'inconclusive');
  const far = await symbolic({ ...system, properties: open }, options());
  return near.properties.map(
    (result) => far.properties.find(({ name }) => name === result.name) ?? result,
  );
}

function goalProperty(system: LinkedSystem, property: LinkedProperty): LinkedProperty {
  const goal = goalOf(system, property);
  return { kind: 'reachable', name: property.name, support: slotsOf(goal), goal };
}

/** What is true at the end of a witness. */
function goalOf({ steps }: LinkedSystem, property: LinkedProperty): LinkedExpression {
  switch (property.kind) {
    case 'reachable':
      return property.goal;
    case 'invariant':
    case 'deadlockFree':
      return property.companion.goal;
    case 'stepInvariant': {
      const selected = steps.filter((_, s) => property.steps[s] === 1);
      return and([property.before, or(selected.map((step) => and(guardsOf(step))))]);
    }
    case 'waitCycleFree':
      return or(property.requests.map((_, r) => someoneWaits(property, r)));
  }
}

function guardsOf({ slots, next, name }: LinkedStep): readonly LinkedExpression[] {
  return slots.map((slot, k) => atom(slot, next[k] ?? [], (to) => to >= 0, `can ${name}`));
}

/** That some waiter asks for this resource and must wait for somebody. */
function someoneWaits({ waiters, requests }: LinkedWaitCycle, r: number): LinkedExpression {
  const { slot = 0, blockedBy = new Int32Array(), text = '' } = requests[r] ?? {};
  const size = blockedBy.length / waiters.length;
  const ways = waiters.map((waiter, w) => {
    const blockers = blockedBy.subarray(w * size, (w + 1) * size);
    return and([
      atom(waiter.slot, waiter.request, (asked) => asked === r + 1, `asks for ${text}`),
      atom(slot, blockers, (set) => set !== 0, `${text} is not to be had`),
    ]);
  });
  return or(ways);
}

function atom(
  slot: number,
  values: ArrayLike<number>,
  isTrue: (value: number) => boolean,
  label: string,
): LinkedExpression {
  return { kind: 'atom', slot, bits: Uint8Array.from(values, (v) => (isTrue(v) ? 1 : 0)), label };
}

function and(of: readonly LinkedExpression[]): LinkedExpression {
  return { kind: 'and', of };
}

function or(of: readonly LinkedExpression[]): LinkedExpression {
  return { kind: 'or', of };
}
