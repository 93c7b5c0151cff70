/** Wait-for graphs of real snapshots, with names. */

import { assert } from '../../base/errors.ts';
import { value } from '../../explorer/index.ts';
import type { WaitCycleFree } from '../../models/compose/index.ts';
import { readView, type Snapshots, snapshotOf } from './snapshots.ts';

/** An actor whose request cannot be granted now. */
export interface Wait {
  readonly actor: string;
  readonly request: string;
  /** The component that would grant the request. */
  readonly component: string;
  /** Actors that must act before it can be granted. */
  readonly blockedBy: readonly string[];
}

/** Everybody who waits for somebody. */
export function waitsIn(property: WaitCycleFree, snapshots: Snapshots): readonly Wait[] {
  return property.waiters.flatMap(({ actor, wants }) => {
    const wanted = readView(wants, snapshots);
    if (wanted === null) return [];
    const request = String(wanted);
    const resource = property.resources.find(
      ({ name }) => request === name || request.startsWith(`${name}:`),
    );
    assert(resource !== undefined, `request ${request} is for a resource of ${property.name}`);
    const { component } = resource;
    const blockedBy = value(`property ${JSON.stringify(property.name)}`, () =>
      resource.blockedBy(snapshotOf(snapshots, component) as never, request, actor),
    );
    return blockedBy.length === 0 ? [] : [{ actor, request, component, blockedBy }];
  });
}

/** A shortest cycle of the wanted kind: everybody on it waits for the next, the last for the first. */
export function cycleAmong(
  waits: readonly Wait[],
  cycles: WaitCycleFree['cycles'],
): readonly Wait[] | null {
  const own = waits.find(({ actor, blockedBy }) => blockedBy.includes(actor));
  if (own !== undefined && cycles !== 'several') return [own];
  if (cycles === 'self') return null;
  return waits
    .map((wait) => cycleThrough(wait, waits))
    .reduce(
      (best, cycle) => (best === null || (cycle?.length ?? Infinity) < best.length ? cycle : best),
      null,
    );
}

/** A shortest cycle of two and more through `first`, breadth first. */
function cycleThrough(first: Wait, waits: readonly Wait[]): readonly Wait[] | null {
  const seen = new Set([first.actor]);
  const paths: (readonly Wait[])[] = [[first]];
  for (const path of paths) {
    const last = path.at(-1) ?? first;
    if (path.length > 1 && last.blockedBy.includes(first.actor)) return path;
    for (const next of waits) {
      if (seen.has(next.actor) || !last.blockedBy.includes(next.actor)) continue;
      seen.add(next.actor);
      paths.push([...path, next]);
    }
  }
  return null;
}
