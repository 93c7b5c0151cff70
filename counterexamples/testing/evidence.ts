/** Everything a search has to show of a system, for tests only. */

import { breadthFirst, link } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { type Trace, traceOf } from '../trace.ts';

/** A trace for every property that there is something to show of, by name. */
export async function evidenceOf(system: SystemDefinition): Promise<ReadonlyMap<string, Trace>> {
  const linked = link(system);
  const { properties } = await breadthFirst(linked);
  return new Map(
    properties
      .filter(({ path }) => path !== null)
      .map((result) => [result.name, traceOf(system, linked, result)]),
  );
}

/** The trace of one property. */
export async function traceFor(system: SystemDefinition, property: string): Promise<Trace> {
  const trace = (await evidenceOf(system)).get(property);
  if (trace === undefined) throw new Error(`there is nothing to show of ${property}`);
  return trace;
}
